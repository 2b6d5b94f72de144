"""Submits of one domain, each durable when it is answered, beside rows that are only inserted and committed (LOAD-1).

On SQLite one writer commits a row at a time; on PostgreSQL eight clients do. All are on the same disk as the store.
"""

import statistics
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3

from benchmarks import postgresql
from benchmarks.big_store import big_store
from benchmarks.crowd import crowd
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.loopback import Answer, sent
from benchmarks.loopback import run as run_loop
from benchmarks.polls import Submits
from benchmarks.rounds import ROUNDS, percentile, ratio, scaled, taken
from benchmarks.servers import Server, freehold
from freehold.clock import monotonic

CLIENTS = 32
_COMMITTERS = 8
_ONE_BY_ONE = scaled(400, 16)
_TOGETHER = scaled(1600, 64)
_PACED_SECONDS = scaled(3)
_MOST_A_SECOND = 1000


def run() -> list[Figure]:
    """On either database."""
    return [*_on_sqlite(), _on_postgresql()]


def _on_sqlite() -> list[Figure]:
    commit_seconds: list[float] = []
    paced: list[float] = []
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="freehold-bench-")))
        server = opened.enter_context(freehold(opened.enter_context(big_store(_domains(), 0))))
        submits = Submits()

        async def committed() -> float:
            found = _sqlite_commits(folder / "rows.db", _ONE_BY_ONE)
            commit_seconds.append(statistics.median(found))
            return len(found) / sum(found)

        async def together() -> float:
            rate = await _rate(server, submits, _TOGETHER, CLIENTS)
            calls = [submits.one() for _ in range(int(rate / 2 * _PACED_SECONDS))]
            async with crowd(server.port, CLIENTS) as callers:
                answers = _right(await callers.ask(calls, rate / 2))
            paced.append(percentile([answer.seconds for answer in answers], 0.99))
            return rate

        async def whole() -> None:
            one_by_one = lambda: _rate(server, submits, _ONE_BY_ONE, 1)  # noqa: E731  a measure like the others
            rates.update(await taken({"commits": committed, "one by one": one_by_one, "together": together}))

        run_loop(whole)
    told = {"clients": CLIENTS, "per_second": _rounded(rates)}
    half = {**told, "p99_ms": _ms(paced), "commit_ms": _ms(commit_seconds)}
    return [
        at_least("durable-submit", "one by one / commits", ratio(rates["one by one"], rates["commits"]), 0.35, told),
        at_least("durable-submit", f"{CLIENTS} clients / commits", ratio(rates["together"], rates["commits"]), 1, told),
        at_most("durable-submit", "p99 at half of that / commit", ratio(paced, commit_seconds), 15, half),
    ]


def _on_postgresql() -> Figure:
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        url = opened.enter_context(postgresql.empty_database())
        server = opened.enter_context(freehold(opened.enter_context(big_store(_domains(), 0, url=url)), url))
        submits = Submits()

        async def committed() -> float:
            return _postgresql_commits(url, _TOGETHER)

        async def whole() -> None:
            together = lambda: _rate(server, submits, _TOGETHER, CLIENTS)  # noqa: E731  a measure like the others
            rates.update(await taken({"commits": committed, "together": together}))

        run_loop(whole)
    told = {"database": "postgresql", "clients": CLIENTS, "committers": _COMMITTERS, "per_second": _rounded(rates)}
    return at_least(
        "durable-submit", f"{CLIENTS} clients / commits", ratio(rates["together"], rates["commits"]), 0.25, told
    )


def _domains() -> int:
    return (_ONE_BY_ONE + _TOGETHER + _PACED_SECONDS * _MOST_A_SECOND) * ROUNDS + 1


async def _rate(server: Server, submits: Submits, calls: int, clients: int) -> float:
    made = [submits.one() for _ in range(calls)]
    began = monotonic()
    _right(await sent(server.port, made, clients))
    return calls / (monotonic() - began)


def _sqlite_commits(file: Path, count: int) -> list[float]:
    """How long each row took to be inserted and durable, as durable as the store."""
    rows: Any = pysqlite3.connect(str(file), isolation_level=None)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, name TEXT)")
    found = []
    for _ in range(count):
        began = monotonic()
        rows.execute("BEGIN IMMEDIATE")
        rows.execute("INSERT INTO rows (name) VALUES ('shop.example')")
        rows.execute("COMMIT")
        found.append(monotonic() - began)
    rows.close()
    return found


def _postgresql_commits(url: str, count: int) -> float:
    """Rows a second that eight clients insert, a commit each."""
    with psycopg.connect(url, autocommit=True) as one:
        one.execute("CREATE TABLE IF NOT EXISTS bare_rows (id BIGSERIAL PRIMARY KEY, name TEXT)")

    def insert() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(count // _COMMITTERS):
                connection.execute("INSERT INTO bare_rows (name) VALUES ('shop.example')")

    threads = [threading.Thread(target=insert) for _ in range(_COMMITTERS)]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (monotonic() - began)


def _right(answers: list[Answer]) -> list[Answer]:
    for answer in answers:
        assert answer.status == 200, answer.body[:1000]
        assert b'"TaskNo"' in answer.body, answer.body[:1000]
    return answers


def _rounded(rates: dict[str, list[float]]) -> dict[str, list[int]]:
    return {name: [round(rate) for rate in found] for name, found in rates.items()}


def _ms(seconds: list[float]) -> list[float]:
    return [round(value * 1000, 2) for value in seconds]
