"""Rules for a contact's fields (registrant-family.md, 4.3): each by what just passes and what just does not."""

import msgspec
import pytest

from freehold.operations.contact_rules import check_contact, check_fields, in_one_form, valid_email
from freehold.policy.loading import Policies
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import ContactIllegal
from freehold.terms.verification import RegistrantType
from support.office import HOLDER, NOW


def problems(**changes):
    """What is told of the good contact with these fields changed; empty when it passes."""
    try:
        check_contact(msgspec.structs.replace(HOLDER, **changes))
    except ContactIllegal as refusal:
        return str(refusal.values["problems"])
    return ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "O'Neil & Sons, Jr. #3"),
        ("organization", "x" * 255),
        ("postal_code", "x" * 16),
        ("country", "DE"),
        ("tel_area", "852"),
        ("telephone", "13800138000"),
        ("telephone", "057188887777"),
        ("telephone", "12345678"),
        ("telephone", "1" * 12),
        ("tel_ext", ""),
        ("tel_ext", "1" * 10),
        ("zh_organization", "示" * 128),
        ("zh_organization", "示例·部件《甲》"),
        ("zh_organization", "㐀"),
        ("zh_name", "李 Wei"),
        ("zh_city", "Hangzhou"),
        ("zh_address", "示" * 255),
        ("province", "xin jiang wei wu er zi zhi qu"),
        ("zh_province", "内蒙古自治区"),
        ("email", "a@example.test"),
        ("email", "用户@例子.cn"),
    ],
)
def test_what_passes(field, value):
    assert problems(**{field: value}) == ""


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", " ", "RegistrantName is missing"),
        ("organization", "", "RegistrantOrganization is missing"),
        ("country", "", "Country is missing"),
        ("province", "", "Province is missing"),
        ("city", "", "City is missing"),
        ("address", "", "Address is missing"),
        ("postal_code", "", "PostalCode is missing"),
        ("tel_area", "", "TelArea is missing"),
        ("telephone", "", "Telephone is missing"),
        ("email", "", "Email is missing"),
        ("name", "李伟", "RegistrantName takes Latin letters, digits and common signs only"),
        ("province", "浙江", "Province takes Latin letters, digits and common signs only"),
        ("city", "hàng zhōu", "City takes Latin letters, digits and common signs only"),
        ("address", "１ Example Road", "Address takes Latin letters, digits and common signs only"),
        ("organization", "Ai·li", "RegistrantOrganization must not contain · or 《》"),
        ("organization", "《Daily》", "RegistrantOrganization must not contain · or 《》"),
        ("organization", "x" * 256, "RegistrantOrganization has more than 255 characters"),
        ("postal_code", "x" * 17, "PostalCode has more than 16 characters"),
        ("country", "cn", "Country must be a country code of two letters such as CN"),
        ("country", "CHN", "Country must be a country code of two letters such as CN"),
        ("country", "ZZ", "Country must be a country code of two letters such as CN"),
        ("tel_area", "+86", "TelArea must have 1 to 3 digits and nothing else"),
        ("tel_area", "0571", "TelArea must have 1 to 3 digits and nothing else"),
        ("tel_area", "８６", "TelArea must have 1 to 3 digits and nothing else"),
        ("tel_area", "571", "TelArea is no calling code of a country, such as 86; an area code belongs to Telephone"),
        ("tel_area", "086", "TelArea is no calling code of a country, such as 86; an area code belongs to Telephone"),
        ("tel_area", "0", "TelArea is no calling code of a country, such as 86; an area code belongs to Telephone"),
        ("tel_area", "1", "Telephone has too few or too many digits for a number of the calling code 1"),
        ("telephone", "123", "Telephone has too few or too many digits for a number of the calling code 86"),
        ("province", "zhe jiang sheng", "Province is written without the word for province, such as zhe jiang"),
        ("zh_province", "浙江省", "ZhProvince is written without the word for province, such as 浙江"),
        ("province", "310000", "Province must contain letters"),
        ("city", "--", "City must contain letters"),
        ("zh_city", "12", "ZhCity must contain letters"),
        ("telephone", "12", "Telephone must have 3 to 14 digits and nothing else"),
        ("telephone", "571-88887777", "Telephone must have 3 to 14 digits and nothing else"),
        ("telephone", "1" * 13, "Telephone has more than 14 digits together with TelArea"),
        ("tel_ext", "-", "TelExt must have 1 to 10 digits and nothing else"),
        ("tel_ext", "1" * 11, "TelExt must have 1 to 10 digits and nothing else"),
        ("zh_organization", "Widgets", "ZhRegistrantOrganization must contain Chinese characters"),
        ("zh_name", "かな", "ZhRegistrantName must contain Chinese characters"),
        ("zh_organization", "示" * 129, "ZhRegistrantOrganization has more than 128 characters"),
        ("zh_address", "示" * 256, "ZhAddress has more than 255 characters"),
        ("email", "nowhere", "Email is not a valid mail address"),
        ("email", "a@example.com,b@example.com", "Email is not a valid mail address"),
    ],
)
def test_what_does_not_pass_is_told_by_its_wire_name(field, value, told):
    assert problems(**{field: value}) == told


