"""One domain of a task in the hands of a method: what was promised, and where it is to be carried out."""

from collections.abc import Awaitable, Callable

from freehold.gateway.lane import Lane
from freehold.gateway.registry import Registry
from freehold.operations.registrant_change.codes import Codes, Wish
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.desk import Desk
from freehold.policy.tld import Policy
from freehold.store.attempts import OpenItem
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.outcomes import Outcome
from freehold.terms.tasks import TaskKind
from freehold.terms.values import Value
from freehold.terms.verification_codes import CodeType


class Promise(Value, frozen=True):
    """What a task promised its domains: the contact as it was at submit, and whether to lock (REL-12)."""

    task_id: int
    account_id: int
    contact_id: int
    contact: Contact
    lock_after: bool
    asked_at: Instant
    """Rules are those of this moment, also for what is done after they changed (epp-facts.md, 11)."""
    kind: TaskKind = TaskKind.CHANGE_REGISTRANT


class Case(Value, frozen=True):
    """One attempt at one item."""

    promise: Promise
    registry: Registry
    lane: Lane
    item: OpenItem
    trid: str
    contacts: Contacts
    lock: bool
    """Lock the domain against transfer: it was asked for, or the suffix's rule does not let it be waived."""
    policy: Policy
    """The suffix's, of the day on which the task was accepted."""
    desk: Desk
    codes: Codes
    code_types: tuple[CodeType, ...] = ()
    """Verification codes that the suffix's registry takes."""
    cancelled: bool = False
    """The task was cancelled: what was done is found out, and nothing is begun."""

    @property
    def name(self) -> str:
        """The domain, in A-labels."""
        return self.item.domain_name

    @property
    def in_doubt(self) -> bool:
        """The registry may know of a change for this item: it is looked at before anything is sent (REL-7)."""
        return self.item.state.in_doubt

    @property
    def lifts_update_lock(self) -> bool:
        """The account's update lock is on, and the operator lets a change lift it and put it on again."""
        lifts = self.registry.settings.lift_update_lock == "yes"
        return lifts and self.item.update_lock == LockSetting.ON.value

    def new_trid(self) -> str:
        """An id for a command beside the attempt's own."""
        return self.contacts.new_trid()

    def wish(self, kind: CodeType) -> Wish:
        """The verification code of this type that the change wants."""
        promise = self.promise
        return Wish(kind, promise.task_id, promise.account_id, self.name, promise.contact_id, promise.contact)

    async def contact_handle(self) -> str:
        """The registrant's contact object at the registry, made if need be; raises Stopped."""
        promise = self.promise
        return await self.contacts.ensure(
            self.registry, self.lane, promise.contact_id, promise.contact, promise.task_id,
            may_create=not self.cancelled,
        )  # fmt: skip


MethodFunction = Callable[[Case], Awaitable[Outcome]]
"""Brings one item to its end, or as far as it goes now. May be run again after a crash at any line."""
