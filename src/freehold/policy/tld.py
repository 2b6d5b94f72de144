"""What a suffix allows, as read from the data files: a frozen record (architecture.md, 7).

Of declared keys only: a misspelt one is an error, and not a rule that never applies.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from freehold.terms.methods import Method

Positive = Annotated[int, msgspec.Meta(ge=1)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3660)]


class Contacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where contacts are kept, and what the registry takes of them."""

    kept_by: Literal["registry", "registrar"] = "registry"
    """The account's greeting, or a confirmed 2306, narrows it (epp-facts.md, 2 and 5)."""
    roles: tuple[Literal["registrant", "admin", "tech", "billing"], ...] = ("registrant",)
    address_types: tuple[Literal["int", "loc"], ...] = ("int", "loc")
    """int: ASCII; loc: any script. None where there are no contact objects."""
    shortest_name: Annotated[int, msgspec.Meta(ge=1, le=255)] = 1
    longest_name: Annotated[int, msgspec.Meta(ge=1, le=255)] = 255
    note: str = ""


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
    data: Literal["", "auth-info", "verification", "applicant-declaration", "legal-document", "owner-change"] = ""
    """What must go along, for the method ``update-with-data``."""
    blocked_by: tuple[str, ...] = (
        "clientUpdateProhibited", "serverUpdateProhibited", "pendingTransfer", "pendingDelete", "pendingUpdate",
        "pendingCreate", "pendingRestore", "redemptionPeriod",
    )  # fmt: skip
    """Statuses that stand in the way (epp-facts.md, 7)."""
    lock_days: Days = 60
    lock_may_be_waived: bool = True
    confirmations: bool = False
    """Prior and new holder both have to confirm."""
    notices: bool = True
    with_others: bool = True
    """May be in one list with domains of other suffixes; where not, it goes to chunks of its own."""
    days: tuple[Days, Days] = (0, 0)
    """How long it takes, from and to, in days."""
    consent_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    """How long holders get to consent, where the registry asks them."""
    instructions: Instructions = Instructions()
    successor: Successor | None = None
    successor_from: date | None = None


class RealName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The duty to have registrants verified by their documents."""

    since: date
    scope: Literal["mainland", "all"] = "mainland"
    """Mainland: names sponsored under a mainland-China licence."""
    hold_existing_from: date | None = None
    codes: tuple[Literal["domain", "real-name"], ...] = ()
    """Verification codes the registry takes (epp-facts.md, 10)."""


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
    contacts: Contacts
    registrant_change: RegistrantChange
    real_name: RealName | None = None
    pace: Pace = Pace()
    remarks: dict[str, str] = {}
    known: dict[str, str] = {}
    """How sure a value is and where it was read; a value without an entry is its family's or the operator's own."""
    files: tuple[str, ...] = ()
    """Where its values came from, first to last."""

    @property
    def described(self) -> bool:
        """A file describes the suffix itself, and not its family alone."""
        return any(file.startswith("tlds/") for file in self.files)
