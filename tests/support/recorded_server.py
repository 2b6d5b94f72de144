"""A server's life from its first start to its end, recorded, with callers who note what they were promised."""

import copy
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
import yaml
from alibabacloud_domain20180129 import models
from alibabacloud_tea_openapi import client as sdk_client

from freehold.opening import open_store
from freehold.store.tasks import items
from freehold.terms.tasks import FIRST_FINAL
from support.power_cut import Disk
from support.recorded_calls import read, recording
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

CALLERS, TASKS, NAMES_OF_A_TASK, READS = 3, 4, 3, 10
REGISTRY = "data/sandbox"
"""The practice registry's folder; it stands for a registry elsewhere, where the power stayed on."""


def names_of(caller, task):
    return [f"shop-{caller}-{task}-{place}.com" for place in range(NAMES_OF_A_TASK)]


WHO_ASKS_WHAT = list(itertools.product(range(CALLERS), range(TASKS)))
NAMES = [name for caller, task in WHO_ASKS_WHAT for name in names_of(caller, task)]


@dataclass(frozen=True)
class Told:
    """What an answer promised."""

    request_id: str
    nonce: str
    task_no: str = ""
    profile_id: int = 0
    names: tuple[str, ...] = ()


class _Drawn(threading.local):
    """The nonce that this thread's last call was signed with; none while nobody notes them."""

    last = ""


class Callers:
    """Who use the official SDK, several at once; *told* has all their answers."""

    def __init__(self, endpoint):
        self.told: list[Told] = []
        self._client = v2_client(endpoint, "testid", "testsecret")
        self._drawn = _Drawn()

    def ask_all(self):
        with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(CALLERS) as threads:
            patch.setattr(sdk_client.Utils, "get_nonce", self._noted(sdk_client.Utils.get_nonce))
            list(threads.map(self._ask, range(CALLERS)))
        return self.told

    def _noted(self, draw):
        def drawn():
            self._drawn.last = draw()
            return self._drawn.last

        return drawn

    def _ask(self, caller):
        for task in range(TASKS):
            self.submit(names_of(caller, task))
            self._save_a_profile()
            for _ in range(READS):
                self._client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=1))

    def submit(self, names):
        """Ask for one task; what was promised."""
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=names, registrant_profile_id=1, transfer_out_prohibited=True
        )
        body = self._client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body
        told = Told(body.request_id, self._drawn.last, task_no=body.task_no, names=tuple(names))
        self.told.append(told)
        return told

    def _save_a_profile(self):
        body = self._client.save_registrant_profile(NEW_PROFILE).body
        self.told.append(Told(body.request_id, self._drawn.last, profile_id=body.registrant_profile_id))


NEW_PROFILE = models.SaveRegistrantProfileRequest(
    registrant_type="1", registrant_name="Li Wei", registrant_organization="Li Wei", country="CN",
    province="zhe jiang", city="hang zhou shi", address="1 Example Road", postal_code="310024", tel_area="86",
    telephone="57188887777", email="li@example.com", zh_registrant_name="李伟",
    zh_registrant_organization="李伟", zh_province="浙江", zh_city="杭州市", zh_address="示例路1号",
)  # fmt: skip


def cuts(disk, calls, wanted):
    """A copy of the disk as it is after each of the calls whose numbers are wanted, with the call's place in the record."""
    disk = copy.deepcopy(disk)
    for number, call in enumerate(calls):
        disk.play(call)
        if number in wanted:
            yield call.ended, disk


class Story:
    """A server from its first start to its end, as recorded, and what callers were told meanwhile."""

    def __init__(self, folder, program=None):
        self.root = folder / "disk"
        self.root.mkdir()
        # The server is handed it open.
        (self.root / "data.log").touch()
        self._disk = Disk(self.root)
        seed = folder / "seed.yaml"
        seed.write_text(yaml.dump(acme([{"name": name} for name in NAMES])))
        self.options = ("--seed", str(seed))
        server = Served(self.root / "data", None, *self.options)
        record = folder / "calls"
        server.before, server.program = recording(record), program or server.program
        with server:
            self.told = Callers(server.endpoint).ask_all()
            until(lambda: not open_items(server.data))
            self.pid = server.process.pid
        self.calls = read(record, self.root, self.pid)
        record.unlink()
        self._answers = {
            word.decode(): call.began for call in self.calls for word in call.texts[:1] if word.startswith(b"HTTP/1.1 ")
        }

    def told_before(self, place):
        """What had been answered, or might have begun to be, when this call of the record ended."""
        sent = " ".join(head for head, began in self._answers.items() if began <= place)
        return [told for told in self.told if told.request_id in sent]

    @property
    def first_answer(self):
        """The number of the call that began the first answer."""
        return next(number for number, call in enumerate(self.calls) if call.began == min(self._answers.values()))

    def cuts(self, many, chance, begin=0):
        """The disk after so many calls, none before the one of this number, each with its place in the record."""
        yield from cuts(self._disk, self.calls, set(chance.sample(range(begin, len(self.calls)), many)))


def open_items(data):
    """The items that have not ended."""
    return [name for name, state in _items(data) if state < FIRST_FINAL]


def names_in(data):
    """The domains of all tasks."""
    return [name for name, _ in _items(data)]


def _items(data):
    store = open_store(data, lock=False, make=False)
    try:
        with store.reading() as session:
            return session.execute(sa.select(items.c.domain_name, items.c.state)).all()
    finally:
        store.close()
