"""The power goes while a server works: whatever the disk kept of what was not flushed, what was answered is there (TST-6).

The server runs once, with its system calls recorded; then the disk is rebuilt as it may be after each of many cuts.
"""

import json
import random
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest
import sqlalchemy as sa

from freehold.backups.restoring import verify
from freehold.db import integrity
from freehold.integrity.checker import Checker
from freehold.opening import open_store
from freehold.rpc.nonces import Journal
from freehold.sandbox.admin_client import AdminClient
from freehold.store.nonces import nonces
from freehold.store.profiles import profiles
from freehold.store.tasks import items, tasks
from support.power_cut import Disk
from support.recorded_calls import read, recording
from support.recorded_server import REGISTRY, WHO_ASKS_WHAT, Story, cuts, names_in, names_of, open_items
from support.served import Served
from support.signing import encode, v1_parameters
from support.waiting import until

NO_LONGER_FLUSHED = """
import sys
from freehold.cli.main import main
from freehold.db import sqlite

as_it_should_be = sqlite._pragmas

def planted(connection, **more):
    as_it_should_be(connection, **more)
    connection.execute("PRAGMA synchronous=NORMAL")

sqlite._pragmas = planted
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return Story(tmp_path_factory.mktemp("story"))


@pytest.fixture
def chance():
    """New each time; a test that fails prints it."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    return random.Random(seed)


def broken_promises(folder, told, sent):
    """What is not as it was promised in a folder that a power cut left, a sentence each; it is opened as a start opens it.

    *sent* are changes that the registry shows, as ``sent_to`` gives them.
    """
    store = open_store(folder / "data")
    try:
        found = [f"{violation.invariant} {violation.sentence}" for violation in Checker(store).violations()]
        with store.reading() as session:
            found += [*integrity.damage(session.connection), *integrity.loose_rows(session.connection)]
            names_by_task, trids = {}, {}
            for task_no, name, trid in session.execute(
                sa.select(tasks.c.task_no, items.c.domain_name, items.c.cl_trid).join_from(items, tasks)
            ):
                names_by_task.setdefault(task_no, set()).add(name)
                trids[name] = trid
            profile_ids = set(session.execute(sa.select(profiles.c.id)).scalars())
            used = set(session.execute(sa.select(nonces.c.nonce)).scalars())
        # A start takes up what is left of the journal of readers' nonces.
        Journal(folder / "data" / "nonces").left()
    finally:
        store.close()
    asked = [set(names_of(*which)) for which in WHO_ASKS_WHAT]
    found += [f"INV-2: a task of {names}" for names in names_by_task.values() if names not in asked]
    for promise in told:
        if promise.task_no and names_by_task.get(promise.task_no) != set(promise.names):
            found.append(f"INV-1: task {promise.task_no} has {names_by_task.get(promise.task_no)}")
        if promise.profile_id and promise.profile_id not in profile_ids:
            found.append(f"INV-1: profile {promise.profile_id} is gone")
        if promise.nonce not in used:
            found.append(f"INV-15: nonce {promise.nonce} may be used again")
    found += [f"REL-5: {trid} changed {name}, and no intent says so" for trid, name in sent if trids.get(name) != trid]
    return found


def sent_to(registry):
    """The changes of domains that a registry's folder shows: transaction id and name."""
    if not (registry / "world.db").exists():
        return []
    with closing(pysqlite3.connect(registry / "world.db")) as world:
        if not world.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchall():
            return []
        return world.execute("SELECT cl_trid, object FROM ledger WHERE command = 'domain:update'").fetchall()


def after_each_cut(story, folder, many, chance, begin=0):
    """What is broken after so many cuts, each with its place and what was found."""
    for place, disk in story.cuts(many, chance, begin):
        disk.after_power_loss(folder / "cut", chance, but=REGISTRY)
        disk.as_seen(folder / "registry", under=REGISTRY)
        found = broken_promises(folder / "cut", story.told_before(place), sent_to(folder / "registry" / REGISTRY))
        if found:
            yield place, found
        shutil.rmtree(folder / "cut")
        shutil.rmtree(folder / "registry")


