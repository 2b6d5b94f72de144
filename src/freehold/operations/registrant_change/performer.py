"""The change of registrant as the runner wants it: items loaded with the promise, performed by a method, followed up."""

from collections.abc import Sequence

from msgspec.structs import replace

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Load, Performer, WorkItem
from freehold.gateway.catalogue import Catalogue
from freehold.operations.domain_performer import domain_performer
from freehold.operations.office import Office
from freehold.operations.registrant_change import after, fees
from freehold.operations.registrant_change.case import Case, Promise
from freehold.operations.registrant_change.codes import Codes
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.desk import Desk
from freehold.operations.registrant_change.methods import METHODS
from freehold.operations.registrant_change.routes import method_of
from freehold.policy.rules import code_types, lock_days
from freehold.store import attempts, contacts, messages, rechecks, tasks
from freehold.store.attempts import OpenItem
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Held, Outcome, Refused
from freehold.terms.reasons import Reason

_TOLD_BY_MESSAGE = frozenset({Reason.PENDING_REFUSED, Reason.CONSENT_LAPSED})
"""Ends that a look shows; in which words the registry refused, its message says."""


def performer(office: Office, kept: Contacts, codes: Codes, business: Clock, database: Database) -> Performer:
    """The functions the runner carries such a task out with.

    The method is asked for anew at each attempt: what the registry's greeting shows may differ from what was known when
    the task was planned.
    """
    catalogue: Catalogue = office.catalogue

    def locks(promise: Promise, item: OpenItem) -> bool:
        if (
            item.lock_waived
            and office.policies.of(item.domain_name, promise.asked_at).registrant_change.lock_may_be_waived
        ):
            return False
        if promise.lock_after or not promise.kind.changes_registrant:
            return promise.lock_after
        return lock_days(office.policies.of(item.domain_name, promise.asked_at), asked=False) > 0

    async def perform(promise: Promise, chunk: Chunk, intent: Intent) -> Outcome:
        item = intent.item
        assert isinstance(item, OpenItem)
        registry = catalogue.by_name[chunk.registry]
        lane = registry.lane(chunk.lane)
        if registry.shown.takes_contacts is None:
            # Nobody logged in yet since the start: what the registry offers decides the method.
            await lane.facts()
        method = method_of(office, item.domain_name, registry, business.now())
        if method not in METHODS:
            return Held(Reason.BY_HAND)
        policy = office.policies.of(item.domain_name, promise.asked_at)
        desk = Desk(database, business, promise.account_id, (promise.task_id, item.seq))
        case = Case(
            promise, registry, lane, item, intent.trid, kept, locks(promise, item), policy, desk, codes,
            code_types(policy), chunk.cancelled,
        )  # fmt: skip
        outcome = await METHODS[method](case)
        if registry.prices is not None:
            outcome = fees.with_charge(case, outcome)
        if isinstance(outcome, Refused) and outcome.reason in _TOLD_BY_MESSAGE and not outcome.message:
            return _ended_otherwise(database, registry.name, item, outcome)
        return outcome

    async def ahead(_promise: Promise, chunk: Chunk, items: Sequence[WorkItem]) -> None:
        await fees.ask_ahead(catalogue.by_name[chunk.registry], chunk, items)

    def follow(session: Session, promise: Promise, findings: Sequence[Finding], now: Instant) -> None:
        after.follow(session, promise, findings, now, policies=office.policies, duty=office.real_name_duty)

    return domain_performer(catalogue, load=_load, perform=perform, after=follow, ahead=ahead)


def _ended_otherwise(database: Database, registry: str, item: OpenItem, outcome: Refused) -> Outcome:
    """A review that is over and left something else; why, a message of the registry's said.

    Where that was a notice of somebody else's change, the old registrant may not stand either: a person has to look.
    """
    with database.reading() as session:
        changed = None if item.sent_at is None else rechecks.told_since(session, item.domain_id, item.sent_at)
        words = messages.latest_words(session, registry, item.domain_name)
    return replace(outcome, message=words) if changed is None else Held(Reason.CHANGED_ELSEWHERE, changed)


def _load(session: Session, task_id: int, first: int, last: int) -> Load:
    task = tasks.get(session, task_id)
    assert task.contact_id is not None
    contact = contacts.get(session, task.contact_id)
    promise = Promise(task_id, task.account_id, task.contact_id, contact, task.lock_after, task.created_at, task.kind)
    return Load(attempts.open_items(session, task_id, first, last), promise)
