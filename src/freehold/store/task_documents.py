"""Identity documents handed in with a task, and the items that wait for a reviewer's word on them.

A document's number and image are sealed, class C3. While it is under review the task's items wait; nothing else moves them.
"""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.store.task_counters import count
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind
from freehold.terms.verification import RealNameStatus

documents = sa.Table(
    "task_documents",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("credential_type", sa.String(20), nullable=False),
    sa.Column("credential_no", SealedColumn, nullable=False, comment="C3"),
    sa.Column("image", SealedColumn, nullable=False, comment="the document's image as it was sent. C3"),
    sa.Column("status", sa.String(8), nullable=False, comment="where its review stands"),
    sa.Column("reason", sa.String(500), comment="the reviewer's, for a no"),
    sa.Column("submitted_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.Index("ix_task_documents_waiting", "task_id", sqlite_where=sa.text("status = 'AUDITING'"),
             postgresql_where=sa.text("status = 'AUDITING'")),
    comment="Documents that prove the registrant a task promised. C3",
)  # fmt: skip


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An identity document as it was handed in."""

    kind: str
    number: str
    image: bytes

    def __repr__(self) -> str:
        """Without number and image (SEC-44)."""
        return f"Document(kind={self.kind!r})"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A task's document, and where its review stands."""

    task_id: int
    task_no: str
    account_id: int
    task_kind: TaskKind
    contact_id: int
    total: int
    """Domains of the task."""
    kind: str
    number: str
    status: RealNameStatus
    reason: str | None
    submitted_at: Instant
    updated_at: Instant

    def __repr__(self) -> str:
        """Without the number (SEC-44)."""
        return f"Review(task_no={self.task_no!r}, status={self.status})"


_OF_TASKS = ("task_no", "contact_id", "total")


def put(session: Session, account_id: int, task_id: int, document: Document, now: Instant) -> None:
    """Store a task's document, which is under review from now on."""
    seal = session.vault.seal
    session.execute(
        documents.insert().values(
            task_id=task_id,
            account_id=account_id,
            credential_type=document.kind,
            credential_no=seal("task_documents.credential_no", account_id, task_id, document.number),
            image=seal("task_documents.image", account_id, task_id, document.image),
            status=RealNameStatus.AUDITING.value,
            submitted_at=now,
            updated_at=now,
        )
    )


def everything(session: Session, *, waiting: bool) -> list[Review]:
    """All reviews, oldest task first, or those alone that *waiting* for a word; for operators."""
    return _read(session, documents.c.status == RealNameStatus.AUDITING.value if waiting else sa.true())


def find(session: Session, task_no: str) -> Review | None:
    """The review of this task's document, whosever it is; for operators."""
    found = _read(session, tasks.c.task_no == task_no)
    return found[0] if found else None


def of_task(session: Session, task_id: int) -> Review | None:
    """The review of the document that came with this task, whosever it is; for reviewers."""
    found = _read(session, documents.c.task_id == task_id)
    return found[0] if found else None


