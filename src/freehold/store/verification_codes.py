"""Verification codes that providers issued for us, and which ones registries wait for.

A code is asked for once: of a profile's version, or of a name. The row is written before the provider is asked (REL-5),
under a request id that it answers alike however often it is asked. What was issued is sealed, class C3.
"""

from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant
from freehold.terms.verification_codes import CodeType, MissingCode, VerificationCode

codes = sa.Table(
    "verification_codes",
    metadata,
    sa.Column("provider", sa.String(64), primary_key=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    sa.Column("type", sa.String(16), primary_key=True, comment="domain or real-name"),
    sa.Column("subject", sa.String(255), primary_key=True, comment="the name, or the id of the contact version"),
    sa.Column(
        "request_id", sa.String(64), nullable=False, comment="under which the provider is asked, again and again"
    ),
    sa.Column("value", SealedColumn, comment="C3"),
    sa.Column("document", SealedColumn, comment="as it goes to the registry. C3"),
    sa.Column("denied", sa.String(1024), comment="the provider's words, when it does not issue one"),
    sa.Column("spent_task_id", IdColumn, comment="newest task it was denied or refused for; a newer one asks anew"),
    sa.Column("asked_at", InstantColumn, nullable=False, comment="business time"),
    comment="Verification codes by provider and subject. C3",
)

missing = sa.Table(
    "missing_codes",
    metadata,
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column("types", sa.String(255), nullable=False, comment="with blanks between"),
    sa.Column("due_at", InstantColumn, nullable=False, comment="the first of their dates"),
    sa.Column("seen_at", InstantColumn, nullable=False),
    comment="Verification codes that a registry, when last seen, waited for. C1",
)

_LONGEST_WORDS = 1024


class KeptCode(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, and what came."""

    request_id: str
    code: VerificationCode | None
    denied: str | None
    spent_task_id: int | None
    asked_at: Instant

    def spent_before(self, task_id: int) -> bool:
        """Whether it failed an older task than this: then another is asked for."""
        return self.spent_task_id is not None and self.spent_task_id < task_id


class Missing(msgspec.Struct, frozen=True):
    """Types a registry waits for, and until when."""

    types: str
    due_at: Instant


def find(session: Session, account_id: int, provider: str, kind: CodeType, subject: str) -> KeptCode | None:
    """What the account has of this code."""
    row = session.execute(sa.select(codes).where(_is(account_id, provider, kind, subject))).first()
    if row is None:
        return None
    place, opened = _place(provider, kind, subject), None
    if row.document is not None and row.value is not None:
        opened = VerificationCode(
            kind,
            session.vault.open_text("verification_codes.value", account_id, place, row.value),
            session.vault.open("verification_codes.document", account_id, place, row.document),
        )
    return KeptCode(
        request_id=row.request_id,
        code=opened,
        denied=row.denied,
        spent_task_id=row.spent_task_id,
        asked_at=row.asked_at,
    )


def asked(
    session: Session, account_id: int, provider: str, kind: CodeType, subject: str, request_id: str, now: Instant
) -> None:
    """Note that the code is about to be asked for, in place of what was asked for before."""
    nothing: dict[str, Any] = {"value": None, "document": None, "denied": None, "spent_task_id": None}
    values = {"request_id": request_id, "asked_at": now, **nothing}
    changed = session.execute(codes.update().where(_is(account_id, provider, kind, subject)).values(values))
    if changed.rowcount == 0:
        key = {"account_id": account_id, "provider": provider, "type": kind.value, "subject": subject}
        session.execute(codes.insert().values(**key, **values))


def issued(session: Session, account_id: int, provider: str, subject: str, code: VerificationCode) -> None:
    """Keep what was issued."""
    seal, place = session.vault.seal, _place(provider, code.type, subject)
    session.execute(
        codes.update()
        .where(_is(account_id, provider, code.type, subject))
        .values(
            value=seal("verification_codes.value", account_id, place, code.value),
            document=seal("verification_codes.document", account_id, place, code.document),
        )
    )


def denied(
    session: Session, account_id: int, provider: str, kind: CodeType, subject: str, words: str, task_id: int
) -> None:
    """Note that the provider issues none, for which task, and why."""
    session.execute(
        codes.update()
        .where(_is(account_id, provider, kind, subject))
        .values(denied=words[:_LONGEST_WORDS], spent_task_id=task_id)
    )


def spent(session: Session, account_id: int, provider: str, kind: CodeType, subject: str, task_id: int) -> None:
    """Note that a registry refused the code in this task."""
    session.execute(codes.update().where(_is(account_id, provider, kind, subject)).values(spent_task_id=task_id))


def _is(account_id: int, provider: str, kind: CodeType, subject: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        codes.c.account_id == account_id,
        codes.c.provider == provider,
        codes.c.type == kind.value,
        codes.c.subject == subject,
    )


def _place(provider: str, kind: CodeType, subject: str) -> str:
    return f"{provider}|{kind.value}|{subject}"


def note_missing(session: Session, domain_id: int, found: tuple[MissingCode, ...], now: Instant) -> None:
    """Keep what a registry waits for of a domain; nothing is kept where it waits for nothing."""
    if not found:
        session.execute(missing.delete().where(missing.c.domain_id == domain_id))
        return
    values = {
        "types": " ".join(one.type for one in found)[:255],
        "due_at": min(one.due_at for one in found),
        "seen_at": now,
    }
    changed = session.execute(missing.update().where(missing.c.domain_id == domain_id).values(values))
    if changed.rowcount == 0:
        session.execute(missing.insert().values(domain_id=domain_id, **values))


def missing_of(session: Session, domain_id: int) -> Missing | None:
    """What a registry waits for of the domain, as it was last seen."""
    row = session.execute(sa.select(missing.c.types, missing.c.due_at).where(missing.c.domain_id == domain_id)).first()
    return None if row is None else Missing(row.types, row.due_at)
