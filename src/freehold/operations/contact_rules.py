"""Rules for contact data of a profile (registrant-family.md, 4.3): every wrong field is told, not the first alone.

The libraries that know countries, calling codes and mail addresses are loaded with the first contact that is checked: they
bring large tables, and a start is quicker without.
"""

import re
from collections.abc import Mapping
from functools import cache

from freehold.policy import rules
from freehold.policy.loading import readable
from freehold.policy.tld import Policy
from freehold.terms.contacts import Contact
from freehold.terms.phrases import Phrase, Said
from freehold.terms.refusals import ContactIllegal
from freehold.terms.verification import RegistrantType

_BOTH = Phrase("Both", "{first}; {second}")
_FIELD = Phrase("Field", "{field} {why}")
_MISSING = Phrase("FieldMissing", "is missing")
_TOO_LONG = Phrase("FieldTooLong", "has more than {limit} characters")
_NOT_ASCII = Phrase("FieldNotAscii", "takes Latin letters, digits and common signs only")
_NO_CHINESE = Phrase("FieldNoChinese", "must contain Chinese characters")
_FORBIDDEN = Phrase("FieldForbidden", "must not contain · or 《》")
_NOT_DIGITS = Phrase("FieldNotDigits", "must have {least} to {most} digits and nothing else")
_COUNTRY = Phrase("FieldCountry", "must be a country code of two letters such as CN")
_EMAIL = Phrase("FieldEmail", "is not a valid mail address")
_TELEPHONE = Phrase("FieldTelephone", "has more than {most} digits together with TelArea")
_NO_CALLING_CODE = Phrase(
    "FieldCallingCode", "is no calling code of a country, such as 86; an area code belongs to Telephone"
)
_NOT_POSSIBLE = Phrase("FieldNotPossible", "has too few or too many digits for a number of the calling code {area}")
_WORD_OF_PROVINCE = Phrase("FieldWordOfProvince", "is written without the word for province, such as {example}")
_NO_LETTERS = Phrase("FieldNoLetters", "must contain letters")
_SUFFIX_LONGEST = Phrase("FieldSuffixLongest", "has more than the {most} characters that a domain of .{suffix} takes")
_SUFFIX_LENGTH = Phrase("FieldSuffixLength", "must have {least} to {most} characters for a domain of .{suffix}")

_LONGEST_LINE, _LONGEST_CODE, _LONGEST_HOLDER = 255, 16, 128
_MOST_DIGITS = 14
"""Digits of a telephone number with its calling code (RFC 5733: +CC.NUMBER in 17 characters)."""

_REQUIRED = {
    "name": "RegistrantName",
    "organization": "RegistrantOrganization",
    "country": "Country",
    "province": "Province",
    "city": "City",
    "address": "Address",
    "postal_code": "PostalCode",
    "tel_area": "TelArea",
    "telephone": "Telephone",
    "email": "Email",
}
_LATIN = ("name", "organization", "province", "city", "address", "postal_code")
_CHINESE = {
    "zh_name": "ZhRegistrantName",
    "zh_organization": "ZhRegistrantOrganization",
    "zh_province": "ZhProvince",
    "zh_city": "ZhCity",
    "zh_address": "ZhAddress",
}
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MIDDLE_DOT = "\u00b7"
# Between signs of Chinese names alone: elsewhere, in a list for example, such a dot is meant as it is.
_DOTS = re.compile(f"(?<={_HAN.pattern})[\u2022\u2027\u2219\u22c5\u30fb\uff65](?={_HAN.pattern})")


@cache
def _countries() -> frozenset[str]:
    import pycountry

    return frozenset(country.alpha_2 for country in pycountry.countries)


def in_one_form(given: Mapping[str, str]) -> dict[str, str]:
    """The fields as they are stored: look-alikes of the dot within Chinese names are that dot (epp-facts.md, 10).

    A name written with another of them would be another holder to a registry, and a mismatch to a reviewer.
    """
    dotted = {name: _DOTS.sub(_MIDDLE_DOT, given[name]) for name in ("zh_name", "zh_organization") if name in given}
    return {**given, **dotted}


def check_contact(contact: Contact) -> None:
    """Raise ContactIllegal with every field that is missing or wrong."""
    missing = [(wire, _MISSING.of()) for name, wire in _REQUIRED.items() if not getattr(contact, name).strip()]
    _refuse(missing + _wrong(contact))


def check_fields(given: Mapping[str, str], kind: RegistrantType, policy: Policy | None) -> None:
    """Raise ContactIllegal with every field of those *given* that is wrong; what is not given is not missed.

    With a *policy*, names must also be of the lengths that its registry takes.
    """
    contact = Contact(registrant_type=kind, **given)
    blank = [(wire, _MISSING.of()) for name, wire in _REQUIRED.items() if name in given and not given[name].strip()]
    _refuse(blank + _wrong(contact) + ([] if policy is None else _wrong_lengths(contact, policy)))


