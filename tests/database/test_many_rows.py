"""Thousands of rows written or read by one prepared statement are the rows that were given, on either database."""

import msgspec
import sqlalchemy as sa

from freehold.db.session import Prepared, given
from freehold.store.accounts import accounts

_ADD = Prepared(lambda: accounts.insert().values(given("id", "name", "language", "created_at")))


def test_columns_that_are_the_same_in_all_rows_and_those_that_are_not(database):
    rows = [
        {"id": 100 + n, "name": f"account {n}", "language": None, "created_at": 1_700_000_000_000} for n in range(1500)
    ]
    few = [{"id": 10 + n, "name": f"early {n}", "language": "zh", "created_at": n} for n in range(3)]
    mixed = [{**row, "id": row["id"] + 5000, "name": f"late {row['id']}"} for row in rows]
    mixed[700]["language"] = "en"

    counts = database.write_now(lambda session: [_ADD.many(session, given) for given in (rows, few, mixed, [])])

    assert counts[:3] == [1500, 3, 1500]
    assert counts[3] <= 0
    with database.reading() as session:
        columns = (accounts.c.id, accounts.c.name, accounts.c.language, accounts.c.created_at)
        stored = [tuple(row) for row in session.execute(sa.select(*columns).order_by(accounts.c.id))]
    assert stored == sorted(tuple(row.values()) for row in (*few, *rows, *mixed))


class Row(msgspec.Struct, array_like=True):
    id: int
    name: str
    language: str | None
    created_at: int


_READ = Prepared(
    lambda: (
        sa.select(accounts.c.id, accounts.c.name, accounts.c.language, accounts.c.created_at)
        .where(accounts.c.id >= sa.bindparam("least"))
        .order_by(accounts.c.id.desc())
    )
)


def test_structures_have_what_the_rows_have_in_their_order(database):
    names = ["plain", 'a "quoted" one', "back\\slash / \\u0041", "line\nend\ttab \x01", "示例 😀", "", "[null]"]
    rows = [
        {"id": 10 + n, "name": name, "language": None if n % 2 else "zh", "created_at": (-1) ** n * (2**62 + n)}
        for n, name in enumerate(names)
    ]

    database.write_now(lambda session: _ADD.many(session, rows))

    with database.reading() as session:
        found = _READ.structures(session, Row, least=10)
        assert [msgspec.structs.asdict(row) for row in found] == list(reversed(rows))
        assert _READ.structures(session, Row, least=99) == []
