"""Real-name verification of domains: what was submitted for each, which items wait for its review, what reviewers said.

A domain under review has an open item of the task that submitted it, and that item waits until a reviewer decided or the
account withdrew it. What proves the holder is the task's own document (``store.task_documents``) or a profile's material
(``store.verifications``), sealed where it lies.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import msgspec
import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session, given
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import Domain, domains
from freehold.store.task_counters import count
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus, ReviewOccasion

submissions = sa.Table(
    "domain_verifications",
    metadata,
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False, comment="its item in the task"),
    sa.Column("registrant_id", IdColumn, sa.ForeignKey("contacts.id"), nullable=False, comment="whom it is to prove"),
    # No foreign key: a profile may be deleted while a domain's review goes on.
    sa.Column("profile_id", IdColumn, comment="whose material proves it; none: the task's document"),
    sa.Column("submitted_at", InstantColumn, nullable=False),
    sa.Index("ix_domain_verifications_profile", "profile_id", sqlite_where=sa.text("profile_id IS NOT NULL"),
             postgresql_where=sa.text("profile_id IS NOT NULL")),
    sa.Index("ix_domain_verifications_item", "task_id", "seq"),
    comment="The newest real-name submission of each domain. C1",
)  # fmt: skip

failures = sa.Table(
    "domain_verification_failures",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), nullable=False),
    sa.Column("occasion", sa.String(9), nullable=False, comment="what was reviewed"),
    sa.Column("name_status", sa.String(8), nullable=False, comment="the review of the name itself, at that time"),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("at", InstantColumn, nullable=False),
    sa.Index("ix_domain_verification_failures_of", "domain_id", "occasion", "id"),
    comment="Reviewers' reasons; the list only grows. C1",
)


def _literal(status: RealNameStatus) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{status.value}'")


_SUCCEEDED = _literal(RealNameStatus.SUCCEEDED)
_AUDITING = _literal(RealNameStatus.AUDITING)
_NONE = _literal(RealNameStatus.NONE)
_FAILED = _literal(RealNameStatus.FAILED)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A domain to be put under review: its row, and whom the review is to prove."""

    domain_id: int
    registrant_id: int


_FORGET = Prepared(lambda: submissions.delete().where(submissions.c.domain_id == sa.bindparam("domain")))
_ENTER = Prepared(
    lambda: submissions.insert().values(
        given("domain_id", "account_id", "task_id", "seq", "registrant_id", "profile_id", "submitted_at")
    )
)
_PUT_UNDER_REVIEW = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain"))
        .values(
            real_name_status=_AUDITING,
            # A name found good stays so; one that was refused or withdrawn is looked at again.
            name_status=sa.case((domains.c.name_status == _SUCCEEDED, domains.c.name_status), else_=_AUDITING),
            updated_at=sa.bindparam("now"),
        )
    )
)


def put(
    session: Session, account_id: int, task_id: int, entries: Sequence[Entry], profile_id: int | None, now: Instant
) -> None:
    """Put domains under review, whose items in the task are numbered in the order given."""
    of_domains = [{"domain": entry.domain_id} for entry in entries]
    _FORGET.many(session, of_domains)
    _ENTER.many(
        session,
        [
            {
                "domain_id": entry.domain_id,
                "account_id": account_id,
                "task_id": task_id,
                "seq": seq,
                "registrant_id": entry.registrant_id,
                "profile_id": profile_id,
                "submitted_at": now,
            }
            for seq, entry in enumerate(entries, 1)
        ],
    )
    _PUT_UNDER_REVIEW.many(session, [{**row, "now": now} for row in of_domains])