def _refuse(problems: list[tuple[str, Said]]) -> None:
    if problems:
        told, *others = (_FIELD.of(field=field, why=why) for field, why in problems)
        for other in others:
            told = _BOTH.of(first=told, second=other)
        raise ContactIllegal(problems=told)


def _wrong_lengths(contact: Contact, policy: Policy) -> list[tuple[str, Said]]:
    found = []
    for name, least, most in rules.misfit_names(policy, contact):
        phrase = _SUFFIX_LENGTH if len(getattr(contact, name)) < least else _SUFFIX_LONGEST
        said = phrase.of(least=least, most=most, suffix=readable(policy.suffix))
        found.append(({**_REQUIRED, **_CHINESE}[name], said))
    return found


def valid_email(text: str) -> bool:
    """Whether it is one mail address of the usual form; nothing is asked of the network."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= _LONGEST_LINE


def _wrong(contact: Contact) -> list[tuple[str, Said]]:
    found: list[tuple[str, Said]] = []
    for name in _LATIN:
        value = getattr(contact, name)
        limit = _LONGEST_CODE if name == "postal_code" else _LONGEST_LINE
        if len(value) > limit:
            found.append((_REQUIRED[name], _TOO_LONG.of(limit=limit)))
        if set(value) & set("·《》"):
            found.append((_REQUIRED[name], _FORBIDDEN.of()))
        elif not value.isascii():
            found.append((_REQUIRED[name], _NOT_ASCII.of()))
    for name, wire in _CHINESE.items():
        value = getattr(contact, name)
        limit = _LONGEST_HOLDER if name == "zh_organization" else _LONGEST_LINE
        if len(value) > limit:
            found.append((wire, _TOO_LONG.of(limit=limit)))
        # Holders of mainland documents are written in Chinese; foreign ones as their document says (4.3).
        if value and contact.country == "CN" and _HAN.search(value) is None and name in {"zh_organization", "zh_name"}:
            found.append((wire, _NO_CHINESE.of()))
    found += _wrong_places(contact)
    if contact.country and contact.country not in _countries():
        found.append(("Country", _COUNTRY.of()))
    if contact.email and not valid_email(contact.email):
        found.append(("Email", _EMAIL.of()))
    return found + _wrong_telephone(contact)


def _wrong_places(contact: Contact) -> list[tuple[str, Said]]:
    found = [
        (wire, _NO_LETTERS.of())
        for value, wire in (
            (contact.province, "Province"), (contact.city, "City"), (contact.zh_province, "ZhProvince"),
            (contact.zh_city, "ZhCity"),
        )
        if value.strip() and not any(sign.isalpha() for sign in value)
    ]  # fmt: skip
    if contact.country == "CN":
        if contact.province.casefold().endswith(" sheng"):
            found.append(("Province", _WORD_OF_PROVINCE.of(example="zhe jiang")))
        if contact.zh_province.endswith("省"):
            found.append(("ZhProvince", _WORD_OF_PROVINCE.of(example="浙江")))
    return found


def _wrong_telephone(contact: Contact) -> list[tuple[str, Said]]:
    found: list[tuple[str, Said]] = []
    for value, wire, least, most in (
        (contact.tel_area, "TelArea", 1, 3),
        (contact.telephone, "Telephone", 3, _MOST_DIGITS),
        (contact.tel_ext, "TelExt", 1, 10),
    ):
        if value and re.fullmatch(rf"[0-9]{{{least},{most}}}", value) is None:
            found.append((wire, _NOT_DIGITS.of(least=least, most=most)))
    if found or not contact.tel_area:
        return found
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    if int(contact.tel_area) not in COUNTRY_CODE_TO_REGION_CODE or contact.tel_area.startswith("0"):
        found.append(("TelArea", _NO_CALLING_CODE.of()))
    elif len(contact.tel_area) + len(contact.telephone) > _MOST_DIGITS:
        found.append(("Telephone", _TELEPHONE.of(most=_MOST_DIGITS)))
    elif contact.telephone and not _possible(contact.tel_area, contact.telephone):
        found.append(("Telephone", _NOT_POSSIBLE.of(area=contact.tel_area)))
    return found


def _possible(area: str, number: str) -> bool:
    """Whether the country has numbers of this length; whether this one is given out is not asked, as plans change often."""
    from phonenumbers import NumberParseException, is_possible_number, parse

    try:
        return is_possible_number(parse(f"+{area}{number}"))
    except NumberParseException:
        return False
