"""The power goes while a server works: whatever the disk kept of what was not flushed, what was answered is there (TST-6).

The server runs once, with its system calls recorded; then the disk is rebuilt as it may be after each of many cuts.
"""

import itertools
import json
import random
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing
from copy import copy
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
from support.registries import command
from support.served import Served
from support.signing import encode, v1_parameters
from support.system_calls import FLUSHES
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


def contents(root):
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_the_record_tells_all_that_was_written(tmp_path, story):
    """What is rebuilt is worth as much as the record: without a cut it is what the server left."""
    (_, disk), *_ = story.cuts(1, random.Random(), begin=len(story.calls) - 1)
    disk.as_seen(tmp_path / "again", under="")

    assert contents(tmp_path / "again") == contents(story.root)


@pytest.mark.parametrize("many", [8, pytest.param(300, marks=pytest.mark.long)])
def test_what_was_answered_outlasts_a_power_cut_at_any_moment(tmp_path, story, chance, many):
    """INV-1, INV-2, INV-15, REL-1, REL-5; from the first start, which has nothing, to the end, which folds the journal back."""
    assert len(story.told) == 2 * len(WHO_ASKS_WHAT)

    assert list(after_each_cut(story, tmp_path, many, chance)) == []


@pytest.fixture
def never_flushed(story):
    """The same life, as if the journal had never been flushed."""
    found = copy(story)
    found.calls = [
        call for call in story.calls if call.name not in FLUSHES.split(",") or not call.file.endswith("-wal")
    ]
    return found


@pytest.fixture
def planted(tmp_path):
    """A life with the setting that loses acknowledged tasks."""
    return Story(tmp_path, program=["-c", NO_LONGER_FLUSHED])


@pytest.mark.parametrize("kind", ["never_flushed", pytest.param("planted", marks=pytest.mark.long)])
def test_a_server_that_does_not_flush_is_found_out(tmp_path, request, chance, kind):
    """TST-8, REL-1: planted, the flushes are missing, or synchronous is NORMAL."""
    story = request.getfixturevalue(kind)

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


def recorded(tmp_path, root, *words):
    """The disk before a command that ends well, and its calls below the root."""
    before, record = Disk(root), tmp_path / "calls"
    command = [*recording(record), sys.executable, "-m", "freehold", *map(str, words)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        assert running.wait(60) == 0
    return before, read(record, root, running.pid)


def folders_after(tmp_path, before, calls, many, chance):
    """What so many cuts leave, and some more when all is done; each folder with whether it is one of those."""
    last, number = len(calls) - 1, itertools.count()
    for place, disk in cuts(before, calls, {last, *chance.sample(range(len(calls)), many)}):
        over = place == calls[last].ended
        for _ in range(5 if over else 1):
            folder = tmp_path / f"cut-{next(number)}"
            disk.after_power_loss(folder, chance, but=REGISTRY)
            yield folder, over


@pytest.mark.parametrize("many", [4, pytest.param(60, marks=pytest.mark.long)])
def test_what_stands_under_a_backups_name_is_one_after_a_power_cut(tmp_path, story, chance, many):
    """INV-20, REL-21: and once the command has said so, it stands there."""
    root = shutil.copytree(story.root, tmp_path / "disk")
    key = Path(shutil.copy2(root / "data" / "master.key", tmp_path))
    before, calls = recorded(tmp_path, root, "backup", "--data", root / "data")

    for folder, over in folders_after(tmp_path, before, calls, many, chance):
        found = list((folder / "data").glob("backups/*.backup"))
        assert len(found) == 1 or not over
        for file in found:
            verify(file, key)


@pytest.mark.parametrize("many", [4, pytest.param(60, marks=pytest.mark.long)])
def test_a_restored_folder_has_its_name_when_it_is_whole_after_a_power_cut(tmp_path, story, chance, many):
    """INV-20, REL-21."""
    data, root = story.root / "data", tmp_path / "disk"
    root.mkdir()
    backup, key = tmp_path / "one.backup", data / "master.key"
    assert command("backup", "--data", data, "--to", backup)[0] == 0
    before, calls = recorded(tmp_path, root, "restore", backup, "--key", key, "--data", root / "new" / "data")

    for folder, over in folders_after(tmp_path, before, calls, many, chance):
        restored = folder / "new" / "data"
        assert restored.exists() or not over
        if restored.exists():
            assert broken_promises(restored.parent, story.told, sent=[]) == []
