"""Accepting a change of 100, 1,000 and 10,000 domains, beside a loop that only inserts the same rows."""

import statistics
import tempfile
import uuid
from pathlib import Path
from typing import Any

from benchmarks.book import enter_account, enter_domains
from benchmarks.figures import Figure, at_least
from benchmarks.practice import names_of
from benchmarks.rounds import ROUNDS
from freehold.clock import SystemClock, monotonic
from freehold.db.engine import Database
from freehold.engine import launch
from freehold.engine.queue import Queue
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.registry import Registry
from freehold.opening import open_store
from freehold.operations import registrant_change
from freehold.operations.office import Office
from freehold.policy.loading import Policies
from freehold.settings import RegistrySettings
from freehold.store import domains, new_tasks
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.domain_name import DomainName
from freehold.terms.tasks import TaskKind

SIZES = (100, 1_000, 10_000)


def run() -> list[Figure]:
    """For each size the median ratio of the insert-only loop's time to the submit's."""
    figures: list[Figure] = []
    for size in SIZES:
        ratios, submits = [], []
        for number in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                submit, insert = _one_round(Path(folder), size, submit_first=number % 2 == 0)
            ratios.append(insert / submit)
            submits.append(submit)
        detail = {"domains": size, "submit_ms": round(statistics.median(submits) * 1000, 1)}
        figures.append(
            at_least("bulk-submit", f"insert alone / submit, {size}", statistics.median(ratios), 0.6, detail)
        )
    return figures


def _one_round(folder: Path, size: int, *, submit_first: bool) -> tuple[float, float]:
    store = open_store(folder)
    now = SystemClock().now()
    all_names = names_of(2 * size + 2)
    names = [DomainName(name) for name in all_names]
    first, second, warm = names[:size], names[size : 2 * size], names[2 * size :]
    account_id, contact_id = store.write_now(lambda session: _fill(session, all_names, now))
    engine = store.engine_for_dbos()
    queue = Queue(engine)
    queue.register(_registry().sessions)
    launch.launch(engine, "bench", lambda *_: None, queue.looks)
    office = Office(
        catalogue=Catalogue([Registry(_registry(), lambda: "X")]), queue=queue, system_now=SystemClock().now,
        base_url=lambda: "", policies=Policies(), real_name_duty="mainland", most_domains=100_000, confirmations="agent",
    )  # fmt: skip

    def submit(session: Any, names: list[DomainName] = first) -> str:
        return registrant_change.submit(
            session, office, account_id=account_id, names=names, profile_id=1, lock_after=True, client_ip="", now=now
        )

    def insert(session: Any, names: list[DomainName] = second) -> int:
        return _insert(session, account_id, contact_id, names, now)

    # Statements are compiled at their first use on a database, which is once in a server's life.
    store.write_now(lambda session: submit(session, warm[:1]))
    store.write_now(lambda session: insert(session, warm[1:]))
    works = [submit, insert] if submit_first else [insert, submit]
    seconds = {work.__name__: _timed(store, work) for work in works}
    launch.stop(2)
    queue.close()
    store.close()
    return seconds["submit"], seconds["insert"]


def _timed(store: Database, work: Any) -> float:
    began = monotonic()
    store.write_now(work)
    return monotonic() - began


def _fill(session: Any, names: list[str], now: Any) -> tuple[int, int]:
    account = enter_account(session, now)
    return account.id, enter_domains(session, account, names, now)


def _insert(session: Any, account_id: int, contact_id: int, names: list[DomainName], now: Any) -> int:
    """The same rows and nothing else: no checks, no routing, no chunks, no hand-over to the engine."""
    found = domains.candidates(session, account_id, names)
    rows = [NewItem(candidate.id, candidate.name, candidate.instance_id, 1) for candidate in found]
    task = NewTask(
        task_no=str(uuid.uuid4()), account_id=account_id, kind=TaskKind.CHANGE_REGISTRANT, profile_id=1, contact_id=contact_id,
        lock_after=True, client_ip="",
    )  # fmt: skip
    return new_tasks.add(session, task, rows, now)


def _registry() -> RegistrySettings:
    return RegistrySettings(
        name="north",
        address="127.0.0.1:1",
        login="x",
        password="x",  # noqa: S106  nobody logs in
        ca_file=Path("none"),
        tlds=("*",),
        sessions=4,
        commands_per_second=None,
    )
