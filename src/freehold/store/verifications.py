"""Real-name material of profiles, and what reviewers said of it. Document numbers and images are sealed, class C3."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.store.profiles import profiles
from freehold.terms.instants import Instant

verifications = sa.Table(
    "verifications",
    metadata,
    sa.Column("profile_id", IdColumn, sa.ForeignKey("profiles.id"), primary_key=True, autoincrement=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("credential_type", sa.String(20), nullable=False),
    sa.Column("credential_no", SealedColumn, nullable=False, comment="C3"),
    sa.Column("image", SealedColumn, nullable=False, comment="the document's image as it was sent. C3"),
    sa.Column("submitted_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    comment="The newest material submitted for each profile. C3",
)

failures = sa.Table(
    "verification_failures",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("profile_id", IdColumn, sa.ForeignKey("profiles.id"), nullable=False, index=True),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("at", InstantColumn, nullable=False),
    comment="Reviewers' reasons; the list only grows. C1",
)


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What was submitted for a profile; the image only when it was asked for."""

    profile_id: int
    credential_type: str
    credential_no: str
    image: bytes | None
    submitted_at: Instant
    updated_at: Instant

    def __repr__(self) -> str:
        """Without number and image (SEC-44)."""
        return f"Material(profile_id={self.profile_id}, credential_type={self.credential_type!r})"


def put(session: Session, account_id: int, profile_id: int, kind: str, number: str, image: bytes, now: Instant) -> None:
    """Store material in place of what was submitted before."""
    seal = session.vault.seal
    values = {
        "account_id": account_id,
        "credential_type": kind,
        "credential_no": seal("verifications.credential_no", account_id, profile_id, number),
        "image": seal("verifications.image", account_id, profile_id, image),
        "submitted_at": now,
        "updated_at": now,
    }
    changed = session.execute(verifications.update().where(verifications.c.profile_id == profile_id).values(values))
    if changed.rowcount == 0:
        session.execute(verifications.insert().values(profile_id=profile_id, **values))


def get(session: Session, account_id: int, profile_id: int, *, with_image: bool) -> Material | None:
    """What was submitted for the account's profile."""
    row = session.execute(
        sa.select(verifications).where(
            verifications.c.profile_id == profile_id, verifications.c.account_id == account_id
        )
    ).first()
    if row is None:
        return None
    vault = session.vault
    image = vault.open("verifications.image", account_id, profile_id, row.image) if with_image else None
    return Material(
        profile_id=profile_id,
        credential_type=row.credential_type,
        credential_no=vault.open_text("verifications.credential_no", account_id, profile_id, row.credential_no),
        image=image,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
    )


class Document(msgspec.Struct, frozen=True):
    """Type and number of a submitted document."""

    kind: str
    number: str

    def __repr__(self) -> str:
        """Without the number (SEC-44)."""
        return f"Document(kind={self.kind!r})"


def documents(session: Session, account_id: int, profile_ids: Sequence[int]) -> dict[int, Document]:
    """What document was submitted for each of the account's profiles, where one was; without images."""
    listed = number_array("profile_ids")
    wanted = sa.select(
        verifications.c.profile_id, verifications.c.credential_type, verifications.c.credential_no
    ).where(
        verifications.c.account_id == account_id, verifications.c.profile_id.in_(sa.select(listed.c.value))
    )  # fmt: skip
    open_text = session.vault.open_text
    return {
        row.profile_id: Document(
            row.credential_type,
            open_text("verifications.credential_no", account_id, row.profile_id, row.credential_no),
        )
        for row in session.execute(wanted, {"profile_ids": profile_ids})
    }


def document_of(session: Session, account_id: int, contact_id: int) -> tuple[str, str]:
    """Kind and number of the document submitted for the profile whose newest version this contact is; empty when there is none."""
    from freehold.store.profiles import profiles

    row = session.execute(
        sa.select(verifications.c.profile_id, verifications.c.credential_type, verifications.c.credential_no)
        .join(profiles, profiles.c.id == verifications.c.profile_id)
        .where(profiles.c.contact_id == contact_id, verifications.c.account_id == account_id)
    ).first()
    if row is None:
        return "", ""
    number = session.vault.open_text("verifications.credential_no", account_id, row.profile_id, row.credential_no)
    return row.credential_type, number


def touch(session: Session, profile_id: int, now: Instant) -> None:
    """Note that the review moved."""
    session.execute(verifications.update().where(verifications.c.profile_id == profile_id).values(updated_at=now))


def add_failure(session: Session, profile_id: int, reason: str, now: Instant) -> None:
    """Append a reviewer's reason."""
    session.execute(failures.insert().values(profile_id=profile_id, reason=reason, at=now))


def failures_of(session: Session, account_id: int, profile_id: int) -> list[tuple[Instant, str]]:
    """The reasons given so far of the account's profile, oldest first."""
    theirs = sa.exists().where(profiles.c.id == profile_id, profiles.c.account_id == account_id)
    rows = session.execute(
        sa.select(failures).where(failures.c.profile_id == profile_id, theirs).order_by(failures.c.id)
    )
    return [(row.at, row.reason) for row in rows]
