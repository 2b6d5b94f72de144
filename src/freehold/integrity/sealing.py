"""Personal data and secrets are sealed: every value of a sealed column has the form, and some of each are opened.

Opening all would cost a minute a million rows and tell little more: a value moved elsewhere, or sealed with another key, shows
in the sample when it is no single one.
"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.db.types import SealedColumn
from freehold.db.vault import SEALED_LENGTH, SEALED_MARK, WrongKey
from freehold.integrity.check import Check, Violation, count_of
from freehold.opening import every_table

OPENED = 100
"""Of each column, spread over the table's keys."""

Place = tuple[int, int | str]

PLACES: dict[str, Callable[[Any], Place]] = {
    "access_keys": lambda row: (row.account_id, row.id),
    "confirmations": lambda row: (row.account_id, row.id),
    "contacts": lambda row: (row.account_id, row.id),
    "emails": lambda row: (row.account_id, row.number),
    "hand_ins": lambda row: (row.account_id, f"{row.task_id}:{row.seq}:{row.kind}"),
    "messages": lambda row: (0, f"{row.registry}|{row.message_id}"),
    "outbox": lambda row: (row.account_id, row.event),
    "registry_passwords": lambda row: (0, row.registry),
    "task_documents": lambda row: (row.account_id, row.task_id),
    "tasks": lambda row: (row.account_id, row.task_no),
    "transfer_codes": lambda row: (row.account_id, row.domain_id),
    "verification_codes": lambda row: (row.account_id, f"{row.provider}|{row.type}|{row.subject}"),
    "verifications": lambda row: (row.account_id, row.profile_id),
}
"""The account and row that a table's values are sealed for, as its store does."""


def _columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in every_table():
        for column in table.c:
            if isinstance(column.type, SealedColumn):
                yield table, column


def _formed(table: sa.Table, column: sa.Column[Any]) -> Check:
    octets = sa.type_coerce(column, sa.LargeBinary)
    keys = [key.label(f"key_{key.name}") for key in table.primary_key.columns]
    return Check(
        18,
        f"{table.name}-{column.name}".replace("_", "-"),
        f"A value of {table.name}.{column.name} is not sealed (row "
        + ", ".join(f"{key.name} {{key_{key.name}}}" for key in table.primary_key.columns)
        + ").",
        count_of(table, column.is_not(None)),
        sa.select(*keys).where(
            column.is_not(None),
            sa.or_(
                sa.func.length(octets) < SEALED_LENGTH,
                sa.func.substr(octets, 1, 1) != sa.literal(SEALED_MARK, sa.LargeBinary),
            ),
        ),
    )


CHECKS = tuple(_formed(table, column) for table, column in _columns())


def open_some(session: Session) -> Iterator[Violation]:
    """Open a sample of each table's values with the key in use."""
    for table in dict.fromkeys(table for table, _ in _columns()):
        yield from _open_some(session, table)


def _open_some(session: Session, table: sa.Table) -> Iterator[Violation]:
    sealed = [column for owner, column in _columns() if owner is table]
    place = sa.func.row_number().over(order_by=list(table.primary_key.columns))
    # Without the columns' own types: what was written in the clear must not stop the look.
    raw = [sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in table.c]
    ranked = sa.select(*raw, place.label("place")).subquery()
    total = session.execute(count_of(table)).scalar_one()
    step = max(1, total // OPENED)
    for row in session.execute(sa.select(ranked).where(ranked.c.place % step == 0).order_by(ranked.c.place)):
        account_id, of_row = PLACES[table.name](row)
        for column in sealed:
            value = getattr(row, column.name)
            if value is None:
                continue
            try:
                # What is no octets is told above.
                session.vault.open(
                    f"{table.name}.{column.name}",
                    account_id,
                    of_row,
                    bytes(value) if isinstance(value, bytes | memoryview) else b"",
                )
            except WrongKey:
                values = {"table": table.name, "column": column.name, "row": str(of_row)}
                yield Violation(
                    "INV-18",
                    "sealed-values-open",
                    f"A value of {table.name}.{column.name} (row {of_row}) does not open with this folder's key.",
                    values,
                )
