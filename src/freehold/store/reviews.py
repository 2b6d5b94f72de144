"""Documents handed to a reviewer provider: one row for each that was submitted, with result and evidence, never an image."""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.ids import new_hex
from freehold.store.profiles import profiles
from freehold.store.task_documents import documents
from freehold.store.verifications import verifications
from freehold.terms.instants import Instant
from freehold.terms.reviews import ReviewState
from freehold.terms.verification import RealNameStatus

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True, comment="the key under which the provider takes it once"),
    sa.Column("profile_id", IdColumn, sa.ForeignKey("profiles.id"), comment="whose document it is; or"),
    sa.Column(
        "task_id", IdColumn, sa.ForeignKey("tasks.id"), unique=True, comment="the task that the document came with"
    ),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("submitted_at", InstantColumn, nullable=False, comment="tells which of a profile's documents"),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", InstantColumn, comment="not before; system time"),
    sa.Column("evidence", sa.String(128), comment="the provider's number for what it decided"),
    sa.Column("trouble", sa.String(255), comment="why the provider could not be asked"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("decided_at", InstantColumn),
    sa.UniqueConstraint("profile_id", "submitted_at"),
    sa.Index("ix_reviews_open", "due_at", sqlite_where=sa.text("state < 2"), postgresql_where=sa.text("state < 2")),
    comment="Reviews by providers. C1",
)

_OPEN = reviews.c.state < sa.literal_column(str(int(ReviewState.APPROVED)))


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the hands of a provider."""

    id: str
    profile_id: int | None
    task_id: int | None
    """The one or the other: a profile's document, or a task's."""
    account_id: int
    submitted_at: Instant
    provider: str
    state: ReviewState
    attempts: int
    due_at: Instant | None
    evidence: str | None
    trouble: str | None
    created_at: Instant
    decided_at: Instant | None


_OF_PROFILES = (
    sa.select(verifications.c.profile_id, verifications.c.account_id, verifications.c.submitted_at)
    .join(profiles, profiles.c.id == verifications.c.profile_id)
    .outerjoin(
        reviews,
        sa.and_(
            reviews.c.profile_id == verifications.c.profile_id, reviews.c.submitted_at == verifications.c.submitted_at
        ),
    )
    .where(profiles.c.real_name_status == RealNameStatus.AUDITING.value, reviews.c.id.is_(None))
)

_OF_TASKS = (
    sa.select(documents.c.task_id, documents.c.account_id, documents.c.submitted_at)
    .outerjoin(reviews, reviews.c.task_id == documents.c.task_id)
    # As the index has it; documents that were decided on stay in the table for good.
    .where(documents.c.status == sa.literal_column(f"'{RealNameStatus.AUDITING.value}'"), reviews.c.id.is_(None))
)


def any_awaited(session: Session) -> bool:
    """Whether a document is under review that no provider was given."""
    return any(session.execute(awaited.limit(1)).first() is not None for awaited in (_OF_PROFILES, _OF_TASKS))


def begin(session: Session, provider: str, now: Instant) -> int:
    """Give the provider every document under review that none has; how many."""
    found = [*session.execute(_OF_PROFILES), *session.execute(_OF_TASKS)]
    for row in found:
        session.execute(
            reviews.insert().values(
                id=f"review-{new_hex(session.ids, 16)}",
                **row._mapping,
                provider=provider,
                state=int(ReviewState.WAITING),
                created_at=now,
            )
        )
    return len(found)


def due(session: Session, system_now: Instant, limit: int) -> list[Review]:
    """Open reviews whose time to be asked about has come, longest waiting first."""
    rows = session.execute(
        sa.select(reviews)
        .where(_OPEN, sa.or_(reviews.c.due_at.is_(None), reviews.c.due_at <= system_now))
        .order_by(reviews.c.due_at, reviews.c.created_at)
        .limit(limit)
    )
    return [_read(row) for row in rows]


def find(session: Session, review_id: str) -> Review | None:
    """The review of this id."""
    row = session.execute(sa.select(reviews).where(reviews.c.id == review_id)).first()
    return None if row is None else _read(row)


def of_profile(session: Session, profile_id: int) -> Review | None:
    """The newest review of a profile; for operators."""
    row = session.execute(
        sa.select(reviews).where(reviews.c.profile_id == profile_id).order_by(reviews.c.submitted_at.desc()).limit(1)
    ).first()
    return None if row is None else _read(row)


def of_task(session: Session, task_id: int) -> Review | None:
    """The review of the document that came with a task; for operators."""
    row = session.execute(sa.select(reviews).where(reviews.c.task_id == task_id)).first()
    return None if row is None else _read(row)


def asking(session: Session, review_id: str, again_at: Instant) -> None:
    """Count an attempt before it is made; nobody else asks before *again_at* (system time)."""
    session.execute(
        reviews.update()
        .where(reviews.c.id == review_id, _OPEN)
        .values(attempts=reviews.c.attempts + 1, due_at=again_at)
    )


def release(session: Session) -> None:
    """Let what was being handed over when the process died be handed over at once; for the start."""
    session.execute(
        reviews.update()
        .where(reviews.c.state == int(ReviewState.WAITING), reviews.c.trouble.is_(None))
        .values(due_at=None)
    )


def put_off(session: Session, review_id: str, state: ReviewState, trouble: str | None, due_at: Instant) -> None:
    """Note that no decision came, why, and when to ask again (system time)."""
    session.execute(
        reviews.update()
        .where(reviews.c.id == review_id, _OPEN)
        .values(
            # An answer "later" that comes in late takes nothing back.
            state=sa.case((reviews.c.state > int(state), reviews.c.state), else_=int(state)),
            trouble=None if trouble is None else trouble[:255],
            due_at=due_at,
        )
    )


def settle(session: Session, review_id: str, state: ReviewState, evidence: str | None, now: Instant) -> bool:
    """Note the end of an open review; False when it has ended before."""
    changed = session.execute(
        reviews.update()
        .where(reviews.c.id == review_id, _OPEN)
        .values(state=int(state), evidence=evidence, trouble=None, due_at=None, decided_at=now)
    )
    return changed.rowcount == 1


def troubled(session: Session) -> list[Review]:
    """Open reviews that the provider could not be asked about; for operators."""
    rows = session.execute(
        sa.select(reviews).where(_OPEN, reviews.c.trouble.is_not(None)).order_by(reviews.c.created_at)
    )
    return [_read(row) for row in rows]


def _read(row: sa.Row[tuple[object, ...]]) -> Review:
    return Review(**{**row._mapping, "state": ReviewState(row.state)})