class UnderReview(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A domain that waits for a reviewer."""

    task_id: int
    task_no: str
    seq: int
    account_id: int
    domain_id: int
    domain_name: str
    registrant_id: int
    profile_id: int | None
    name_status: RealNameStatus
    submitted_at: Instant


_WAITS = items.c.state == int(ItemState.LATER), items.c.reason == Reason.REAL_NAME_IN_REVIEW.code


def _waiting() -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(
            items.c.task_id, tasks.c.task_no, items.c.seq, submissions.c.account_id, items.c.domain_id,
            items.c.domain_name, submissions.c.registrant_id, submissions.c.profile_id, domains.c.name_status,
            submissions.c.submitted_at,
        )
        .select_from(submissions)
        .join(items, sa.and_(items.c.task_id == submissions.c.task_id, items.c.seq == submissions.c.seq))
        .join(tasks, tasks.c.id == items.c.task_id)
        .join(domains, domains.c.id == submissions.c.domain_id)
        .where(*_WAITS)
        .order_by(items.c.task_id, items.c.seq)
    )  # fmt: skip


def of_domains(session: Session, account_id: int, domain_ids: Sequence[int]) -> list[UnderReview]:
    """Those of the account's domains that wait for a reviewer."""
    listed = number_array("domain_ids")
    wanted = _waiting().where(
        submissions.c.domain_id.in_(sa.select(listed.c.value)), submissions.c.account_id == account_id
    )
    return [_read(row) for row in session.execute(wanted, {"domain_ids": domain_ids})]


def of_name(session: Session, name: str) -> UnderReview | None:
    """The domain of this name, whosever it is, if it waits for a reviewer; for operators."""
    row = session.execute(_waiting().where(domains.c.name == name)).first()
    return None if row is None else _read(row)


def of_profile(session: Session, profile_id: int) -> list[UnderReview]:
    """The domains that wait for the review of this profile."""
    return [_read(row) for row in session.execute(_waiting().where(submissions.c.profile_id == profile_id))]


def of_task(session: Session, account_id: int, task_id: int) -> list[UnderReview]:
    """The domains of an account's task that wait."""
    of_task = submissions.c.task_id == task_id, submissions.c.account_id == account_id
    return [_read(row) for row in session.execute(_waiting().where(*of_task))]


def any_of_task(session: Session, account_id: int, task_id: int) -> bool:
    """Whether a domain of the account's task still waits."""
    of_task = tasks.c.id == task_id, tasks.c.account_id == account_id
    waiting = sa.select(items.c.seq).join(tasks, tasks.c.id == items.c.task_id).where(*of_task, *_WAITS).limit(1)
    return session.execute(waiting).first() is not None


def after(session: Session, place: tuple[int, int], limit: int) -> list[UnderReview]:
    """Domains that wait, oldest task first, from behind *place* (task id, number) on; some at a time. For operators."""
    wanted = _waiting().where(sa.tuple_(items.c.task_id, items.c.seq) > place).limit(limit)
    return [_read(row) for row in session.execute(wanted)]


def _read(row: sa.Row[tuple[object, ...]]) -> UnderReview:
    return UnderReview(**{**row._mapping, "name_status": RealNameStatus(row.name_status)})


def end(
    session: Session,
    found: Sequence[UnderReview],
    state: ItemState,
    reason: Reason | None,
    message: str | None,
    now: Instant,
) -> None:
    """End the items of domains that wait, counters included; expects that they were read in this transaction."""
    listed = number_array("numbers")
    for task_id, rows in groupby(sorted(found, key=attrgetter("task_id")), key=attrgetter("task_id")):
        numbers = [row.seq for row in rows]
        session.execute(
            items.update()
            .where(items.c.task_id == task_id, items.c.seq.in_(sa.select(listed.c.value)))
            .values(
                state=int(state),
                busy_domain_id=None,
                reason=None if reason is None else reason.code,
                message=message,
                updated_at=now,
            ),
            {"numbers": numbers},
        )
        count(session, task_id, [(ItemState.LATER, state)] * len(numbers), now)


_PASSED = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain"))
        .values(real_name_status=_SUCCEEDED, name_status=_SUCCEEDED, updated_at=sa.bindparam("now"))
    )
)
_REFUSED = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain"))
        .values(real_name_status=_FAILED, updated_at=sa.bindparam("now"))
    )
)
_NAME_REFUSED = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain"))
        .values(real_name_status=_FAILED, name_status=_FAILED, updated_at=sa.bindparam("now"))
    )
)
_WITHDRAWN = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain"), domains.c.real_name_status == _AUDITING)
        .values(
            real_name_status=_NONE,
            name_status=sa.case((domains.c.name_status == _AUDITING, _NONE), else_=domains.c.name_status),
            updated_at=sa.bindparam("now"),
        )
    )
)


def passed(session: Session, domain_ids: Sequence[int], now: Instant) -> None:
    """Note that both reviews found the domains good: that of the name and that of the holder (registrant-family.md, 5.1)."""
    _PASSED.many(session, [{"domain": domain_id, "now": now} for domain_id in domain_ids])


def refused(session: Session, domain_ids: Sequence[int], now: Instant, *, name_too: bool) -> None:
    """Note that the review of the holder, or with *name_too* that of the name itself, found the domains wanting."""
    (_NAME_REFUSED if name_too else _REFUSED).many(
        session, [{"domain": domain_id, "now": now} for domain_id in domain_ids]
    )


def withdrawn(session: Session, found: Sequence[UnderReview], now: Instant) -> None:
    """Let domains that are under review be as if nothing had been submitted."""
    _WITHDRAWN.many(session, [{"domain": row.domain_id, "now": now} for row in found])


def add_failures(
    session: Session, domain_ids: Sequence[int], occasion: ReviewOccasion, reason: str, now: Instant
) -> None:
    """Append a reviewer's reason to the lists of these domains; expects that the domains' states were noted before."""
    listed = number_array("domain_ids")
    told = sa.select(
        domains.c.id, sa.literal(occasion.value), domains.c.name_status, sa.literal(reason), sa.literal(int(now))
    ).where(domains.c.id.in_(sa.select(listed.c.value)))
    session.execute(
        failures.insert().from_select(["domain_id", "occasion", "name_status", "reason", "at"], told),
        {"domain_ids": domain_ids},
    )


class Failure(msgspec.Struct, frozen=True):
    """What a reviewer said."""

    at: Instant
    name_status: RealNameStatus
    reason: str


def failures_of(session: Session, domain: Domain, occasion: ReviewOccasion) -> list[Failure]:
    """The reasons given so far on this occasion, oldest first."""
    rows = session.execute(
        sa.select(failures)
        .where(failures.c.domain_id == domain.id, failures.c.occasion == occasion.value)
        .order_by(failures.c.id)
    )
    return [Failure(row.at, RealNameStatus(row.name_status), row.reason) for row in rows]


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """Where what was submitted for a domain lies."""

    task_id: int
    profile_id: int | None
    submitted_at: Instant


def submission_of(session: Session, domain: Domain) -> Submission | None:
    """What was submitted last to prove the domain's present registrant; another's is nobody's to see any more."""
    row = session.execute(
        sa.select(submissions.c.task_id, submissions.c.profile_id, submissions.c.submitted_at).where(
            submissions.c.domain_id == domain.id,
            submissions.c.account_id == domain.account_id,
            submissions.c.registrant_id == domain.registrant_id,
        )
    ).first()
    return None if row is None else Submission(**row._mapping)
