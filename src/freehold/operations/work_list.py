"""The operator's work list: items that only a person can bring further, and what the person reports.

An item comes here when its registry takes the change only outside EPP, or when going on would overwrite what somebody else
did. Its domain stays busy meanwhile, so nothing else can change it.
"""

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.operations.locks.perform import LOCKS
from freehold.operations.registrant_change import after
from freehold.policy.loading import Policies
from freehold.policy.rules import Duty
from freehold.store import domain_registrants, domain_settings, hand_ins, held
from freehold.store.hand_ins import HandIn
from freehold.store.held import HeldItem
from freehold.terms.hand_ins import KEY, KIND_OF, WrongHandIn
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState


class NotWaiting(ValueError):
    """The domain is not on the work list."""


def done(session: Session, domain_name: str, note: str, now: Instant, *, policies: Policies, duty: Duty) -> HeldItem:
    """The change was carried out: the item succeeds and our copy follows; raises NotWaiting."""
    item = _waiting(session, domain_name)
    _release(session, item, ItemState.SUCCEEDED, None, note or None, now)
    if item.kind.role is not None:
        assert item.contact_id is not None
        domain_settings.give_contact(session, [item.domain_id], item.kind.role, item.contact_id, now)
    elif item.kind in LOCKS:
        domain_settings.switch_lock(session, [item.domain_id], LOCKS[item.kind], on=item.lock_after, now=now)
    else:
        # A lock that was asked for is the person's to set outside EPP, and so not ours to lift.
        after.give(session, item, now, policies=policies, duty=duty)
    return item


def refused(session: Session, domain_name: str, note: str, now: Instant) -> HeldItem:
    """The change was not granted, or not asked for since its task was cancelled: the item ends with the person's words.

    Raises NotWaiting.
    """
    item = _waiting(session, domain_name)
    if item.cancelled_at is None:
        _release(session, item, ItemState.FAILED, Reason.REFUSED_BY_HAND, note, now)
    else:
        _release(session, item, ItemState.CANCELLED, Reason.CANCELLED, note, now)
    return item


def retry(session: Session, domain_name: str, now: Instant) -> HeldItem:
    """Let the program go on: it looks at the registry first, and takes what it shows for the old state."""
    item = _waiting(session, domain_name)
    if not item.chunk:
        raise NotWaiting(f"{domain_name} is changed outside EPP; there is nothing to try again")
    # The chunk first, as everything does that a cancellation must not cross.
    if chunks.reopen(session, item.task_id, item.chunk):
        raise NotWaiting(f"{domain_name} is of a task that was cancelled; report it as done or refused")
    _release(session, item, ItemState.LATER, None, None, now)
    domain_registrants.forget_handle(session, item.domain_id)
    return item


def wanted_of(session: Session, domain_name: str) -> str:
    """Which kind of hand-in the domain waits for; raises NotWaiting."""
    return _lacking(session, domain_name)[1]


def give(session: Session, domain_name: str, given: HandIn, now: Instant, system_now: Instant) -> HeldItem:
    """Hand in what the registry wants: the item goes on with it; raises NotWaiting, WrongHandIn for something else."""
    item, wanted = _lacking(session, domain_name)
    if wanted != given.kind:
        raise WrongHandIn(f"{domain_name} waits for {wanted}, and not for {given.kind}")
    hand_ins.put(session, item.account_id, (item.task_id, item.seq), given, now)
    if wanted == KEY:
        held.hasten(session, item, system_now)
    else:
        _release(session, item, ItemState.LATER, None, None, now)
    chunks.reopen(session, item.task_id, item.chunk)
    return item


def _lacking(session: Session, domain_name: str) -> tuple[HeldItem, str]:
    item = held.of_domain(session, domain_name) or held.waiting_for_key(session, domain_name)
    kind = None if item is None else KIND_OF.get(item.reason or "")
    if item is None or kind is None:
        raise NotWaiting(f"{domain_name} does not wait for anything to be handed in")
    return item, kind


def _waiting(session: Session, domain_name: str) -> HeldItem:
    item = held.of_domain(session, domain_name)
    if item is None:
        raise NotWaiting(f"{domain_name} is not on the work list")
    return item


def _release(
    session: Session, item: HeldItem, state: ItemState, reason: Reason | None, note: str | None, now: Instant
) -> None:
    if not held.release(session, item, state, reason, note, now):
        raise NotWaiting(f"{item.domain_name} is not on the work list any more")
