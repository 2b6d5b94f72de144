"""PostgreSQL is a second address, not a second program: each statement of the stores is one that it takes too."""

import inspect
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import freehold.store
from freehold import opening
from freehold.db.schema import metadata
from freehold.db.session import Prepared
from support.whole_store import MODULES, fill

POSTGRESQL = postgresql.dialect()
SQLITE_ALONE = re.compile(
    r"json_each|autoincrement|\binstr\b|\bglob\b|\browid\b|ifnull|strftime|insert or|pragma|\bBLOB\b", re.IGNORECASE
)


def public(module):
    """The functions of a module that speak to the database."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        parameters = list(inspect.signature(function).parameters)
        if function.__module__ == module.__name__ and not name.startswith("_") and parameters[:1] == ["session"]:
            yield name, function


def every_prepared():
    return [
        pytest.param(statement, id=f"{module.__name__}.{name}")
        for module in MODULES
        for name, statement in vars(module).items()
        if isinstance(statement, Prepared)
    ]


def test_no_store_with_tables_is_left_out():
    assert set(opening.TABLES_OF) <= set(MODULES)


@pytest.fixture
def said(database, monkeypatch):
    """Every statement of a run through the stores, and those of their functions that it did not call."""
    missed, statements = set(), []
    for module in MODULES:
        for name, function in public(module):
            missed.add(f"{module.__name__}.{name}")

            def counted(*arguments, _function=function, _name=f"{module.__name__}.{name}", **options):
                missed.discard(_name)
                return _function(*arguments, **options)

            monkeypatch.setattr(module, name, counted)
    sa.event.listen(database._write_engine, "before_execute", lambda connection, clause, *_: statements.append(clause))
    database.write_now(fill)
    return missed, statements


def test_each_statement_compiles_for_postgresql(said):
    missed, statements = said
    assert missed == set()

    texts = {str(clause.compile(dialect=POSTGRESQL)) for clause in statements if isinstance(clause, sa.ClauseElement)}

    assert len(texts) > 80
    assert [text for text in texts if SQLITE_ALONE.search(text)] == []


@pytest.mark.parametrize("statement", every_prepared())
def test_each_prepared_statement_compiles_for_postgresql(statement):
    text = str(statement._build().compile(dialect=POSTGRESQL))

    assert SQLITE_ALONE.search(text) is None


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_each_table_is_one_of_postgresql_too(table):
    texts = [str(CreateTable(table).compile(dialect=POSTGRESQL))]
    texts += [str(CreateIndex(index).compile(dialect=POSTGRESQL)) for index in table.indexes]

    assert [text for text in texts if SQLITE_ALONE.search(text)] == []
    for index in table.indexes:
        # A condition that one of the two has not would be another index.
        conditions = {name: index.dialect_options[name].get("where") is not None for name in ("sqlite", "postgresql")}
        assert conditions["sqlite"] == conditions["postgresql"], index.name


def test_only_the_database_package_names_a_dialect():
    """Differences stand in ``db``; an index's condition is said for both where the table is defined."""
    root = Path(freehold.store.__file__).parent.parent
    named = [
        (str(file.relative_to(root)), line.strip())
        for file in root.rglob("*.py")
        if file.relative_to(root).parts[0] in {"store", "engine", "operations"}
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"dialect|from sqlite|import sqlite|PRAGMA", line)
    ]

    assert named == []
