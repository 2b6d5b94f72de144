"""Runs of the comparison with registries: how far each came and what it found; a run goes on where it stood."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import domains
from freehold.store.tasks import items
from freehold.terms.drift import Difference, Repair, Verdict
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting

runs = sa.Table(
    "reconcile_runs",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("registry", sa.String(64), comment="none: all"),
    sa.Column("tld", sa.String(63), comment="A-label; none: all"),
    sa.Column("repair", sa.String(8), comment="ours, theirs, rebuild; none: only look"),
    sa.Column("per_second", sa.Float, comment="looks; none: as fast as the registry's pace allows"),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("finished", sa.Boolean, nullable=False, comment="it came to its end; otherwise it was given up"),
    sa.Column("cursor", IdColumn, nullable=False, comment="the last domain compared"),
    sa.Column("started_at", InstantColumn, nullable=False, comment="system time"),
    sa.Column("updated_at", InstantColumn, nullable=False, comment="system time"),
    comment="Comparisons with registries. C0",
)

findings = sa.Table(
    "reconcile_findings",
    metadata,
    sa.Column("run_id", IdColumn, sa.ForeignKey("reconcile_runs.id"), primary_key=True, autoincrement=False),
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column("domain_name", sa.String(253), nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("differences", sa.LargeBinary, nullable=False, comment="no personal data: handles, dates, statuses"),
    sa.Column("handle", sa.String(16), comment="the registrant that the registry showed"),
    sa.Column("repaired_by", sa.String(40), comment="the task that repairs it there, or 'copy' when ours was mended"),
    comment="What a comparison found of each domain. C1",
)

COPY = "copy"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison, under way or over."""

    id: int
    registry: str | None
    tld: str | None
    repair: Repair | None
    per_second: float | None
    open: bool
    finished: bool
    cursor: int
    started_at: Instant
    updated_at: Instant


