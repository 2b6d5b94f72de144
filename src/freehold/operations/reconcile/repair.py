"""Repair a difference, on command only: our copy follows the registry, or a task brings the registry to what we hold."""

from collections.abc import Sequence

import msgspec

from freehold.db.session import Session
from freehold.gateway.objects import RegistryContact
from freehold.ids import new_uuid
from freehold.operations import task_plan
from freehold.operations.office import Office
from freehold.operations.reconcile.compare import EXPIRY, REGISTRANT
from freehold.operations.registrant_change.routes import method_of
from freehold.operations.task_plan import Route
from freehold.store import contacts, handles, reconciles
from freehold.store.new_tasks import NewTask
from freehold.store.reconciles import COPY, Finding, Ours, Owing, Taken
from freehold.terms.drift import Difference
from freehold.terms.instants import Instant, from_text
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK, LockSetting
from freehold.terms.tasks import TaskKind

_AT_ONCE = 1000


def follow(
    session: Session, registry: str, ours: Ours, finding: Finding, contact: RegistryContact | None, now: Instant
) -> Finding:
    """Let our copy take what the registry shows; the finding, marked when it did.

    A copy that was changed since it was compared, or that a task is changing, is left alone.
    """
    what = {found.what: found for found in finding.differences}
    registrant_id = None
    if REGISTRANT in what:
        if contact is None:
            return finding
        registrant_id = _contact_of(session, registry, ours, contact, now)
    taken = Taken(
        domain_id=ours.id,
        seen_at=ours.updated_at,
        handle=finding.handle,
        registrant_id=registrant_id,
        expires_at=from_text(what[EXPIRY].theirs) if EXPIRY in what else None,
        transfer_lock=_setting(what.get(TRANSFER_LOCK)),
        update_lock=_setting(what.get(UPDATE_LOCK)),
    )
    if not reconciles.take(session, taken, now):
        return finding
    return msgspec.structs.replace(finding, repaired_by=COPY)


def _setting(found: Difference | None) -> LockSetting | None:
    if found is None:
        return None
    return LockSetting.ON if found.theirs == "on" else LockSetting.OFF


def _contact_of(session: Session, registry: str, ours: Ours, found: RegistryContact, now: Instant) -> int:
    """Our version of the contact that the registry shows: one of this account's that it came from, or a new one."""
    known = handles.contact_of(session, registry, found.handle, ours.account_id)
    if known is not None:
        return known
    return contacts.add(session, ours.account_id, found.contact(), now)


def send(session: Session, office: Office, run_id: int, after: int, now: Instant) -> int | None:
    """Begin tasks that bring registries to what we hold, for some domains found ours newer.

    Gives the last domain that was thought of, to go on behind; None at the end. Nothing is sent from here: such a task
    looks at the registry before it sends, and stops for a person where the registry shows a registrant that it did not
    show when it was compared. A date of expiry, the update lock and a lock that is too many are a person's to mend there.
    """
    owing = reconciles.owing(session, run_id, after, now, _AT_ONCE)
    groups: dict[tuple[int, int, bool], list[Owing]] = {}
    for domain in owing:
        if any(_mended_by_task(found) for found in domain.differences):
            groups.setdefault((domain.account_id, domain.registrant_id, domain.locked), []).append(domain)
    for (account_id, registrant_id, locked), domains in groups.items():
        _begin(session, office, run_id, account_id, registrant_id, locked, domains, now)
    return owing[-1].id if owing else None


def _mended_by_task(found: Difference) -> bool:
    return found.what == REGISTRANT or (found.what == TRANSFER_LOCK and found.ours == "on")


def _begin(
    session: Session, office: Office, run_id: int, account_id: int, registrant_id: int, locked: bool,
    domains: Sequence[Owing], now: Instant,
) -> None:  # fmt: skip
    by_route: dict[Route, list[Owing]] = {}
    for domain in domains:
        registry = office.catalogue.of(domain.name)
        if registry is not None:
            by_route.setdefault(Route(registry.name, method_of(office, domain.name, registry, now)), []).append(domain)
            reconciles.shown(session, domain.id, domain.handle)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.RESTORE_REGISTRANT,
        contact_id=registrant_id,
        lock_after=locked,
    )
    if by_route:
        task_plan.begin(session, office, task, task_plan.plan(office, [], by_route), now)
        sent = [domain.id for routed in by_route.values() for domain in routed]
        reconciles.repaired(session, run_id, sent, task.task_no)
