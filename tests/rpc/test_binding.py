"""Flat parameters to requests: types, limits, lists, and what is refused how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.rpc.binding import bind
from freehold.rpc.structures import Int32, Structure, param
from freehold.terms.refusals import Refusal
from support.toy_actions import DetailRequest, ListRequest, Order, SubmitRequest, TagRequest, VerifyRequest

PAGE = {"PageNum": "1", "PageSize": "20"}


def refusal_of(structure, values):
    with pytest.raises(Refusal) as refused:
        bind(structure, values)
    return refused.value.wire_code, str(refused.value)


def test_lists_are_read_in_the_order_of_their_numbers_whatever_the_gaps():
    request = bind(
        SubmitRequest,
        {"DomainName.10": "c.com", "DomainName.2": "B.com", "DomainName.7": "", "RegistrantProfileId": "5", "X": "y"},
    )

    assert request == SubmitRequest(domain_name=["b.com", "c.com"], registrant_profile_id=5)


def test_lists_of_structures_are_gathered_by_number():
    tags = {"Tag.3.Key": "c", "Tag.1.Key": "a", "Tag.1.Value": "1", "Tag.1.Other": "x"}

    request = bind(ListRequest, {**PAGE, **tags})

    assert request.tag == [TagRequest(key="a", value="1"), TagRequest(key="c", value=None)]


def test_every_type_is_read():
    values = {
        "DomainName": "中文.CN",
        "OrderByType": "ASC",
        "QueryType": "2",
        "StartExpirationDate": "9223372036854775807",
        "Status": "2",
        "Ip.1": "192.0.2.1",
        "Lang": "zh",
    }

    request = bind(ListRequest, {**PAGE, **values})

    assert request == ListRequest(
        page_num=1,
        page_size=20,
        lang="zh",
        domain_name="xn--fiq228c.cn",
        order_by_type=Order.ASC,
        query_type="2",
        start_expiration_date=2**63 - 1,
        status=2,
        ip=["192.0.2.1"],
    )


@pytest.mark.parametrize(("text", "value"), [("true", True), ("True", True), ("FALSE", False)])
def test_booleans_are_read_in_any_case(text, value):
    request = bind(SubmitRequest, {"DomainName.1": "a.com", "RegistrantProfileId": "5", "TransferOutProhibited": text})

    assert request.transfer_out_prohibited is value


@pytest.mark.parametrize("name", ["RegistrantProfileID", "RegistrantProfileId"])
def test_both_spellings_of_the_profile_are_taken(name):
    assert bind(SubmitRequest, {"DomainName.1": "a.com", name: "5"}).registrant_profile_id == 5
    assert bind(VerifyRequest, {"IdentityCredential": "x", name: "5"}).registrant_profile_id == 5


def test_two_spellings_with_two_values_are_refused():
    values = {"DomainName.1": "a.com", "RegistrantProfileID": "5", "RegistrantProfileId": "6"}

    assert refusal_of(SubmitRequest, values)[0] == "ParameterIllegal"


@pytest.mark.parametrize(
    ("structure", "values", "code"),
    [
        (SubmitRequest, {"RegistrantProfileId": "x"}, "MissingDomainName"),
        (SubmitRequest, {"DomainName.1": "", "RegistrantProfileId": "5"}, "MissingDomainName"),
        (SubmitRequest, {"DomainName": "a.com", "RegistrantProfileId": "5"}, "MissingDomainName"),
        (SubmitRequest, {"DomainName.1": "bad", "RegistrantProfileId": " "}, "ParameterIllegal"),
        (SubmitRequest, {"DomainName.1": "bad"}, "MissingRegistrantProfileId"),
        (DetailRequest, {}, "MissingPageNum"),
        (DetailRequest, {"PageNum": "x", "PageSize": "1"}, "MissingTaskNo"),
        (DetailRequest, {"PageNum": "x", "PageSize": "1", "TaskNo": "1"}, "InvalidPageNum"),
        (DetailRequest, {"PageNum": "0", "PageSize": "1", "TaskNo": "1"}, "InvalidPageNum"),
        (DetailRequest, {"PageNum": "2147483648", "PageSize": "1", "TaskNo": "1"}, "InvalidPageNum"),
        (DetailRequest, {"PageNum": "1", "PageSize": "1001", "TaskNo": "1"}, "InvalidPageSize"),
        (DetailRequest, {"PageNum": "1", "PageSize": "1", "TaskNo": "x" * 65}, "ParameterIllegal"),
        (ListRequest, {**PAGE, "Tag.1.Value": "x"}, "MissingTag.1.Key"),
        (ListRequest, {**PAGE, "UserClientIp": "x" * 65}, "InvalidUserClientIp"),
    ],
)
def test_missing_comes_before_invalid(structure, values, code):
    assert refusal_of(structure, values)[0] == code


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("StartExpirationDate", "-1", "must be a whole number in digits"),
        ("StartExpirationDate", "+1", "must be a whole number in digits"),
        ("StartExpirationDate", " 1", "must be a whole number in digits"),
        ("StartExpirationDate", "1_0", "must be a whole number in digits"),
        ("StartExpirationDate", "١", "must be a whole number in digits"),
        ("StartExpirationDate", "9" * 41, "must be a whole number in digits"),
        ("StartExpirationDate", "9223372036854775808", "must be from 0 to 9223372036854775807"),
        ("Status", "3", "must be one of 0, 1, 2"),
        ("OrderByType", "asc", "must be one of ASC, DESC"),
        ("QueryType", "3", "must be one of 1, 2"),
        ("DomainName", "a..com", "is not a valid domain name: a..com"),
        ("Ip.x", "1", "must be numbered like Ip.1, Ip.2"),
        ("Ip.", "1", "must be numbered like Ip.1, Ip.2"),
        ("Ip.-1", "1", "must be numbered like Ip.1, Ip.2"),
        ("Tag.Key", "1", "must be numbered like Tag.1, Tag.2"),
        ("Tag.1", "1", "must be numbered like Tag.1, Tag.2"),
        ("Ip.1", "a\x00b", "has a control character or one that is no character (U+0000)"),
        ("Ip.1", "a\uffffb", "has a control character or one that is no character (U+FFFF)"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_wrong(name, value, why):
    """SEC-7."""
    code, sentence = refusal_of(ListRequest, {**PAGE, name: value})

    member = name.partition(".")[0]
    assert (code, sentence) == ("ParameterIllegal", f"Parameter illegal: {member} {why}. Correct it and call again.")


def test_all_malformed_names_are_told_the_first_thousand_by_name():
    good = {f"DomainName.{number}": f"good-{number}.com" for number in range(1, 1000)}
    bad = {f"DomainName.{number}": f"bad_{number}.com" for number in range(1000, 2012)}

    code, sentence = refusal_of(SubmitRequest, {**good, **bad, "RegistrantProfileId": "1"})

    named = ", ".join(f"bad_{number}.com" for number in range(1000, 2000))
    assert code == "ParameterIllegal"
    assert sentence == (
        f"Parameter illegal: 1012 of the names in DomainName are not valid domain names: {named}, … and 12 more. "
        "Correct them and submit the list again; nothing was changed."
    )


def test_a_structure_whose_member_has_no_declaration_is_refused():
    with pytest.raises(TypeError, match="bare"):

        class Bad(Structure):
            bare: int


def test_a_type_that_parameters_cannot_have_is_refused():
    class Bad(Structure):
        ratio: float = param("A fraction.")

    with pytest.raises(TypeError, match="Ratio"):
        bind(Bad, {"Ratio": "1"})


NAMES = st.sampled_from(
    [
        "DomainName",
        "DomainName.1",
        "DomainName.2",
        "OrderByType",
        "QueryType",
        "Tag.1.Key",
        "Tag.1",
        "Tag.x.Key",
        "StartExpirationDate",
        "Status",
        "Ip.1",
        "Ip.99999999999",
        "PageNum",
        "PageSize",
        "Lang",
        "TaskNo",
        "RegistrantProfileId",
        "RegistrantProfileID",
        "TransferOutProhibited",
        "IdentityCredential",
    ]
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.sampled_from(["true", "ASC", "1", "xn--a", "a.xn--0.com", "中。国"]),
)


@given(st.sampled_from([SubmitRequest, DetailRequest, ListRequest, VerifyRequest]), st.dictionaries(NAMES, VALUES))
def test_binding_raises_nothing_but_refusals(structure, values):
    """SEC-8."""
    try:
        request = bind(structure, values)
    except Refusal:
        return
    assert isinstance(request, structure)


def test_a_list_of_twenty_thousand_names_keeps_its_order():
    values = {f"DomainName.{number}": f"name-{number}.example" for number in range(20_000, 0, -1)}

    request = bind(SubmitRequest, {**values, "RegistrantProfileId": "1"})

    assert request.domain_name == [f"name-{number}.example" for number in range(1, 20_001)]


def test_a_plain_integer_has_64_bits_and_int32_has_32():
    class Wide(Structure):
        wide: int = param("Wide.")
        narrow: Int32 = param("Narrow.")

    assert bind(Wide, {"Wide": str(2**63 - 1), "Narrow": str(2**31 - 1)}).narrow == 2**31 - 1
    assert refusal_of(Wide, {"Wide": "1", "Narrow": str(2**31)})[0] == "ParameterIllegal"


class Sale(Structure):
    trade_type: Int32 | None = param("How it is sold.", default=None, choices=(2, 13, -1))


def test_a_sign_is_taken_where_a_choice_has_one():
    assert [bind(Sale, {"TradeType": text}).trade_type for text in ("-1", "2", "13")] == [-1, 2, 13]

    for text in ("-2", "1", "--1", "-", "+2", "1-", "-1 "):
        assert refusal_of(Sale, {"TradeType": text})[0] == "ParameterIllegal"