class Ours(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A domain as our copy has it, as far as it is compared."""

    id: int
    account_id: int
    name: str
    instance_id: str
    registrant_id: int
    registrant_handle: str | None
    transfer_lock: LockSetting
    update_lock: LockSetting
    no_transfer_until: Instant | None
    expires_at: Instant
    updated_at: Instant
    busy: bool


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one domain."""

    domain_id: int
    domain_name: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    handle: str | None = None
    repaired_by: str | None = None


def begin(
    session: Session,
    registry: str | None,
    tld: str | None,
    repair: Repair | None,
    per_second: float | None,
    now: Instant,
) -> int:
    """Start a run; one that was open is given up."""
    give_up(session, now)
    made = session.execute(
        runs.insert().values(
            registry=registry,
            tld=tld,
            repair=None if repair is None else repair.value,
            per_second=per_second,
            open=True,
            finished=False,
            cursor=0,
            started_at=now,
            updated_at=now,
        )
    )
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has its key


def give_up(session: Session, now: Instant) -> None:
    """End a run that is under way where it stands; what it found is kept."""
    session.execute(runs.update().where(runs.c.open.is_(True)).values(open=False, updated_at=now))


def open_run(session: Session) -> Run | None:
    """The run that is under way, or was when the process died."""
    row = session.execute(sa.select(runs).where(runs.c.open.is_(True)).order_by(runs.c.id.desc())).first()
    return None if row is None else _run(row)


def last_run(session: Session) -> Run | None:
    """The run begun last."""
    row = session.execute(sa.select(runs).order_by(runs.c.id.desc()).limit(1)).first()
    return None if row is None else _run(row)


def get(session: Session, run_id: int) -> Run:
    """The run of this number."""
    return _run(session.execute(sa.select(runs).where(runs.c.id == run_id)).one())


def _run(row: sa.Row[tuple[object, ...]]) -> Run:
    values = dict(row._mapping)
    return Run(**{**values, "repair": None if values["repair"] is None else Repair(values["repair"])})


_OURS = [name for name in Ours.__struct_fields__ if name != "busy"]


def next_domains(session: Session, run: Run, limit: int) -> list[Ours]:
    """The domains behind the run's cursor, in the order of their ids, some at a time."""
    where = [domains.c.id > run.cursor]
    if run.tld is not None:
        # A suffix of several labels is a TLD to its registry; the column holds the last label only.
        where.append(
            domains.c.tld == run.tld if "." not in run.tld else domains.c.name.endswith(f".{run.tld}", autoescape=True)
        )
    return _ours(session, where, limit)


def ours_of(session: Session, domain_ids: Sequence[int]) -> list[Ours]:
    """These domains as our copy has them, in the order of their ids."""
    return _ours(session, [domains.c.id.in_(list(domain_ids))], len(domain_ids))


def _ours(session: Session, where: list[sa.ColumnElement[bool]], limit: int) -> list[Ours]:
    busy = sa.exists().where(items.c.busy_domain_id == domains.c.id)
    rows = session.execute(
        sa.select(*(getattr(domains.c, name) for name in _OURS), busy.label("busy"))
        .where(*where)
        .order_by(domains.c.id)
        .limit(limit)
    )
    return [
        Ours(
            **{
                **row._mapping,
                "transfer_lock": LockSetting(row.transfer_lock),
                "update_lock": LockSetting(row.update_lock),
                "busy": bool(row.busy),
            }
        )
        for row in rows
    ]


def record(session: Session, run_id: int, found: Sequence[Finding], cursor: int, now: Instant) -> bool:
    """Keep findings and move the cursor behind them; False when the run was given up meanwhile."""
    moved = session.execute(
        runs.update().where(runs.c.id == run_id, runs.c.open.is_(True)).values(cursor=cursor, updated_at=now)
    )
    if moved.rowcount != 1:
        return False
    if found:
        session.execute(
            findings.insert(),
            [
                {
                    "run_id": run_id,
                    "domain_id": finding.domain_id,
                    "domain_name": finding.domain_name,
                    "verdict": finding.verdict.value,
                    "differences": msgspec.json.encode(finding.differences),
                    "handle": finding.handle,
                    "repaired_by": finding.repaired_by,
                }
                for finding in found
            ],
        )
    return True


def finish(session: Session, run_id: int, now: Instant) -> None:
    """The run came to its end."""
    session.execute(runs.update().where(runs.c.id == run_id).values(open=False, finished=True, updated_at=now))


def counts(session: Session, run_id: int) -> dict[Verdict, int]:
    """How many domains were found how."""
    rows = session.execute(
        sa.select(findings.c.verdict, sa.func.count().label("number"))
        .where(findings.c.run_id == run_id)
        .group_by(findings.c.verdict)
    )
    return {Verdict(row.verdict): row.number for row in rows}


def page(
    session: Session,
    run_id: int,
    after: int,
    limit: int,
    *,
    only: Sequence[Verdict] | None = None,
    unrepaired: bool = False,
) -> list[Finding]:
    """Findings in the order of domain ids behind *after*, some at a time."""
    where = [findings.c.run_id == run_id, findings.c.domain_id > after]
    if only is not None:
        where.append(findings.c.verdict.in_([verdict.value for verdict in only]))
    if unrepaired:
        where.append(findings.c.repaired_by.is_(None))
    rows = session.execute(sa.select(findings).where(*where).order_by(findings.c.domain_id).limit(limit))
    return [
        Finding(
            domain_id=row.domain_id,
            domain_name=row.domain_name,
            verdict=Verdict(row.verdict),
            differences=msgspec.json.decode(row.differences, type=tuple[Difference, ...]),
            handle=row.handle,
            repaired_by=row.repaired_by,
        )
        for row in rows
    ]


def repaired(session: Session, run_id: int, domain_ids: Sequence[int], by: str) -> None:
    """Note what repairs these domains."""
    session.execute(
        findings.update()
        .where(findings.c.run_id == run_id, findings.c.domain_id.in_(list(domain_ids)))
        .values(repaired_by=by)
    )


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What our copy of a domain takes from its registry; None leaves a value as it is."""

    domain_id: int
    seen_at: Instant
    """Our copy's last change when the two were compared: a newer one is not overwritten."""
    handle: str | None = None
    registrant_id: int | None = None
    expires_at: Instant | None = None
    transfer_lock: LockSetting | None = None
    update_lock: LockSetting | None = None


def take(session: Session, taken: Taken, now: Instant) -> bool:
    """Let our copy follow the registry; False when it was changed since, or a task is changing the domain."""
    values: dict[str, object] = {"updated_at": now}
    if taken.registrant_id is not None:
        values |= {"registrant_id": taken.registrant_id, "registrant_handle": taken.handle}
    if taken.expires_at is not None:
        values["expires_at"] = taken.expires_at
    if taken.transfer_lock is not None:
        values["transfer_lock"] = taken.transfer_lock.value
    if taken.transfer_lock is LockSetting.OFF:
        values |= {"no_transfer_until": None, "no_transfer_task_id": None, "lift_lock_at": None}
    if taken.update_lock is not None:
        values["update_lock"] = taken.update_lock.value
    busy = sa.exists().where(items.c.busy_domain_id == domains.c.id)
    changed = session.execute(
        domains.update()
        .where(domains.c.id == taken.domain_id, domains.c.updated_at == taken.seen_at, ~busy)
        .values(**values)
    )
    return changed.rowcount == 1


class Owing(msgspec.Struct, frozen=True, kw_only=True):
    """A domain whose registry is to be brought to what we hold."""

    id: int
    name: str
    instance_id: str
    account_id: int
    registrant_id: int
    handle: str | None
    """The registrant that the registry showed when the two were compared."""
    locked: bool
    """Whether our copy says that it may not be transferred."""
    differences: tuple[Difference, ...]


def owing(session: Session, run_id: int, after: int, now: Instant, limit: int) -> list[Owing]:
    """Domains behind *after* found ours newer that nothing repairs yet and no task is changing, some at a time."""
    busy = sa.exists().where(items.c.busy_domain_id == domains.c.id)
    rows = session.execute(
        sa.select(
            domains.c.id,
            domains.c.name,
            domains.c.instance_id,
            domains.c.account_id,
            domains.c.registrant_id,
            findings.c.handle,
            findings.c.differences,
            sa.or_(
                domains.c.transfer_lock == LockSetting.ON.value,
                sa.func.coalesce(domains.c.no_transfer_until, 0) > now,
            ).label("locked"),
        )
        .join(findings, findings.c.domain_id == domains.c.id)
        .where(
            findings.c.run_id == run_id,
            findings.c.domain_id > after,
            findings.c.verdict == Verdict.OURS_NEWER.value,
            findings.c.repaired_by.is_(None),
            ~busy,
        )
        .order_by(domains.c.id)
        .limit(limit)
    )
    return [
        Owing(
            **{
                **row._mapping,
                "locked": bool(row.locked),
                "differences": msgspec.json.decode(row.differences, type=tuple[Difference, ...]),
            }
        )
        for row in rows
    ]


def shown(session: Session, domain_id: int, handle: str | None) -> None:
    """Note the registrant that the registry shows: a task that finds another one there stops for a person."""
    session.execute(domains.update().where(domains.c.id == domain_id).values(registrant_handle=handle))
