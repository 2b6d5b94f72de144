"""The ways a registry takes a new registrant (epp-facts.md, 8)."""

from enum import StrEnum
from typing import NamedTuple


class Method(StrEnum):
    """One member a way; the value is what data files, tables and settings write."""

    UPDATE = "update"
    """A contact object made once, and a domain update that points to it (thick)."""
    REGISTRAR_ONLY = "registrar-only"
    """The registry holds no contacts: our own data are the truth (minimum data set, thin)."""
    REGISTRAR_ONLY_WITH_CODE = "registrar-only-with-code"
    """No contacts, but a code that proves the holder's real name goes with a domain update."""
    AUDITED = "audited"
    """The registry audits the contact first, and then every name over days."""
    UPDATE_WITH_DATA = "update-with-data"
    """An update that must carry a declaration or an owner-change marker."""
    TRADE = "trade"
    """A command of its own."""
    TRADE_WITH_CONSENT = "trade-with-consent"
    """A command that begins a process: holders consent or a key is mailed, and it finishes or lapses."""
    BY_HAND = "by-hand"
    """Outside EPP: a person does it and tells the outcome."""


class Facts(NamedTuple):
    """What a registry account was seen to offer; None while nothing was seen."""

    takes_contacts: bool | None = None
    """Its greeting lists contact objects, and it did not refuse a registrant."""
    takes_codes: bool | None = None
    """Its greeting lists the verification-code extension."""
