"""The mark of a store that went back in time, and what is true of its rows until it is settled (INV-20).

It was restored from a backup, or is a PostgreSQL database that failed over to a standby without its last commits. What happened
after that moment is not in the rows, but it is at the registries. So every open item that a worker may take is
in doubt from the first moment on: the registry is asked before anything is sent. Those that wait for somebody's word are
handed to a person where the registry shows a change since. The mark goes when all domains were compared.
"""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db import numbering
from freehold.db.schema import installation
from freehold.db.session import Session
from freehold.store import reconciles, task_counters, tasks
from freehold.store.nonces import nonces
from freehold.store.tasks import A_REVIEWERS, items
from freehold.terms.instants import SECOND, Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_MARK = "restored"
_SIGNED_AFTER = "signed after"

_SKIPPED = 100_000
"""Numbers that accounts were told after the backup, of profiles say, are not given to other things."""

_LAST = (nonces.c.used_at, tasks.tasks.c.updated_at)
"""What each call and each outcome moves on; the latter in business time, which is the system's wherever several processes work."""

_WORDS = "the registry shows a change made after the backup"
_OTHERS = (ItemState.AWAITING_CONFIRMATION, ItemState.LATER, ItemState.HELD)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """From which moment a store is, and how far its settling is."""

    made_at: Instant
    """When the backup was made, or what is the last that the rows know; system time."""
    business_at: Instant
    """Business time then."""
    restored_at: Instant
    """System time."""
    run_id: int | None = None
    """The comparison that settles it, once it was begun."""
    from_backup: bool = True
    """Or a database that lost its last commits, or was restored by its own tools."""


def begin(session: Session, made_at: Instant, business_at: Instant, now: Instant, *, from_backup: bool = True) -> None:
    """Mark the store as restored, and put what may have been sent meanwhile in doubt; safe to repeat."""
    mark = Restored(made_at=made_at, business_at=business_at, restored_at=now, from_backup=from_backup)
    _put(session, _MARK, msgspec.json.encode(mark))
    # Whole seconds, as signatures have them.
    _put(session, _SIGNED_AFTER, str(now - now % SECOND).encode("ascii"))
    _doubt_all(session, business_at)
    numbering.skip(session, _SKIPPED)
    # One that was under way may send what our copy says to registries that are ahead of it.
    reconciles.give_up(session, now)


def begin_from_rows(session: Session, now: Instant) -> Restored:
    """The same of a database of which nobody knows from when it is: its own rows tell the last moment they know of."""
    known = [session.execute(sa.select(sa.func.max(column))).scalar() for column in _LAST]
    last = max(Instant(moment or 0) for moment in known)
    begin(session, last, last, now, from_backup=False)
    found = find(session)
    assert found is not None
    return found


def find(session: Session) -> Restored | None:
    """The mark; None where nothing has to be settled."""
    value = _get(session, _MARK)
    return None if value is None else msgspec.json.decode(value, type=Restored)


def signed_after(session: Session) -> Instant:
    """Calls signed before this moment of system time may be known to a store that is lost, and are not taken again (INV-15)."""
    value = _get(session, _SIGNED_AFTER)
    return Instant(0 if value is None else int(value))


def settle_by(session: Session, run_id: int) -> None:
    """Note which comparison settles the store."""
    found = find(session)
    assert found is not None
    _put(session, _MARK, msgspec.json.encode(msgspec.structs.replace(found, run_id=run_id)))


def settle_anew(session: Session) -> None:
    """Forget the comparison that was to settle the store: another one is begun."""
    found = find(session)
    if found is not None:
        _put(session, _MARK, msgspec.json.encode(msgspec.structs.replace(found, run_id=None)))


def settled(session: Session) -> None:
    """Take the mark away: work may begin."""
    session.execute(installation.delete().where(installation.c.name == _MARK))


def hold_changed(session: Session, domain_ids: Sequence[int], now: Instant) -> None:
    """Hand open items of these domains that wait for a confirmation, a review or a person to a person.

    The registry shows a change since the backup: the word may have been given, and the change made, in the time that is lost.
    """
    session.execute(
        items.update()
        .where(items.c.busy_domain_id.in_(list(domain_ids)), items.c.state.in_([int(state) for state in _OTHERS]))
        .values(
            state=int(ItemState.HELD), reason=Reason.CHANGED_ELSEWHERE.code, message=_WORDS, due_at=None, updated_at=now
        )
    )


def _get(session: Session, name: str) -> bytes | None:
    return session.execute(sa.select(installation.c.value).where(installation.c.name == name)).scalar()


def _put(session: Session, name: str, value: bytes) -> None:
    session.execute(installation.delete().where(installation.c.name == name))
    session.execute(installation.insert().values(name=name, value=value))


def _doubt_all(session: Session, now: Instant) -> None:
    waiting = items.c.busy_domain_id.is_not(None) & (items.c.state == int(ItemState.WAITING))
    later = (
        items.c.busy_domain_id.is_not(None)
        & (items.c.state == int(ItemState.LATER))
        & sa.or_(items.c.reason.is_(None), items.c.reason.not_in(A_REVIEWERS))
    )
    begun = session.execute(
        sa.select(items.c.task_id, sa.func.count().label("number")).where(waiting).group_by(items.c.task_id)
    ).all()
    session.execute(
        items.update()
        .where(sa.or_(waiting, later))
        .values(state=int(ItemState.EXECUTING), attempts=items.c.attempts + 1, sends=items.c.sends + 1, due_at=None)
    )
    for row in begun:
        task_counters.count(session, row.task_id, [(ItemState.WAITING, ItemState.EXECUTING)] * row.number, now)
