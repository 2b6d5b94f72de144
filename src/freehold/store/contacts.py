"""Contact data, one row a version: rows are made and never changed, so what a task promised is what it applies (REL-12).

Domains and profiles point to a row; giving a domain a new registrant moves its pointer.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar, overload

import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.store import emails
from freehold.terms.contacts import SEALED_FIELDS, Contact, Holder
from freehold.terms.instants import Instant
from freehold.terms.verification import RegistrantType

Form = TypeVar("Form", Contact, Holder)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("registrant_type", sa.String(1), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    *(sa.Column(name, SealedColumn, nullable=False) for name in SEALED_FIELDS),
    sa.Column("holder_digest", sa.LargeBinary(16), nullable=False, comment="exact search by organization"),
    sa.Column("zh_holder_digest", sa.LargeBinary(16), nullable=False, comment="exact search by zh_organization"),
    sa.Column("email_digest", sa.LargeBinary(16), nullable=False, comment="exact search by mail address"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Index("ix_contacts_holder", "account_id", "holder_digest", "id"),
    sa.Index("ix_contacts_zh_holder", "account_id", "zh_holder_digest", "id"),
    comment="Contact data by version, sealed. C2",
)


_MOST_ALIKE = 50
"""Versions of one holder and mail address that are opened to be compared."""


def add(session: Session, account_id: int, contact: Contact, now: Instant) -> int:
    """Store a version; its id."""
    # The row's number is needed before the row is, since each field is sealed for its row.
    row = session.execute(sa.select(sa.func.coalesce(sa.func.max(contacts.c.id), 0) + 1)).scalar_one()
    seal = session.vault.seal
    sealed = {name: seal(f"contacts.{name}", account_id, row, getattr(contact, name)) for name in SEALED_FIELDS}
    session.execute(
        contacts.insert().values(
            id=row,
            account_id=account_id,
            registrant_type=contact.registrant_type.value,
            country=contact.country,
            holder_digest=digest(session, account_id, contact.organization),
            zh_holder_digest=digest(session, account_id, contact.zh_organization),
            email_digest=emails.digest(session, account_id, contact.email),
            created_at=now,
            **sealed,
        )
    )
    return int(row)


def keep(session: Session, account_id: int, contact: Contact, now: Instant) -> int:
    """The id of the account's newest version with exactly these data, or of a new one.

    The same data sent with a thousand calls are then one contact object at a registry, and not a thousand.
    """
    like = session.execute(
        sa.select(contacts.c.id)
        .where(
            contacts.c.account_id == account_id,
            contacts.c.email_digest == emails.digest(session, account_id, contact.email),
            contacts.c.holder_digest == digest(session, account_id, contact.organization),
        )
        .order_by(contacts.c.id.desc())
        .limit(_MOST_ALIKE)
    )
    ids = [row.id for row in like]
    found = many(session, ids)
    return next((contact_id for contact_id in ids if found[contact_id] == contact), None) or add(
        session, account_id, contact, now
    )


def digest(session: Session, account_id: int, text: str) -> bytes:
    """The keyed digest by which a holder is found again, case and outer blanks aside."""
    return session.vault.digest("contacts", account_id, text.strip().casefold())


def get(session: Session, contact_id: int) -> Contact:
    """Open one version, whosever it is; KeyError when there is none. For the engine and operators."""
    found = many(session, [contact_id])
    return found[contact_id]


@overload
def of_account(session: Session, account_id: int, contact_ids: Collection[int]) -> dict[int, Contact]: ...
@overload
def of_account(
    session: Session, account_id: int, contact_ids: Collection[int], kind: type[Form]
) -> dict[int, Form]: ...
def of_account(session: Session, account_id: int, contact_ids: Collection[int], kind: Any = Contact) -> Any:
    """Open several versions of the account's, by id; of a Holder a third as many fields as of a Contact."""
    if len(contact_ids) == 1:
        (contact_id,) = contact_ids
        rows = _ONE[kind].run(session, contact_id=contact_id, account_id=account_id)
    else:
        rows = _SEVERAL[kind].run(session, contact_ids=sorted(contact_ids), account_id=account_id)
    return opened(session, kind, rows)


def many(session: Session, contact_ids: list[int]) -> dict[int, Contact]:
    """Open several versions, by id, whosever they are. For the engine and operators."""
    return opened(session, Contact, _OF_ANYBODY.run(session, contact_ids=contact_ids))


def columns(kind: type[Contact] | type[Holder]) -> sa.Select[tuple[object, ...]]:
    """What is read of versions in this form, for ``opened``."""
    own = ("id", "account_id", *(name for name in kind.__struct_fields__ if name in contacts.c))
    chosen = sa.select(*(getattr(contacts.c, name) for name in own))
    if kind is Contact:
        return chosen
    proof = sa.and_(
        emails.emails.c.account_id == contacts.c.account_id, emails.emails.c.email_digest == contacts.c.email_digest
    )
    return chosen.add_columns(emails.emails.c.verified_at).join(emails.emails, proof, isouter=True)


def _reading(kind: type[Contact] | type[Holder]) -> sa.Select[tuple[object, ...]]:
    # As one parameter: an operator's list may be longer than a statement takes parameters.
    listed = number_array("contact_ids")
    return columns(kind).where(contacts.c.id.in_(sa.select(listed.c.value)))


_OF_THE_ACCOUNT = contacts.c.account_id == sa.bindparam("account_id")
_CONTACTS = Prepared(lambda: _reading(Contact).where(_OF_THE_ACCOUNT))
_HOLDERS = Prepared(lambda: _reading(Holder).where(_OF_THE_ACCOUNT))
_CONTACT = Prepared(lambda: columns(Contact).where(contacts.c.id == sa.bindparam("contact_id"), _OF_THE_ACCOUNT))
_HOLDER = Prepared(lambda: columns(Holder).where(contacts.c.id == sa.bindparam("contact_id"), _OF_THE_ACCOUNT))
_OF_ANYBODY = Prepared(lambda: _reading(Contact))
_ONE: dict[type, Prepared] = {Contact: _CONTACT, Holder: _HOLDER}
_SEVERAL: dict[type, Prepared] = {Contact: _CONTACTS, Holder: _HOLDERS}

_TYPES = {kind.value: kind for kind in RegistrantType}
_SEALED = {name: f"contacts.{name}" for name in SEALED_FIELDS}


def opened(session: Session, kind: type[Form], rows: Iterable[Sequence[Any]]) -> dict[int, Form]:
    """Rows of ``columns`` in this form, by id."""
    made: Callable[..., Form] = kind
    found = {}
    open_text = session.vault.open_text
    fields = [_SEALED.get(name) for name in kind.__struct_fields__[1:]]
    for number, account_id, registrant_type, *values in rows:
        opened = [
            value if field is None else open_text(field, account_id, number, value)
            for field, value in zip(fields, values, strict=True)
        ]
        found[number] = made(_TYPES[registrant_type], *opened)
    return found


def of_holder(session: Session, account_id: int, holder: str) -> list[int]:
    """Ids of the versions whose holder is exactly this, in either script."""
    wanted = digest(session, account_id, holder)
    # Two questions, each for an index of its own: with an "or" all the account's versions were gone through.
    rows = session.execute(
        sa.union(
            *(
                sa.select(contacts.c.id).where(contacts.c.account_id == account_id, column == wanted)
                for column in (contacts.c.holder_digest, contacts.c.zh_holder_digest)
            )
        )
    )
    return [row.id for row in rows]