@pytest.mark.parametrize("many", [10, pytest.param(300, marks=pytest.mark.long)])
def test_what_was_answered_outlasts_a_power_cut_at_any_moment(tmp_path, story, chance, many):
    """INV-1, INV-2, INV-15, REL-1, REL-5; from the first start, which has nothing, to the end, which folds the journal back."""
    assert len(story.told) == 2 * len(WHO_ASKS_WHAT)

    assert list(after_each_cut(story, tmp_path, many, chance)) == []


def test_a_server_that_does_not_flush_is_found_out(tmp_path, chance):
    """TST-8, REL-1: planted, synchronous is NORMAL."""
    story = Story(tmp_path, program=["-c", NO_LONGER_FLUSHED])

    broken = after_each_cut(story, tmp_path, 20, chance, begin=story.first_answer)

    assert any(sentence.startswith("INV-1: task") for _, found in broken for sentence in found)


def asked_again(endpoint, nonce):
    """The code of a call that is good but for its nonce."""
    query = encode(v1_parameters("QueryTaskList", {"PageNum": "1", "PageSize": "1"}, SignatureNonce=nonce))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://{endpoint}/?{query}")
    with refused.value as answer:
        return json.load(answer)["Code"]


@pytest.mark.parametrize("many", [1, pytest.param(20, marks=pytest.mark.long)])
def test_after_a_power_cut_the_next_start_ends_what_was_accepted(tmp_path, story, chance, many):
    """INV-3, INV-4, INV-5, INV-15: against the registry as it was at that moment."""
    for number, (place, disk) in enumerate(story.cuts(many, chance, begin=story.first_answer)):
        root = tmp_path / str(number)
        disk.after_power_loss(root, chance, but=REGISTRY)
        shutil.rmtree(root / REGISTRY, ignore_errors=True)
        disk.as_seen(root / "seen", under=REGISTRY)
        (root / "seen" / REGISTRY).rename(root / REGISTRY)
        told = story.told_before(place)

        with Served(root / "data", None, *story.options) as server:
            until(lambda: not open_items(server.data))
            assert {asked_again(server.endpoint, promise.nonce) for promise in told[:3]} <= {"SignatureNonceUsed"}
            with AdminClient(root / REGISTRY) as registry:
                changed = Counter(entry["object"] for entry in registry.ledger() if entry["command"] == "domain:update")

        # What was in doubt has a new intent by now, under which the registry was asked.
        assert broken_promises(root, told, sent=[]) == []
        assert changed == dict.fromkeys(names_in(server.data), 1)


@pytest.mark.parametrize("many", [4, pytest.param(60, marks=pytest.mark.long)])
def test_what_stands_under_a_backups_name_is_one_after_a_power_cut(tmp_path, story, chance, many):
    """INV-20, REL-21: and once the command has said so, it stands there."""
    root = shutil.copytree(story.root, tmp_path / "disk")
    key = Path(shutil.copy2(root / "data" / "master.key", tmp_path))
    before, record = Disk(root), tmp_path / "calls"
    command = [sys.executable, "-m", "freehold", "backup", "--data", str(root / "data")]
    with subprocess.Popen([*recording(record), *command], stderr=subprocess.DEVNULL) as making:
        assert making.wait(60) == 0
    calls = read(record, root, making.pid)
    published = next(number for number, call in enumerate(calls) if call.name == "rename")

    seen = []
    for number, (_, disk) in enumerate(cuts(before, calls, {len(calls) - 1, *chance.sample(range(len(calls)), many)})):
        disk.after_power_loss(tmp_path / str(number), chance, but=REGISTRY)
        seen.append(sorted((tmp_path / str(number) / "data").glob("backups/*.backup")))
        for file in seen[-1]:
            verify(file, key)

    assert published < len(calls) - 1
    assert len(seen[-1]) == 1
