"""PostgreSQL dies, all of its processes at once, in the middle of submits: what was answered is there (TST-6).

The nearest there is to a power cut on it; that it flushes before it answers is asked at the start (``tests/database``).
"""

import threading
from contextlib import suppress

import pytest
import requests
import sqlalchemy as sa
from Tea.exceptions import TeaException, UnretryableException

from freehold.clock import wait
from freehold.integrity.checker import Checker
from freehold.opening import open_store
from freehold.store.tasks import items, tasks
from support.postgres_nodes import alone
from support.recorded_server import CALLERS, Callers
from support.served import Served, acme
from support.waiting import until

DEATHS = 2
AT_A_TIME = 15
"""Answers between one death and the next."""
SUBMITS_OF_A_CALLER = 100

AWAY = (TeaException, UnretryableException, requests.RequestException)


def names_of(caller, task):
    return [f"shop-{caller}-{task}-{place}.com" for place in range(3)]


ASKED = [names_of(caller, task) for caller in range(CALLERS) for task in range(SUBMITS_OF_A_CALLER)]


@pytest.mark.long
def test_what_was_answered_outlasts_the_death_of_the_database(tmp_path):
    """INV-1, INV-2, INV-3, INV-19."""
    seed = acme([{"name": name} for names in ASKED for name in names])
    with (
        alone() as (node, url),
        Served(tmp_path / "data", seed, env={"FREEHOLD_DATABASE": url}) as server,
    ):
        callers, ended = Callers(server.endpoint), threading.Event()

        def ask(caller):
            for task in range(SUBMITS_OF_A_CALLER):
                if ended.is_set():
                    return
                try:
                    callers.submit(names_of(caller, task))
                except AWAY:
                    wait(0.05)

        threads = [threading.Thread(target=ask, args=(caller,)) for caller in range(CALLERS)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(DEATHS):
                answered = len(callers.told)
                until(lambda before=answered: len(callers.told) >= before + AT_A_TIME, every=0.001)
                node.kill()
                node.start()
        finally:
            ended.set()
            for thread in threads:
                thread.join()

        store = open_store(server.data, url=url, lock=False, make=False)
        try:
            until(lambda: not names_by_task(store, still_open=True))
            found = names_by_task(store)
            assert {told.task_no: set(told.names) for told in callers.told}.items() <= found.items()
            assert all(sorted(names) in ASKED for names in found.values())
            assert list(Checker(store).violations()) == []
        finally:
            store.close()


def names_by_task(store, *, still_open=False):
    """The domains of each task; of those alone that have not ended, when asked so."""
    query = sa.select(tasks.c.task_no, items.c.domain_name).join_from(items, tasks)
    if still_open:
        query = query.where(tasks.c.waiting + tasks.c.executing > 0)
    found = {}
    with suppress(sa.exc.OperationalError), store.reading() as session:
        for task_no, name in session.execute(query):
            found.setdefault(task_no, set()).add(name)
    return found
