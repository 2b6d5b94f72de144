"""Domains changed through EPP over TLS, read back included: Freehold beside a bare loop that does only what must be done.

The bare loop sends the same frames over as many sessions with as many in flight, writes the same intents and outcomes in
groups with the same durability, and does nothing else: no API, no engine, no fence, no look-ups, no counters.

With more than 10,000 domains also the memory at its peak, and the time a domain beside that of a tenth as many.
"""

import asyncio
import gc
import multiprocessing
import os
import random
import statistics
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import uvloop

from benchmarks import postgresql
from benchmarks.bare_books import BareBook, PostgresqlBook, SqliteBook
from benchmarks.book import enter
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.practice import Practice, names_of, practice
from benchmarks.rounds import ROUNDS, order, ratio
from freehold.app import App
from freehold.cli.starting import end_start
from freehold.clock import SystemClock, monotonic, wait
from freehold.db.engine import Database
from freehold.epp.commands.domain import AddRemove, Change, DomainInfo, DomainUpdate, NameWithHosts, Status
from freehold.gateway.session import Session, open_session
from freehold.gateway.trids import Trids
from freehold.opening import open_store
from freehold.operations import registrant_change
from freehold.settings import Settings
from freehold.store import tasks
from freehold.terms.domain_name import DomainName

DOMAINS = int(os.environ.get("BENCH_DOMAINS", "10000"))
_LARGE = 10_000
SESSIONS, WINDOW, GROUP = 4, 8, 32


def run(domains: int = DOMAINS, database: str = "sqlite") -> list[Figure]:
    """Alternate the two, order reversed each round; the median of the rounds' ratios."""
    rates: dict[str, list[float]] = {"freehold": [], "bare": []}
    tenths: list[float] = []
    peaks: list[float] = []
    large = domains > _LARGE
    for number in range(ROUNDS):
        for name in order(["freehold", "bare", *(["tenth"] if large else [])], number):
            count = domains // 10 if name == "tenth" else domains
            rate, peak = _apart("bare" if name == "bare" else "freehold", count, database)
            (tenths if name == "tenth" else rates[name]).append(rate)
            if name == "freehold":
                peaks.append(peak)
    detail = {
        "domains": domains,
        "database": database,
        "lanes": SESSIONS,
        "sessions": SESSIONS,
        "window": WINDOW,
        "domains_per_second": {name: [round(rate) for rate in found] for name, found in rates.items()},
    }
    shown = f"{domains} domains, {database}"
    beside = at_least(
        "end-to-end", f"beside the bare loop, {shown}", ratio(rates["freehold"], rates["bare"]), 0.5, detail
    )
    figures = [beside]
    if large:
        told = {"domains": domains, "database": database, "of": "this process and the registry"}
        figures.append(at_most("end-to-end", f"peak memory, {shown}", max(peaks), 250, told, "MB"))
        slower = statistics.median(tenths) / statistics.median(rates["freehold"])
        told = {**told, "domains_per_second": {"all": rates["freehold"], "a tenth": tenths}}
        figures.append(at_most("end-to-end", f"time a domain / with a tenth, {shown}", slower, 1.2, told))
    return figures


def _apart(name: str, count: int, database: str) -> tuple[float, float]:
    """Measure in a new process, so that neither has what an earlier round left in memory."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measured, name, count, database).result()


def _measured(name: str, count: int, database: str) -> tuple[float, float]:
    """Domains a second, and the peak of memory in MB."""
    names = names_of(count)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        registry = opened.enter_context(practice(folder / "sandbox"))
        url = None if database == "sqlite" else opened.enter_context(postgresql.empty_database())
        registry.seed(names)
        # As serve does once it is ready; the bare loop gains as well.
        gc.collect()
        end_start()
        if name == "freehold":
            seconds, peak = _freehold(folder, registry, names, url)
        else:
            seconds, peak = _bare(SqliteBook(folder) if url is None else PostgresqlBook(url), registry, names), 0.0
        assert registry.changed_once(names), "the registry does not show every domain changed once"
        return len(names) / seconds, peak


def _freehold(folder: Path, registry: Practice, names: list[str], url: str | None) -> tuple[float, float]:
    settings = Settings(data=folder / "data", database=url).with_registry(
        registry.settings(sessions=SESSIONS, window=WINDOW)
    )
    store = open_store(settings.data, url=url)
    now = SystemClock().now()

    account_id = store.write_now(lambda session: enter(session, names)).id
    app = App(settings, store, SystemClock())
    app.start()
    peak, resident = 0.0, (psutil.Process(), psutil.Process(registry.process.pid))
    began = monotonic()
    task_no = store.write_now(
        lambda session: registrant_change.submit(
            session, app.office, account_id=account_id, names=[DomainName(name) for name in names], profile_id=1,
            lock_after=True, client_ip="", now=now,
        )
    )  # fmt: skip
    left = f"SELECT waiting + executing FROM tasks WHERE task_no = '{task_no}'"  # noqa: S608  a number of ours
    # Cheaply: whoever waits for the end is not what is measured.
    while _number(store, left):
        peak = max(peak, sum(process.memory_info().rss for process in resident) / 1e6)
        wait(0.05)
    seconds = monotonic() - began
    with store.reading() as session:
        task = tasks.by_number(session, account_id, task_no)
    assert task is not None
    assert task.succeeded == len(names)
    app.stop()
    store.close()
    return seconds, peak


def _number(store: Database, statement: str) -> int:
    with store.reading() as session:
        return int(session.raw.execute(statement).fetchone()[0])


def _bare(book: BareBook, registry: Practice, names: list[str]) -> float:
    settings = registry.settings(sessions=SESSIONS, window=WINDOW)
    trids = Trids("BARE", random.Random(1))
    book.fill(names)

    async def change(session: Session, name: str, trid: str) -> None:
        add = AddRemove(statuses=(Status(value="clientTransferProhibited", words="60 days", lang="en"),))
        body = DomainUpdate(name=name, add=add, change=Change(registrant="PRIOR"))
        assert (await session.start(body, trid)).code == 1000
        look = DomainInfo(name=NameWithHosts(name=name, hosts="none"))
        assert (await session.start(look, trids.new())).data is not None

    async def work_off(session: Session, share: list[str]) -> None:
        done: list[str] = []
        for start in range(0, len(share), GROUP):
            group = share[start : start + GROUP]
            intents = [(trids.new(), name) for name in group]
            book.note(done, intents)
            waiting = iter(intents)

            async def some(session: Session = session, waiting: Any = waiting) -> None:
                for trid, name in waiting:
                    await change(session, name, trid)

            await asyncio.gather(*(some() for _ in range(WINDOW)))
            done = group
        book.note(done, [])

    async def all_of_it() -> float:
        sessions = [await open_session(settings, trids.new()) for _ in range(SESSIONS)]
        began = monotonic()
        await asyncio.gather(*(work_off(session, names[n::SESSIONS]) for n, session in enumerate(sessions)))
        seconds = monotonic() - began
        for session in sessions:
            await session.log_out(trids.new())
        return seconds

    seconds = uvloop.run(all_of_it())
    book.close()
    return seconds
