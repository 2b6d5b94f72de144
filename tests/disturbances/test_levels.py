"""After each disturbance memory, open files, threads, journals and temporary files are back at their level (INV-16)."""

import json
import re
import socket
import uuid
from dataclasses import dataclass

import psutil
import pytest

from support.scene import Scene
from support.signing import encode, v1_parameters
from support.toy_process import read_to_end, status_of
from support.waiting import until

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOMAINS = 40
MORE_MEGABYTES = 24
"""What an allocator may keep: a disturbance holds several times as much while it lasts, or leaves more each time it comes."""

MORE_FILES = 24
"""Sessions at the registry, which are opened again one after another, and the readers of threads that are made when they are
first needed: three files each. Each disturbance opens hundreds, or none."""

MORE_THREADS = 2
JOURNAL_MEGABYTES = 8


@dataclass
class Level:
    megabytes: float
    files: int
    threads: int
    connections: int
    journal: float
    temporary: int
    """Temporary files, and those of nonces that are not in the store yet."""


def temporary_of(scene):
    """Where the server puts what it needs for a moment."""
    return scene.folder / "temporary"


def level_of(scene):
    process = psutil.Process(scene.served.process.pid)
    port = scene.served.endpoint.rpartition(":")[2]
    data = scene.served.data
    return Level(
        process.memory_info().rss / 1e6,
        process.num_fds(),
        process.num_threads(),
        sum(one.laddr.port == int(port) for one in process.net_connections("tcp") if one.status == "ESTABLISHED"),
        (data / "freehold.db-wal").stat().st_size / 1e6,
        sum(1 for _ in temporary_of(scene).iterdir()) + sum(1 for _ in (data / "nonces").iterdir()),
    )


class Caller:
    """Somebody who does not behave."""

    def __init__(self, scene):
        host, port = scene.served.endpoint.split(":")
        self._address = host, int(port)

    def connect(self, number=0):
        return socket.create_connection(self._address, timeout=30, source_address=(f"127.0.0.{2 + number % 4}", 0))

    def signed(self, action, parameters, **common):
        query = encode(v1_parameters(action, parameters, **common))
        return f"GET /?{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode()

    def asked(self, action, parameters):
        """A call on a connection of its own; what it told."""
        with self.connect() as connection:
            connection.sendall(self.signed(action, parameters).replace(b"Host", b"Connection: close\r\nHost"))
            answer = read_to_end(connection)
        assert status_of(answer) == 200, answer
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    def states(self, task_no):
        """Of the rows of a task."""
        page = {"TaskNo": task_no, "PageNum": "1", "PageSize": str(DOMAINS)}
        return [row["TaskStatusCode"] for row in self.asked("QueryTaskDetailList", page)["Data"]["TaskDetail"]]


def many_connections(scene, caller):
    """Four hundred at a time, half of them asking, and all gone without a word."""
    held = [caller.connect(number) for number in range(400)]
    for connection in held[::2]:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    for connection in held[::2]:
        assert status_of(connection.recv(1000)) == 200
    for connection in held:
        connection.close()


def aborted_uploads(scene, caller):
    """Bodies of four megabytes, broken off near their end."""
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000000\r\n\r\n"
    held = [caller.connect(number) for number in range(40)]
    for connection in held:
        connection.sendall(head + b"a" * 3_900_000)
    for connection in held:
        connection.close()


def a_flood_of_strangers(scene, caller):
    """Calls with keys, nonces and actions that nobody has ever used, each another one."""
    with caller.connect() as connection:
        for _ in range(30):
            calls = [
                caller.signed(
                    f"No{uuid.uuid4().hex}", {}, AccessKeyId=uuid.uuid4().hex * 4, SignatureNonce=uuid.uuid4().hex * 8
                )
                for _ in range(100)
            ]
            connection.sendall(b"".join(calls))
            answered(connection, len(calls))


def a_flood_of_polls(scene, caller):
    """A thousand calls that are all well signed."""
    with caller.connect() as connection:
        for _ in range(10):
            calls = [caller.signed("QueryTaskList", {"PageNum": "1", "PageSize": "20"}) for _ in range(100)]
            connection.sendall(b"".join(calls))
            answered(connection, len(calls))


def answers_that_nobody_reads(scene, caller):
    """Lists asked for again and again by callers who never take an answer."""
    calls = b"".join(caller.signed("QueryDomainList", {"PageNum": "1", "PageSize": "100"}) for _ in range(50))
    held = [caller.connect(number) for number in range(20)]
    for connection in held:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(calls)
    caller.asked("QueryTaskList", {"PageNum": "1", "PageSize": "1"})
    for connection in held:
        connection.close()


def a_registry_that_dies(scene, caller):
    """In the midst of a task, and comes back."""
    named = {f"DomainName.{number}": name for number, name in enumerate(scene.names, 1)}
    task_no = caller.asked(SUBMIT, {**named, "RegistrantProfileId": "1", "TransferOutProhibited": "true"})["TaskNo"]
    until(lambda: 2 in caller.states(task_no), every=0.01)
    scene.sandbox.kill()
    scene.sandbox.start()
    until(lambda: set(caller.states(task_no)) == {2})


def answered(connection, count):
    octets = b""
    while octets.count(b"HTTP/1.1 ") < count or not octets.endswith(b"}"):
        part = connection.recv(1_000_000)
        assert part, octets[-500:]
        octets += part
    return re.findall(rb"HTTP/1\.1 ([0-9]{3})", octets)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    (folder / "temporary").mkdir()
    with Scene(folder, DOMAINS, {"TMPDIR": str(folder / "temporary")}, commands_per_second=100) as scene:
        yield scene


@pytest.mark.parametrize(
    "disturb",
    [
        many_connections,
        aborted_uploads,
        a_flood_of_strangers,
        a_flood_of_polls,
        answers_that_nobody_reads,
        a_registry_that_dies,
    ],
)
def test_what_a_disturbance_took_is_given_back(scene, disturb):
    caller = Caller(scene)
    # The first time loads what it needs, and makes threads and readers that stay.
    disturb(scene, caller)
    until(lambda: level_of(scene).connections == 0)
    before = level_of(scene)

    for _ in range(3):
        disturb(scene, caller)

    seen = []

    def back():
        seen.append(level_of(scene))
        return (
            seen[-1].megabytes <= before.megabytes + MORE_MEGABYTES
            and seen[-1].files <= before.files + MORE_FILES
            and seen[-1].threads <= before.threads + MORE_THREADS
            and seen[-1].connections == 0
            and seen[-1].journal <= JOURNAL_MEGABYTES
            and seen[-1].temporary == 0
        )

    try:
        until(back, seconds=30, every=0.2)
    except AssertionError:
        raise AssertionError(f"from {before} to {seen[-1]}") from None
