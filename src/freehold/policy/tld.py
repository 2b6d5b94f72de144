"""What a suffix allows, as read from the data files: a frozen record (architecture.md, 7).

Of declared keys only: a misspelt one is an error, and not a rule that never applies.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from freehold.terms.methods import Method

CERTAINTIES = ("documented", "typical", "assumed", "operator")
"""Read in the named source; widely reported; a guess to be confirmed with the registry; said in the operator's folder."""

Positive = Annotated[int, msgspec.Meta(ge=1)]
Length = Annotated[int, msgspec.Meta(ge=1, le=255)]
"""In characters; 255 is the protocol's own limit (RFC 5733, 4)."""
Days = Annotated[int, msgspec.Meta(ge=0, le=3660)]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """How sure a value is, where it was read, and which file gives it."""

    certainty: str
    source: str = ""
    file: str
    ours: bool
    """The file came with Freehold, and is not the operator's."""


class Contacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where contacts are kept, and what the registry takes of them."""

    kept_by: Literal["registry", "registrar"]
    """The account's greeting, or a confirmed 2306, narrows it (epp-facts.md, 2 and 5)."""
    roles: tuple[Literal["registrant", "admin", "tech", "billing"], ...]
    address_types: tuple[Literal["int", "loc"], ...]
    """int: ASCII; loc: any script. None where there are no contact objects."""
    shortest_name: Length
    longest_name: Length
    longest_chinese_holder: Length
    """Of the holder's name as its documents write it (registrant-family.md, 4.3)."""
    note: str = ""


Blocking = Literal[
    "clientUpdateProhibited", "serverUpdateProhibited", "serverHold", "pendingCreate", "pendingRenew", "pendingUpdate",
    "pendingTransfer", "pendingDelete", "pendingRestore", "redemptionPeriod",
]  # fmt: skip


class Successor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approved rule that waits for its date."""

    rule: str
    lock_days: Days
    confirmations: bool
    notices: bool


class Instructions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person has to do, where it is done by hand."""

    en: str = ""
    zh: str = ""


class RegistrantChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a new registrant gets there."""

    method: Method
    rule: str
    """Whose rule lock, confirmations and notices follow; shown with what was decided by it."""
    described: str = ""
    data: Literal[
        "", "auth-info", "verification", "applicant-declaration", "legal-document", "owner-change", "eligibility"
    ] = ""
    """What must go along, for the method ``update-with-data`` and for some trades."""
    command: Literal["", "frnic", "dnslu", "registrant-transfer", "update"] = ""
    """What begins a trade; a trade without one waits for a person."""
    consent: Literal["", "holder", "key"] = ""
    """How a trade with consent ends: the holder confirms at the registry, or brings the key that it mailed."""
    fee: str = ""
    """What the registry charges for it, in its own words."""
    blocked_by: tuple[Blocking, ...]
    """Statuses that stand in the way (epp-facts.md, 7)."""
    lock_days: Days
    lock_days_when_asked: Days
    """For a lock that was asked for where the rule itself sets none."""
    lock_may_be_waived: bool
    confirmations: bool
    """Prior and new holder both have to confirm."""
    notices: bool
    with_others: bool
    """May be in one list with domains of other suffixes; where not, it goes to chunks of its own."""
    days: tuple[Days, Days]
    """How long it takes, from and to, in days."""
    consent_days: Annotated[int, msgspec.Meta(ge=1, le=90)]
    """How long holders get to consent, where the registry asks them."""
    confirmation_days: Annotated[int, msgspec.Meta(ge=1, le=365)]
    """How long prior and new holder get to confirm, where we ask them."""
    instructions: Instructions = Instructions()
    successor: Successor | None = None
    successor_from: date | None = None


class RealName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The duty to have registrants verified by their documents."""

    since: date
    scope: Literal["mainland", "all"]
    """Mainland: names sponsored under a mainland-China licence."""
    hold_existing_from: date | None = None
    codes: tuple[Literal["domain", "real-name"], ...] = ()
    """Verification codes the registry takes (epp-facts.md, 10)."""
    within_days: Positive | None = None
    """After a registration or a change of registrant."""
    sanction: str = ""
    """The status of names whose holder is not verified in time."""


class Pace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a registry publishes of its limits; the settings of an account decide."""

    sessions: Positive | None = None
    commands_per_second: float | None = None
    idle_seconds: Positive | None = None
    commands_a_session: Positive | None = None
    session_seconds: Positive | None = None
    poll_days: Positive | None = None
    note: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One suffix at one date."""

    suffix: str
    """A-labels; of a family when no file describes the suffix itself."""
    extends: Literal["gtld", "cctld"]
    operator: str = ""
    extensions: tuple[str, ...] = ()
    """Namespaces its registry wants; only those that the greeting offers as well are switched on."""
    contacts: Contacts
    registrant_change: RegistrantChange
    real_name: RealName | None = None
    pace: Pace = Pace()
    remarks: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    """Of each value that a file gives, by its dotted name."""
    files: tuple[str, ...] = ()
    """Where its values came from, first to last."""

    @property
    def described(self) -> bool:
        """A file describes the suffix itself, and not its family alone."""
        return any(file.split("/")[-2] == "tlds" for file in self.files)


_TRADES = frozenset({Method.TRADE, Method.TRADE_WITH_CONSENT})
_WITH_DATA = _TRADES | {Method.UPDATE_WITH_DATA}


def contradictions(policy: Policy) -> list[str]:
    """Values that are each of their kind and cannot be meant together."""
    contacts, change = policy.contacts, policy.registrant_change
    found = []
    if change.days[0] > change.days[1]:
        found.append("registrant_change.days: the first of the two is the shorter")
    if contacts.shortest_name > contacts.longest_name:
        found.append("contacts.shortest_name is longer than contacts.longest_name")
    if change.method is Method.UPDATE_WITH_DATA and not change.data:
        found.append(f"registrant_change.data goes with the method {Method.UPDATE_WITH_DATA.value}")
    if change.data and change.method not in _WITH_DATA:
        found.append(
            f"registrant_change.data goes with the method {Method.UPDATE_WITH_DATA.value} or a trade, and no other"
        )
    if change.command and change.method not in _TRADES:
        found.append("registrant_change.command goes with a trade, and with no other method")
    if bool(change.consent) != (change.method is Method.TRADE_WITH_CONSENT and bool(change.command)):
        found.append(
            f"registrant_change.consent goes with the method {Method.TRADE_WITH_CONSENT.value} and a command, and with no other"
        )
    if change.command == "update" and change.method is Method.TRADE:
        found.append("registrant_change.command: an update begins a trade with consent, and is no trade by itself")
    if contacts.kept_by == "registry" and not (contacts.address_types and "registrant" in contacts.roles):
        found.append("contacts: a registry that keeps them takes an address type, and the role registrant")
    if change.method is Method.REGISTRAR_ONLY_WITH_CODE and (policy.real_name is None or not policy.real_name.codes):
        found.append("real_name.codes: the method names a code, and none is given")
    return found
