"""Transfer authorization codes that were asked for: one row a domain, of the last time.

The code itself is kept, sealed, from before it is sent to a registry until it is known to stand there; then it is only in the
mail to the registrant.
"""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.store.domains import domains
from freehold.store.tasks import items
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting

codes = sa.Table(
    "transfer_codes",
    metadata,
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), unique=True, comment="whose code it is to be; none once that is over"),
    sa.Column("code", SealedColumn, comment="to be set where the registry shows none. C3"),
    sa.Column("recipient", SealedColumn, comment="whom the last one was sent to. C2"),
    sa.Column("sent_at", InstantColumn, comment="when the last one was given out"),
    sa.Column("ends_at", InstantColumn, comment="until when that is good"),
    sa.Column("replace_at", InstantColumn, comment="when we set another; none: nothing is to be replaced"),
    sa.Index("ix_transfer_codes_replace", "replace_at", sqlite_where=sa.text("replace_at IS NOT NULL"),
             postgresql_where=sa.text("replace_at IS NOT NULL")),
    comment="Transfer authorization codes. C3",
)  # fmt: skip

_OPEN = sa.exists().where(items.c.busy_domain_id == codes.c.domain_id)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The code that a task is to set, and what its worker must know of the domain."""

    task_id: int
    domain_id: int
    account_id: int
    code: str
    registrant_id: int
    lock_is_ours: bool
    """A transfer lock that the registry still shows is one whose time is over, and which our timer takes off."""

    def __repr__(self) -> str:
        """Without the secret (SEC-44)."""
        return f"Wanted(domain_id={self.domain_id!r})"


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A code that was given out."""

    recipient: str
    sent_at: Instant
    ends_at: Instant


class ReplaceDue(msgspec.Struct, frozen=True, gc=False):
    """A domain whose code was given out and is good no more."""

    id: int
    account_id: int
    name: str
    instance_id: str


def ask(session: Session, account_id: int, domain_id: int, task_id: int, code: str) -> None:
    """Note the code that a task is to set at the domain's registry."""
    values = {
        "task_id": task_id,
        "code": session.vault.seal("transfer_codes.code", account_id, domain_id, code),
    }
    where = codes.c.domain_id == domain_id, codes.c.account_id == account_id
    if session.execute(codes.update().where(*where).values(**values)).rowcount == 0:
        session.execute(codes.insert().values(domain_id=domain_id, account_id=account_id, **values))


def wanted(session: Session, task_id: int) -> Wanted | None:
    """What a task is to set; None once it is over."""
    row = session.execute(
        sa.select(
            codes.c.domain_id, codes.c.account_id, codes.c.code, domains.c.registrant_id, domains.c.no_transfer_until,
            domains.c.transfer_lock,
        )
        .join(domains, domains.c.id == codes.c.domain_id)
        .where(codes.c.task_id == task_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    return Wanted(
        task_id=task_id,
        domain_id=row.domain_id,
        account_id=row.account_id,
        code=session.vault.open_text("transfer_codes.code", row.account_id, row.domain_id, row.code),
        registrant_id=row.registrant_id,
        lock_is_ours=row.no_transfer_until is not None and row.transfer_lock != LockSetting.ON.value,
    )


def given(session: Session, wanted: Wanted, recipient: str, ends_at: Instant, now: Instant) -> None:
    """Note that the code stands at the registry and goes to the recipient; it is not kept."""
    session.execute(
        codes.update()
        .where(codes.c.domain_id == wanted.domain_id, codes.c.account_id == wanted.account_id)
        .values(
            task_id=sa.null(),
            code=sa.null(),
            recipient=session.vault.seal("transfer_codes.recipient", wanted.account_id, wanted.domain_id, recipient),
            sent_at=now,
            ends_at=ends_at,
            replace_at=ends_at,
        )
    )


def over(session: Session, wanted: Wanted, replace_at: Instant | None) -> None:
    """Note that a task for the code is over without a code to be given out; when to try to replace the last one, if ever."""
    session.execute(
        codes.update()
        .where(codes.c.domain_id == wanted.domain_id, codes.c.account_id == wanted.account_id)
        .values(task_id=sa.null(), code=sa.null(), replace_at=replace_at)
    )


def failed(session: Session, wanted: Wanted) -> None:
    """Note that no code was given out; one that was given before stands as it did."""
    session.execute(
        codes.update()
        .where(codes.c.domain_id == wanted.domain_id, codes.c.account_id == wanted.account_id)
        .values(task_id=sa.null(), code=sa.null())
    )


def last(session: Session, account_id: int, domain_id: int) -> Given | None:
    """The last code given out for the account's domain."""
    row = session.execute(
        sa.select(codes).where(
            codes.c.domain_id == domain_id, codes.c.account_id == account_id, codes.c.sent_at.is_not(None)
        )
    ).first()
    if row is None:
        return None
    recipient = session.vault.open_text("transfer_codes.recipient", account_id, domain_id, row.recipient)
    return Given(recipient=recipient, sent_at=row.sent_at, ends_at=row.ends_at)


def replacements_due(session: Session, now: Instant, most: int) -> list[ReplaceDue]:
    """Domains whose code is to be replaced by now and that no open item holds, longest due first."""
    rows = session.execute(
        sa.select(domains.c.id, domains.c.account_id, domains.c.name, domains.c.instance_id)
        .join(codes, codes.c.domain_id == domains.c.id)
        .where(codes.c.replace_at <= now, ~_OPEN)
        .order_by(codes.c.replace_at, domains.c.id)
        .limit(most)
    )
    return [ReplaceDue(*tuple(row)) for row in rows]


def leave(session: Session, domain_id: int) -> None:
    """Do not replace the domain's code any more."""
    session.execute(codes.update().where(codes.c.domain_id == domain_id).values(replace_at=sa.null()))
