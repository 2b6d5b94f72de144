"""Servers that share a PostgreSQL database are replaced one after another under load, and no request fails (REL-20)."""

import socket
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager

import pytest
import requests
from alibabacloud_domain20180129 import models

from freehold.db.engine import InUse
from freehold.opening import migrate_store
from support import trial_migrations
from support.integrity import violations
from support.nginx import Nginx
from support.scene import Scene
from support.sdk import v2_client
from support.served import Served
from support.waiting import until

DOMAINS = 900
A_TASK = 3


class Load:
    """Callers with the official SDK: some submit tasks and read them, some read one list over and over."""

    def __init__(self, endpoint, names, ca=None):
        self.client = v2_client(endpoint, "testid", "testsecret", ca=ca)
        self._pieces = iter([names[first : first + A_TASK] for first in range(0, len(names), A_TASK)])
        self._lock = threading.Lock()
        self.accepted = {}
        self.answers = 0
        self.failures = []
        self.ended = threading.Event()

    def __enter__(self):
        works = (self._submit, self._submit, self._read, self._read)
        self._threads = [threading.Thread(target=work) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Ask nothing any more."""
        self.ended.set()
        for thread in self._threads:
            thread.join()

    def _submit(self):
        while not self.ended.wait(0.2):
            with self._lock:
                names = next(self._pieces)
            asked = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
                domain_name=names, registrant_profile_id=1
            )
            told = self._told(
                lambda asked=asked: self.client.save_task_for_updating_registrant_info_by_registrant_profile_id(asked)
            )
            if told is not None:
                self.accepted[told.body.task_no] = names
                self._told(lambda number=told.body.task_no: self._rows(number))

    def _read(self):
        asked = models.QueryDomainListRequest(page_num=1, page_size=20)
        while not self.ended.wait(0.1):
            self._told(lambda: self.client.query_domain_list(asked))

    def _rows(self, task_no):
        asked = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=20)
        return self.client.query_task_detail_list(asked)

    def _told(self, ask):
        try:
            told = ask()
        except Exception as error:  # noqa: BLE001  whatever fails a caller is what is looked for
            self.failures.append(repr(error))
            return None
        self.answers += 1
        return told

    def more(self, count=20):
        """Wait until so many more calls were answered."""
        seen = self.answers
        until(lambda: self.answers > seen + count)

    def succeeds(self, task_no):
        """Whether every row of a task is a success."""
        return {row.task_status for row in self._rows(task_no).body.data.task_detail} == {"EXECUTE_SUCCESS"}


class Servers:
    """Servers of one scene, each with the same data folder, settings and database."""

    def __init__(self, scene, started):
        self._scene, self._started = scene, started

    def another(self, kept=None):
        served, folder = self._scene.served, self._scene.folder
        config = str(folder / "freehold.toml")
        one = Served(served.data, None, "--config", config, env={"FREEHOLD_DATABASE": self._scene.url}, socket=kept)
        return self._started.enter_context(one)


@contextmanager
def scene_of(postgres, folder, kept=None):
    with (
        postgres.database(folder / "data") as url,
        ExitStack() as started,
    ):
        scene = Scene(folder, DOMAINS, database=url)
        scene.url, scene.served.socket = url, kept
        started.enter_context(scene)
        yield scene, Servers(scene, started)


def all_done(scene, load):
    """No request failed, and what was accepted was done once (INV-1, INV-3, INV-5)."""
    assert load.failures == []
    for task_no in load.accepted:
        until(lambda number=task_no: load.succeeds(number))
    changed = Counter(name for names in load.accepted.values() for name in names)
    with scene.sandbox.admin() as admin:
        ledger = admin.ledger()
    assert Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update") == changed
    assert set(changed.values()) == {1}
    assert violations(scene.served.data, scene.url) == []


def test_servers_on_one_socket_are_replaced_while_the_next_version_migrates(postgres, tmp_path):
    """REL-19, REL-20: what only adds goes beside the servers of before; what takes away waits until they have ended."""
    trial = trial_migrations.write(tmp_path / "migrations")
    with (
        socket.create_server(("127.0.0.1", 0), backlog=128) as kept,
        scene_of(postgres, tmp_path, kept) as (scene, servers),
        Load(f"127.0.0.1:{kept.getsockname()[1]}", scene.names) as load,
    ):
        load.more()
        with pytest.raises(InUse, match="takes away what programs of schema"):
            migrate_store(scene.served.data, url=scene.url, folder=trial)
        load.more()

        old = scene.served
        for _ in range(2):
            following = servers.another(kept)
            assert old.stop() == 0
            load.more()
            old = following

        load.end()
        all_done(scene, load)


@pytest.mark.long
def test_a_server_on_sqlite_is_restarted_and_its_callers_wait(tmp_path):
    """REL-20: one at a time on a file, so the socket is what goes from one to the next."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as kept:
        scene = Scene(tmp_path, DOMAINS)
        scene.url, scene.served.socket = None, kept
        with scene, Load(f"127.0.0.1:{kept.getsockname()[1]}", scene.names) as load:
            for _ in range(2):
                load.more()
                assert scene.served.stop() == 0
                scene.served.start("127.0.0.1:1")
            load.more()
            load.end()
            all_done(scene, load)


@pytest.mark.long
def test_servers_behind_nginx_are_restarted_one_after_another(postgres, tmp_path):
    """REL-20: each has an address of its own; the shipped settings hand a call on to one that is there."""
    with scene_of(postgres, tmp_path) as (scene, servers):
        running = [scene.served, servers.another()]
        (tmp_path / "nginx").mkdir()
        nginx = Nginx(tmp_path / "nginx", *(one.endpoint for one in running))
        try:
            with Load(nginx.endpoint, scene.names, ca=nginx.ca) as load:
                load.more()
                for one in running:
                    assert one.stop() == 0
                    load.more()
                    one.start()
                    until(lambda server=one: calls_of(server) > 0)
                load.end()
                all_done(scene, load)
        finally:
            nginx.stop()


def calls_of(server):
    """How many calls of the API it answered."""
    text = requests.get(f"http://{server.endpoint}/metrics", timeout=10).text
    return sum(
        float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith("freehold_api_calls_total{")
    )
