"""States of real-name and e-mail verification, and the documents that prove a person or body."""

from enum import Enum


class RealNameStatus(Enum):
    """A profile's or a domain's audit; the value is the wire's (registrant-family.md, 4.2 and 5.1)."""

    NONE = "NONAUDIT"
    AUDITING = "AUDITING"
    SUCCEEDED = "SUCCEED"
    FAILED = "FAILED"


class RegistrantType(Enum):
    """Person or body; the value is the wire's."""

    INDIVIDUAL = "1"
    ORGANISATION = "2"


class ReviewOccasion(Enum):
    """What a domain's review was for; the value is the wire's ``RealNameVerificationAction``."""

    REGISTRATION = "ACTIVATE"
    REGISTRANT_CHANGE = "CHGHOLDER"
    INBOUND_TRANSFER = "TRANSFER"


INDIVIDUAL_CREDENTIALS = ("SFZ", "HZ", "TXZ", "TW", "WAIGUOREN", "HKMOJUMIN")
"""Document types of persons (registrant-family.md, 4.4)."""

ORGANISATION_CREDENTIALS = (
    "ORG", "YYZZ", "XYDM", "BUDUIDAIHAO", "JUNDUIFUWU", "SHIYEDANWEI", "WAIGUOQIYE", "SHEHUITUANTI", "ZONGJIAOCHANGSUO",
    "MINBANFEIQIYE", "JIJINHUI", "LVSHISHIWUSUO", "WAIGUOWENHUA", "WAIGUOLVYOU", "SIFAJIANDING", "WAIGUOJIGOU",
    "SHEHUIFUWUJIGOU", "MINBANXUEXIAO", "YILIAOJIGOU", "GONGZHENGJIGOU", "ZHUHUAZINVXUEXIAO",
)  # fmt: skip
"""Document types of bodies (registrant-family.md, 4.4)."""

CREDENTIAL_TYPES = INDIVIDUAL_CREDENTIALS + ORGANISATION_CREDENTIALS
