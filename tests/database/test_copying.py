"""A store taken from one database to the other kind: every row, the numbers to be given next, and nothing by halves."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from freehold.db import copying
from freehold.db.cluster import Cluster, process
from freehold.db.copying import CopyFailed
from freehold.db.engine import CannotOpen, InUse
from freehold.db.schema import metadata
from freehold.opening import check_store, copy_store, open_store
from freehold.store import accounts, profiles
from freehold.terms.instants import Instant
from support.office import HOLDER
from support.whole_store import fill

NOW = Instant(1_767_323_045_000)


def everything(data, url=None):
    database = open_store(data, url=url, make=False)
    try:
        with database.reading() as session:
            return {
                table.name: [
                    tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key.columns))
                ]
                for table in metadata.sorted_tables
            }
    finally:
        database.close()


@pytest.fixture
def data(tmp_path):
    """A SQLite store with rows in every table, whose newest profile was deleted."""
    folder = tmp_path / "data"
    database = open_store(folder)

    def work(session):
        fill(session)
        ada = accounts.by_name(session, "ada") or accounts.create(session, "ada", NOW)
        last = [profiles.add(session, ada.id, HOLDER, NOW) for _ in range(3)][-1]
        profiles.delete(session, ada.id, [last])

    database.write_now(work)
    database.close()
    return folder


def add_profile(data, url=None):
    database = open_store(data, url=url)
    try:
        return database.write_now(
            lambda session: profiles.add(session, accounts.by_name(session, "ada").id, HOLDER, NOW)
        )
    finally:
        database.close()


def test_a_store_goes_to_postgresql_and_back_whole(data, postgres):
    before = everything(data)
    gone = max(row[0] for row in before["profiles"]) + 1
    with postgres.empty_database() as url:
        copied = copy_store(data, None, url)
        assert copied == {name: len(rows) for name, rows in before.items()}
        assert everything(data, url) == before
        assert check_store(data, url=url) == []
        assert add_profile(data, url) == gone + 1, "the number of the deleted one is not given again"

        after = everything(data, url)
        back = f"sqlite:///{data}/back.db"
        assert copy_store(data, url, back) == {name: len(rows) for name, rows in after.items()}
        # What PostgreSQL noted of itself is not about the copy.
        after["installation"] = [row for row in after["installation"] if row[0] != "history"]
        assert everything(data, back) == after
        assert check_store(data, url=back) == []
        assert add_profile(data, back) == gone + 2
    assert check_store(data, url=back) == []


def test_a_target_with_tables_is_refused_and_left_as_it_is(data, postgres, tmp_path):
    with postgres.database(tmp_path / "other") as url:
        with pytest.raises(CannotOpen) as refused:
            copy_store(data, None, url)

        assert str(refused.value) == (
            "The target is not empty: it has the table access_keys. Give a database without tables."
        )
        assert not any(rows for name, rows in everything(tmp_path / "other", url).items() if name != "installation")


def test_a_source_in_use_is_refused(data, postgres):
    with postgres.empty_database() as url:
        server = open_store(data)
        with pytest.raises(InUse):
            copy_store(data, None, url)
        server.close()

        copy_store(data, None, url)
        at_work = Cluster(sa.make_url(url), lost=lambda: None, asked=lambda _name: None)
        at_work.start()
        assert at_work.hold(process("host:1"))
        with pytest.raises(InUse, match="The source is in use by another Freehold"):
            copy_store(data, url, f"sqlite:///{data}/back.db")
        at_work.close()


def test_a_copy_that_is_not_like_its_source_is_not_kept(data, postgres, monkeypatch):
    real = copying._go_on_numbering

    def meddle(source, target, table):
        real(source, target, table)
        if table.name == "domains":
            target.execute(sa.text("UPDATE domains SET remark = 'other'"))

    monkeypatch.setattr(copying, "_go_on_numbering", meddle)
    with postgres.empty_database() as url:
        with pytest.raises(CopyFailed, match=r"^Of domains \d+ rows were read, and other rows are in the target\.$"):
            copy_store(data, None, url)
        monkeypatch.undo()

        copy_store(data, None, url)


DIES = """
import os, signal, sys
from pathlib import Path
from freehold.db import copying
from freehold.opening import copy_store

real = copying._go_on_numbering
copying._go_on_numbering = lambda source, target, table: (
    os.kill(os.getpid(), signal.SIGKILL) if table.name == "tasks" else real(source, target, table)
)
copy_store(Path(sys.argv[1]), None, sys.argv[2])
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_that_dies_leaves_an_empty_target(data, postgres, kind):
    with postgres.empty_database() as url:
        target = url if kind == "postgresql" else f"sqlite:///{data}/copy.db"
        ended = subprocess.run([sys.executable, "-c", DIES, str(data), target], env=os.environ, timeout=60)
        assert ended.returncode == -signal.SIGKILL

        copy_store(data, None, target)

        assert everything(data, target) == everything(data)