def _read(session: Session, where: sa.ColumnElement[bool]) -> list[Review]:
    columns = [column for column in documents.c if column.name != "image"]
    rows = session.execute(
        sa.select(*columns, *(tasks.c[name] for name in _OF_TASKS), tasks.c.kind.label("task_kind"))
        .join(tasks, tasks.c.id == documents.c.task_id)
        .where(where)
        .order_by(documents.c.task_id)
    )
    opened = session.vault.open_text
    return [
        Review(
            task_id=row.task_id,
            task_no=row.task_no,
            account_id=row.account_id,
            task_kind=TaskKind(row.task_kind),
            contact_id=row.contact_id,
            total=row.total,
            kind=row.credential_type,
            number=opened("task_documents.credential_no", row.account_id, row.task_id, row.credential_no),
            status=RealNameStatus(row.status),
            reason=row.reason,
            submitted_at=row.submitted_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def image_of(session: Session, review: Review) -> bytes:
    """The document's image as it was sent."""
    sealed = session.execute(sa.select(documents.c.image).where(documents.c.task_id == review.task_id)).scalar_one()
    return session.vault.open("task_documents.image", review.account_id, review.task_id, sealed)


def document_of(session: Session, account_id: int, contact_id: int) -> tuple[str, str]:
    """Kind and number of the newest document found good of this contact version; empty when there is none."""
    row = session.execute(
        sa.select(documents.c.task_id, documents.c.credential_type, documents.c.credential_no)
        .join(tasks, tasks.c.id == documents.c.task_id)
        .where(
            tasks.c.contact_id == contact_id,
            documents.c.account_id == account_id,
            documents.c.status == RealNameStatus.SUCCEEDED.value,
        )
        .order_by(documents.c.task_id.desc())
    ).first()
    if row is None:
        return "", ""
    number = session.vault.open_text("task_documents.credential_no", account_id, row.task_id, row.credential_no)
    return row.credential_type, number


def document_of_task(session: Session, account_id: int, task_id: int) -> Document | None:
    """The document that came with the account's task."""
    row = session.execute(
        sa.select(documents).where(documents.c.task_id == task_id, documents.c.account_id == account_id)
    ).first()
    if row is None:
        return None
    vault = session.vault
    return Document(
        kind=row.credential_type,
        number=vault.open_text("task_documents.credential_no", account_id, task_id, row.credential_no),
        image=vault.open("task_documents.image", account_id, task_id, row.image),
    )


def under_review(session: Session, task_id: int) -> bool:
    """Whether a document came with a task and waits for a reviewer's word."""
    where = documents.c.task_id == task_id, documents.c.status == RealNameStatus.AUDITING.value
    return session.execute(sa.select(documents.c.task_id).where(*where)).first() is not None


def end_moot(session: Session, account_id: int, task_id: int, now: Instant) -> None:
    """Let a document wait for no word any more once none of the task's items does."""
    if not waiting_domains(session, task_id):
        decide(session, account_id, task_id, RealNameStatus.NONE, None, now)


def waiting_domains(session: Session, task_id: int) -> list[int]:
    """The domains of a change of registrant that wait for the word on its document, or for their holders' first."""
    return [row.domain_id for row in session.execute(sa.select(items.c.domain_id).where(_open(task_id)))]


def decide(
    session: Session, account_id: int, task_id: int, verdict: RealNameStatus, reason: str | None, now: Instant
) -> bool:
    """Note the reviewer's word; False when one was spoken before."""
    decided = session.execute(
        documents.update()
        .where(
            documents.c.task_id == task_id,
            documents.c.account_id == account_id,
            documents.c.status == RealNameStatus.AUDITING.value,
        )
        .values(status=verdict.value, reason=reason, updated_at=now)
    )
    return decided.rowcount == 1


def _waiting(task_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        items.c.task_id == task_id,
        items.c.state == int(ItemState.LATER),
        items.c.reason == Reason.DOCUMENT_IN_REVIEW.code,
    )


def _open(task_id: int) -> sa.ColumnElement[bool]:
    awaiting = sa.and_(items.c.task_id == task_id, items.c.state == int(ItemState.AWAITING_CONFIRMATION))
    return sa.or_(_waiting(task_id), awaiting)


def release(session: Session, task_id: int, now: Instant) -> None:
    """Let the items that wait for the review go on; those that no chunk has are a person's to carry out."""
    session.execute(
        items.update().where(_waiting(task_id), items.c.chunk > 0).values(reason=None, due_at=None, updated_at=now)
    )
    session.execute(
        items.update()
        .where(_waiting(task_id))
        .values(state=int(ItemState.HELD), reason=Reason.BY_HAND.code, updated_at=now)
    )


def fail(session: Session, task_id: int, words: str, now: Instant) -> None:
    """Let the items that wait for the review, or for their holders, fail with the reviewer's words, counters included."""
    found = [ItemState(row.state) for row in session.execute(sa.select(items.c.state).where(_open(task_id)))]
    session.execute(
        items.update()
        .where(_open(task_id))
        .values(
            state=int(ItemState.FAILED),
            busy_domain_id=None,
            reason=Reason.DOCUMENT_REJECTED.code,
            message=words,
            updated_at=now,
        )
    )
    count(session, task_id, [(state, ItemState.FAILED) for state in found], now)