@pytest.mark.parametrize(("area", "number"), [("1", "2025550123"), ("44", "2079460000"), ("852", "59547291")])
def test_a_number_is_as_long_as_those_of_its_calling_code(area, number):
    assert problems(tel_area=area, telephone=number) == ""
    assert problems(tel_area=area, telephone=number[:3]).startswith("Telephone has too few or too many digits")


def test_the_word_for_province_is_another_matter_abroad():
    assert problems(country="TW", zh_province="台湾省") == ""


def checked(domain=None, kind=RegistrantType.ORGANISATION, **given):
    """What is told of fields on their own, by the rules of a domain's suffix too."""
    policy = None if domain is None else Policies().of(domain, NOW)
    try:
        check_fields(given, kind, policy)
    except ContactIllegal as refusal:
        return str(refusal.values["problems"])
    return ""


def test_fields_on_their_own_are_not_missed():
    assert checked() == ""
    assert checked(city="hang zhou shi") == ""
    assert checked(telephone="123") == ""
    assert checked(tel_area="86") == ""


def test_fields_on_their_own_are_checked_by_the_same_rules():
    assert checked(city=" ", country="cn", email="nowhere") == (
        "City is missing; Country must be a country code of two letters such as CN; Email is not a valid mail address"
    )
    assert checked(zh_organization="Widgets") == ""
    assert (
        checked(zh_organization="Widgets", country="CN") == "ZhRegistrantOrganization must contain Chinese characters"
    )
    assert (
        checked(tel_area="571")
        == "TelArea is no calling code of a country, such as 86; an area code belongs to Telephone"
    )


@pytest.mark.parametrize(
    ("domain", "given", "told"),
    [
        ("a.cn", {"zh_organization": "示" * 64}, ""),
        ("a.cn", {"zh_organization": "示" * 65}, "ZhRegistrantOrganization has more than the 64 characters that a domain of .cn takes"),
        ("例子.中国", {"zh_organization": "示" * 65}, "ZhRegistrantOrganization has more than the 64 characters that a domain of .中国 takes"),
        ("a.com", {"zh_organization": "示" * 128}, ""),
        ("a.com", {"organization": "a"}, ""),
    ],
)  # fmt: skip
def test_names_have_the_lengths_that_a_domains_registry_takes(domain, given, told):
    assert checked(DomainName.parse(domain), **given) == told


def test_an_operators_own_policy_counts(tmp_path):
    (tmp_path / "tlds").mkdir()
    (tmp_path / "tlds" / "xyz.toml").write_text("[contacts]\nshortest_name = 3\n")
    policy = Policies.load(tmp_path).of("a.xyz", NOW)

    with pytest.raises(ContactIllegal) as refusal:
        check_fields({"organization": "ab", "name": "x", "city": "hang zhou shi"}, RegistrantType.INDIVIDUAL, policy)

    assert str(refusal.value.values["problems"]) == (
        "RegistrantOrganization must have 3 to 255 characters for a domain of .xyz; "
        "RegistrantName must have 3 to 255 characters for a domain of .xyz"
    )


def test_a_foreign_holder_is_written_as_the_document_says():
    assert problems(country="DE", zh_organization="Zebra GmbH", zh_name="Anna Zebra") == ""


@pytest.mark.parametrize("dot", ["\u00b7", "\u2022", "\u2027", "\u2219", "\u22c5", "\u30fb", "\uff65"])
def test_the_dot_within_a_chinese_name_has_one_form(dot):
    given = {
        "zh_name": f"阿卜杜拉{dot}买买提{dot}江",
        "zh_organization": f"阿{dot}买",
        "zh_address": f"示{dot}例",
        "name": "A",
    }

    assert in_one_form(given) == {**given, "zh_name": "阿卜杜拉·买买提·江", "zh_organization": "阿·买"}


def test_a_dot_elsewhere_is_meant_as_it_is():
    given = {"zh_name": "\u2022 李伟", "zh_organization": "Anna\u2022Zebra"}

    assert in_one_form(given) == given


def test_every_wrong_field_is_told():
    assert problems(city="", country="ZZ", telephone="x", email="nowhere") == (
        "City is missing; Country must be a country code of two letters such as CN; "
        "Email is not a valid mail address; Telephone must have 3 to 14 digits and nothing else"
    )


@pytest.mark.parametrize(
    "address",
    ["", "@", "a@", "@example.com", "a@localhost", "a b@example.com", "a@exa mple.com", "a@[192.0.2.1]", "A <a@example.com>",
     "a@example..com", "a.@example.com", "a@-example.com", f"{'a' * 250}@example.com", f"a@{'b' * 250}.com", "a@example.com\n"],
)  # fmt: skip
def test_what_is_no_mail_address(address):
    assert not valid_email(address)
