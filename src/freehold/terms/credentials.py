"""Numbers of identity documents: their form and check characters (epp-facts.md, 10; GB 11643, GB 32100, GB 11714)."""

import re
from datetime import date

from stdnum.cn import ric, uscc

_SOCIAL_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(number: str, today: date) -> bool:
    """Whether it is a resident identity number of 18 characters: a real birth date not ahead, and the check character."""
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", number) is None:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    # The library's own verdict would look the birth place up as well, in a table that does not know every one there was.
    return born <= today and number[17].upper() == ric.calc_check_digit(number)


def social_credit_code(code: str) -> bool:
    """Whether it is a unified social credit code of 18 characters, with the organisation code inside it."""
    if len(code) != 18 or any(sign not in _SOCIAL_SIGNS for sign in code):
        return False
    # The library's own verdict would refuse a letter among the first two signs, which some registering bodies have.
    return code[17] == uscc.calc_check_digit(code) and organisation_code(code[8:17])


def organisation_code(code: str) -> bool:
    """Whether it is an organisation code of 9 characters, a hyphen before the last aside."""
    if re.fullmatch(r"[0-9A-Z]{8}-?[0-9X]", code) is None:
        return False
    plain = code.replace("-", "")
    total = sum(
        _ORGANISATION_SIGNS.index(sign) * weight for sign, weight in zip(plain[:8], _ORGANISATION_WEIGHTS, strict=True)
    )
    check = 11 - total % 11
    return plain[8] == {10: "X", 11: "0"}.get(check, str(check))


_MAINLAND = frozenset({
    "SFZ", "ORG", "YYZZ", "XYDM", "BUDUIDAIHAO", "JUNDUIFUWU", "SHIYEDANWEI", "SHEHUITUANTI", "ZONGJIAOCHANGSUO",
    "MINBANFEIQIYE", "JIJINHUI", "LVSHISHIWUSUO", "SIFAJIANDING", "SHEHUIFUWUJIGOU", "MINBANXUEXIAO", "YILIAOJIGOU",
    "GONGZHENGJIGOU",
})  # fmt: skip
_REGIONS = {"TXZ": ("HK", "MO"), "TW": ("TW",), "HKMOJUMIN": ("HK", "MO", "TW")}


def of_region(kind: str, country: str) -> bool:
    """Whether a holder in this country can have a document of this type (registrant-family.md, 4.3).

    Passports, and papers of foreigners and of foreign bodies' offices in China, say nothing of the address.
    """
    if kind in _MAINLAND:
        return country == "CN"
    if kind == "WAIGUOJIGOU":
        return country != "CN"
    return country in _REGIONS.get(kind, (country,))


def well_formed(kind: str, number: str, today: date) -> bool:
    """Whether the number fits the document type, as far as its form is known (registrant-family.md, 4.4)."""
    match kind:
        case "SFZ":
            return resident_id(number, today)
        case "YYZZ" | "XYDM" | "SHIYEDANWEI" | "SHEHUITUANTI" | "MINBANFEIQIYE" | "JIJINHUI" | "LVSHISHIWUSUO":
            # These carry the unified code since 2015; older paper of other length is still about.
            return social_credit_code(number) if len(number) == 18 else _plain(number)
        case "ORG":
            return organisation_code(number) or social_credit_code(number)
        case _:
            return _plain(number)


def _plain(number: str) -> bool:
    return re.fullmatch(r"[^\s()（）]{1,50}", number) is not None


_SHOWN = 4


def masked(number: str) -> str:
    """A number as answers show it (PRV-5): two characters at either end of a long one, none of a short one."""
    if len(number) <= 2 * _SHOWN:
        return "*" * len(number)
    return number[:2] + "*" * (len(number) - _SHOWN) + number[-2:]
