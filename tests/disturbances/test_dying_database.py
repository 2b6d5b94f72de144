"""PostgreSQL dies in the middle of submits, all of its processes at once, or its machine's power: what was answered is there (TST-6)."""

import random
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import requests
import sqlalchemy as sa
from Tea.exceptions import TeaException, UnretryableException

from freehold.clock import SystemClock, wait
from freehold.integrity.checker import Checker
from freehold.opening import open_store
from freehold.store.tasks import items, tasks
from support.postgres_nodes import Node, alone
from support.postgres_server import USER
from support.power_cut import Disk
from support.recorded_calls import read, recording
from support.recorded_server import CALLERS, Callers, cuts
from support.served import Served, acme
from support.waiting import until

DEATHS = 2
AT_A_TIME = 15
"""Answers between one death and the next."""
SUBMITS_OF_A_CALLER = 100
RECORDED_SUBMITS, CUTS = 12, 12

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

        assert broken_promises(server.data, url, callers.told, all_ended=True) == []


def test_a_transaction_that_a_crash_took_is_not_there_when_another_has_its_number(tmp_path):
    """INV-1: the server gives a number again whose transaction left no trace."""
    with alone() as (node, url):
        database = open_store(tmp_path / "data", url=url)
        try:
            with database._backend.writer.connect() as connection:
                transaction = connection.begin()
                lost = database._backend.transaction(connection)
                node.kill()
                node.start()
                with suppress(sa.exc.DBAPIError):
                    transaction.rollback()
            number = int(lost.rpartition(" ")[2])
            until(lambda: int(node.run("SELECT pg_current_xact_id()::text")[0]) > number, every=0.0)
            assert node.run(f"SELECT pg_xact_status('{number}'::xid8)") == ("committed",)

            assert not database._backend.committed(lost)
        finally:
            database.close()


def after_power_cuts(folder, *planted):
    """What is broken after each cut; *planted* are settings of the database's that come after Freehold looked at them."""
    chance = random.Random(seed := random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}")
    data, record, answered = folder / "data", folder / "calls", []
    with alone() as (node, url):
        # Memory that the server's processes share is no file of its folder then; it goes with a server that is not killed.
        node.configure("dynamic_shared_memory_type = posix")
        node.stop()
        disk = Disk(node.data)
        node.start(before=recording(record))
        pid, seeded = node.process.pid, acme([{"name": name} for names in ASKED for name in names])
        with Served(data, seeded, env={"FREEHOLD_DATABASE": url}) as server:
            callers = Callers(server.endpoint)
            for setting in planted:
                node.run(f"ALTER SYSTEM SET {setting}")
            node.run("SELECT pg_reload_conf()")

            def ask(caller):
                for task in range(RECORDED_SUBMITS):
                    told = callers.submit(names_of(caller, task))
                    answered.append((told, SystemClock().now() / 1000))

            with ThreadPoolExecutor(CALLERS) as threads:
                list(threads.map(ask, range(CALLERS)))
        node.stop()
        calls = read(record, node.data, pid)
        first, last = answered[0][1], answered[-1][1]
        meanwhile = [number for number, call in enumerate(calls) if first < call.at < last + 1]
        for place, cut in cuts(disk, calls, set(chance.sample(meanwhile, CUTS))):
            after = Node(node.home, f"cut-{place}")
            after.port = node.port
            cut.after_power_loss(after.data, chance)
            after.configure("dynamic_shared_memory_type = mmap")
            after.data.chmod(0o700)
            subprocess.run(["chown", "-R", USER, str(after.data)], check=True)
            moment = next(call.at for call in calls if call.ended == place)
            (after.data / "postgresql.auto.conf").write_text("")
            after.start()
            try:
                yield broken_promises(data, url, [told for told, at in answered if at < moment])
            finally:
                after.kill()
                shutil.rmtree(after.data)


@pytest.mark.long
def test_what_was_answered_outlasts_a_power_cut_of_the_database(tmp_path):
    """INV-1, INV-2: its files are made anew as they may be after a cut, and it recovers from them."""
    assert [broken for broken in after_power_cuts(tmp_path) if broken] == []


@pytest.mark.long
def test_a_database_that_answers_before_it_flushes_is_found_out(tmp_path):
    """TST-8, REL-1."""
    broken = after_power_cuts(tmp_path, "synchronous_commit = off", "wal_writer_delay = '10s'")

    assert any(sentence.startswith("INV-1") for found in broken for sentence in found)


def broken_promises(data, url, told, *, all_ended=False):
    """What is not as it was promised, a sentence each; once all tasks have ended, when asked so."""
    store = open_store(data, url=url, lock=False, make=False)
    try:
        if all_ended:
            until(lambda: not names_by_task(store, still_open=True))
        found = names_by_task(store)
        return [
            *(
                f"INV-1: {one.task_no} has {found.get(one.task_no)}"
                for one in told
                if found.get(one.task_no) != set(one.names)
            ),
            *(f"INV-2: a task of {names}" for names in found.values() if sorted(names) not in ASKED),
            *(f"{violation.invariant} {violation.sentence}" for violation in Checker(store).violations()),
        ]
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
