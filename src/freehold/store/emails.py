"""Mail addresses an account proved, or is asked to prove (registrant-family.md, 7).

The list is the account's: the same address may be proved in several. Of a link's token only a digest is kept.
"""

import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.ids import new_hex
from freehold.terms.instants import Instant
from freehold.terms.paging import Page

emails = sa.Table(
    "emails",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("email_digest", sa.LargeBinary(16), nullable=False),
    sa.Column("email", SealedColumn, nullable=False, comment="C2"),
    sa.Column("token_digest", sa.LargeBinary(32), unique=True),
    sa.Column("token_sent_at", InstantColumn),
    sa.Column("verified_at", InstantColumn),
    sa.Column("send_ip", SealedColumn, comment="C2"),
    sa.Column("confirm_ip", SealedColumn, comment="C2"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.UniqueConstraint("account_id", "email_digest"),
    sa.Index("ix_emails_account_entry", "account_id", "id"),
    comment="Proof of mail addresses. C1",
)

submissions = sa.Table(
    "email_submissions",
    metadata,
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("day_at", InstantColumn, primary_key=True, comment="start of the China day"),
    sa.Column("count", sa.Integer, nullable=False),
    comment="How many proofs an account asked for on a day. C1",
)

sendings = sa.Table(
    "email_sendings",
    metadata,
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("email_digest", sa.LargeBinary(16), primary_key=True),
    sa.Column("day_at", InstantColumn, nullable=False, comment="start of the China day"),
    sa.Column("count", sa.Integer, nullable=False, comment="of that day"),
    comment="How many mails an account had sent to an address; outlasts the proof, so that deleting it wins nothing. C1",
)


class EmailProof(msgspec.Struct, frozen=True, kw_only=True):
    """An address and where its proof stands."""

    number: str
    account_id: int
    email: str
    verified_at: Instant | None
    token_sent_at: Instant | None
    send_ip: str
    confirm_ip: str
    created_at: Instant
    updated_at: Instant


def digest(session: Session, account_id: int, email: str) -> bytes:
    """The keyed digest by which an address of the account is found again, in its contacts too; case and outer blanks aside."""
    return session.vault.digest("emails", account_id, email.strip().casefold())


def verified(session: Session, account_id: int, email: str) -> bool:
    """Whether the account proved this address."""
    found = _VERIFIED.run(session, account_id=account_id, digest=digest(session, account_id, email)).fetchone()
    return found is not None and found[0] is not None


_VERIFIED = Prepared(
    lambda: sa.select(emails.c.verified_at).where(
        emails.c.account_id == sa.bindparam("account_id"), emails.c.email_digest == sa.bindparam("digest")
    )
)


def find(session: Session, account_id: int, email: str) -> EmailProof | None:
    """The account's proof of this address, under way or done."""
    return _read(
        session, emails.c.account_id == account_id, emails.c.email_digest == digest(session, account_id, email)
    )


def by_token(session: Session, token: str) -> EmailProof | None:
    """The proof that a link's token belongs to, whosever it is: the token is the right."""
    return _read(session, emails.c.token_digest == token_digest(token))


def token_digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(b"mail proof|" + token.encode()).digest()


def ask(session: Session, account_id: int, email: str, token: str, ip: str, now: Instant) -> str:
    """Note that a link with this token is sent to the address; the proof's number. An earlier link ends."""
    known = find(session, account_id, email)
    if known is not None:
        session.execute(
            emails.update()
            .where(emails.c.number == known.number)
            .values(
                token_digest=token_digest(token),
                token_sent_at=now,
                send_ip=session.vault.seal("emails.send_ip", account_id, known.number, ip),
                updated_at=now,
            )
        )
        return known.number
    number = _insert(session, account_id, email, now, token_digest=token_digest(token), token_sent_at=now)
    sealed = session.vault.seal("emails.send_ip", account_id, number, ip)
    session.execute(emails.update().where(emails.c.number == number).values(send_ip=sealed))
    return number


def confirm(session: Session, proof: EmailProof, ip: str, now: Instant) -> None:
    """Note that the address is proved. The link has done its work, and stays known so that a second click is harmless."""
    session.execute(
        emails.update()
        .where(emails.c.number == proof.number)
        .values(
            verified_at=now,
            confirm_ip=session.vault.seal("emails.confirm_ip", proof.account_id, proof.number, ip),
            updated_at=now,
        )
    )


def put_verified(session: Session, account_id: int, email: str, now: Instant) -> None:
    """Take an address as proved, for seeds and operators; the second time changes nothing."""
    if verified(session, account_id, email):
        return
    known = find(session, account_id, email)
    number = known.number if known is not None else _insert(session, account_id, email, now)
    session.execute(emails.update().where(emails.c.number == number).values(verified_at=now, updated_at=now))


def count_submission(session: Session, account_id: int, day_at: Instant, most: int) -> bool:
    """Count one more submission of a day; False when the day's share is used up."""
    where = (submissions.c.account_id == account_id, submissions.c.day_at == day_at)
    used = session.execute(sa.select(submissions.c.count).where(*where)).scalar()
    if used is None:
        session.execute(submissions.insert().values(account_id=account_id, day_at=day_at, count=1))
        return True
    if used >= most:
        return False
    session.execute(submissions.update().where(*where).values(count=submissions.c.count + 1))
    return True


def count_sending(session: Session, account_id: int, email: str, day_at: Instant) -> None:
    """Count one more mail of a day to an address."""
    key = {"account_id": account_id, "email_digest": digest(session, account_id, email)}
    count = sent_on(session, account_id, email, day_at) + 1
    where = (sendings.c.account_id == account_id, sendings.c.email_digest == key["email_digest"])
    changed = session.execute(sendings.update().where(*where).values(day_at=day_at, count=count))
    if changed.rowcount == 0:
        session.execute(sendings.insert().values(day_at=day_at, count=count, **key))


def sent_on(session: Session, account_id: int, email: str, day_at: Instant) -> int:
    """How many mails of a day the account had sent to an address."""
    found = session.execute(
        sa.select(sendings.c.count).where(
            sendings.c.account_id == account_id,
            sendings.c.email_digest == digest(session, account_id, email),
            sendings.c.day_at == day_at,
        )
    ).scalar()
    return int(found or 0)


def delete(session: Session, account_id: int, email: str) -> bool:
    """Delete the account's proof of an address, and with it the right of a link that is out; False when there is none."""
    gone = session.execute(
        emails.delete().where(
            emails.c.account_id == account_id, emails.c.email_digest == digest(session, account_id, email)
        )
    )
    return gone.rowcount == 1


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for among an account's proofs; the end of the time span is exclusive."""

    email: str | None = None
    """Exactly this address, its case aside."""
    verified: bool | None = None
    created_from: Instant | None = None
    created_before: Instant | None = None


def page(session: Session, account_id: int, wanted: Search, number: int, size: int) -> Page[EmailProof]:
    """One page of the account's proofs, newest first."""
    where = _conditions(session, account_id, wanted)
    total = session.execute(sa.select(sa.func.count()).select_from(emails).where(*where)).scalar_one()
    first = (number - 1) * size
    if first >= total:
        return Page([], number, size, total)
    rows = session.execute(sa.select(emails).where(*where).order_by(emails.c.id.desc()).limit(size).offset(first))
    return Page([_opened(session, row) for row in rows], number, size, total)


def _conditions(session: Session, account_id: int, wanted: Search) -> list[sa.ColumnElement[bool]]:
    found = [emails.c.account_id == account_id]
    if wanted.email is not None:
        found.append(emails.c.email_digest == digest(session, account_id, wanted.email))
    if wanted.verified is not None:
        found.append(emails.c.verified_at.is_not(None) if wanted.verified else emails.c.verified_at.is_(None))
    if wanted.created_from is not None:
        found.append(emails.c.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        found.append(emails.c.created_at < wanted.created_before)
    return found


def _insert(session: Session, account_id: int, email: str, now: Instant, **more: object) -> str:
    number = new_hex(session.ids, 16)
    session.execute(
        emails.insert().values(
            number=number,
            account_id=account_id,
            email_digest=digest(session, account_id, email),
            email=session.vault.seal("emails.email", account_id, number, email),
            created_at=now,
            updated_at=now,
            **more,
        )
    )
    return number


def _read(session: Session, *where: sa.ColumnElement[bool]) -> EmailProof | None:
    row = session.execute(sa.select(emails).where(*where)).first()
    return None if row is None else _opened(session, row)


def _opened(session: Session, row: sa.Row[Any]) -> EmailProof:
    def opened(name: str) -> str:
        sealed = getattr(row, name)
        return "" if sealed is None else session.vault.open_text(f"emails.{name}", row.account_id, row.number, sealed)

    return EmailProof(
        number=row.number,
        account_id=row.account_id,
        email=opened("email"),
        verified_at=row.verified_at,
        token_sent_at=row.token_sent_at,
        send_ip=opened("send_ip"),
        confirm_ip=opened("confirm_ip"),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
