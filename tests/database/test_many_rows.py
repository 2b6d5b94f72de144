"""Thousands of rows written or read by one prepared statement are the rows that were given, on either database."""

from contextlib import nullcontext

import msgspec
import pytest
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


_RENAME = Prepared(
    lambda: (
        accounts.update()
        .where(accounts.c.id == sa.bindparam("number"), accounts.c.domains_held < sa.bindparam("most"))
        .values(
            name=sa.bindparam("new_name"),
            language=sa.func.coalesce(sa.bindparam("tongue", type_=sa.String), accounts.c.language),
            domains_held=accounts.c.domains_held + sa.bindparam("more"),
            created_at=5,
        )
    )
)


def _row(number, name, tongue, more, most=100):
    return {"number": number, "new_name": name, "tongue": tongue, "more": more, "most": most}


def test_each_row_that_is_there_gets_its_own_values(database):
    given_rows = [{"id": n, "name": f"account {n}", "language": "zh", "created_at": n} for n in range(10, 50)]
    database.write_now(lambda session: _ADD.many(session, given_rows))
    changes = [_row(n, f"名字 {n}", "en" if n % 2 else None, n) for n in range(10, 40)]
    refused = [_row(45, "never", "en", 1, most=0), _row(99, "nobody", "en", 1)]

    counts = database.write_now(lambda session: [_RENAME.many(session, rows) for rows in ([*changes, *refused], [])])

    assert counts[0] == 30
    assert counts[1] <= 0
    columns = (accounts.c.id, accounts.c.name, accounts.c.language, accounts.c.domains_held, accounts.c.created_at)
    with database.reading() as session:
        found = [tuple(row) for row in session.execute(sa.select(*columns).order_by(accounts.c.id))]
    changed = [(n, f"名字 {n}", "en" if n % 2 else "zh", n, 5) for n in range(10, 40)]
    assert found == [*changed, *((n, f"account {n}", "zh", 0, n) for n in range(40, 50))]


def test_a_text_that_is_too_long_is_refused_and_not_cut_off(database):
    """SQLite takes any length; PostgreSQL cuts off what is cast to a column's type."""
    row = {"id": 7, "name": "ada", "language": None, "created_at": 1}
    database.write_now(lambda session: _ADD.many(session, [row]))
    too_long = "x" * (accounts.c.name.type.length + 1)
    refused = pytest.raises(Exception, match="too long") if database.shared else nullcontext()

    with refused:
        database.write_now(lambda session: _RENAME.many(session, [_row(7, too_long, None, 0)]))

    with database.reading() as session:
        name = session.execute(sa.select(accounts.c.name).where(accounts.c.id == 7)).scalar()
    assert name == ("ada" if database.shared else too_long)


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
