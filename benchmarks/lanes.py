"""The EPP client's commands a second beside epptools', on one session of the same sandbox in the same run.

And how much of what the way to a registry some milliseconds off leaves possible is reached over several sessions.
"""

import asyncio
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.far_registry import far_off
from benchmarks.figures import Figure, at_least
from benchmarks.practice import Practice, names_of, practice
from benchmarks.rounds import ROUNDS
from freehold.clock import monotonic
from freehold.epp.commands.domain import DomainInfo, NameWithHosts
from freehold.gateway.session import Session, open_session
from freehold.gateway.trids import Trids
from freehold.settings import RegistrySettings

COMMANDS = int(os.environ.get("BENCH_COMMANDS", "6000"))
WINDOW = 32
SESSIONS = 4
FAR_SECONDS = float(os.environ.get("BENCH_FAR_SECONDS", "3"))
"""How long a measure of the registry some way off takes, if nothing but the way counts."""

_PEER = """
import sys, time
from epptools import Client, Config
host, port, login, password, ca, count = sys.argv[1:]
client = Client(Config(host=host, port=int(port), clid=login, password=password, ca_file=ca, ext_uris=[]))
client.connect()
client.login()
began = time.perf_counter()
for number in range(int(count)):
    client.domain.info("shop-%06d.example" % (number % 100 + 1))
print(int(count) / (time.perf_counter() - began))
client.logout()
"""


def run() -> list[Figure]:
    """Alternate the two; the median of the rounds' ratios.

    Beside it the processor time of a command, client and registry together: it tells a slow client from a busy machine,
    which holds up two processes that work side by side more than two that take turns.
    """
    rates: dict[str, list[float]] = {"freehold": [], "epptools": []}
    costs: dict[str, list[float]] = {"freehold": [], "epptools": []}
    with tempfile.TemporaryDirectory() as folder, practice(Path(folder)) as registry:
        registry.seed(names_of(100))
        for number in range(ROUNDS):
            order = [_ours, _peer] if number % 2 == 0 else [_peer, _ours]
            for measure in order:
                before = _processor_seconds(registry)
                name, rate = measure(registry)
                rates[name].append(rate)
                count = COMMANDS if name == "freehold" else COMMANDS // 4
                costs[name].append((_processor_seconds(registry) - before) / count * 1e6)
    ratios = [ours / peer for ours, peer in zip(rates["freehold"], rates["epptools"], strict=True)]
    detail = {name: [round(rate) for rate in found] for name, found in rates.items()}
    spent = {name: round(statistics.median(found)) for name, found in costs.items()}
    told: dict[str, Any] = {
        "window": WINDOW,
        "sessions": 1,
        "commands_per_second": detail,
        "processor_us_a_command": spent,
    }
    beside = at_least("lanes", "our client / epptools", statistics.median(ratios), 4.0, told)
    return [beside, *(_far(round_trip, target) for round_trip, target in ((0.020, 0.85), (0.002, 0.5)))]


def _far(round_trip: float, target: float) -> Figure:
    """Sessions with one command in flight each, beside what the way there and back leaves possible."""
    rates: list[float] = []
    count = max(SESSIONS, int(SESSIONS * FAR_SECONDS / round_trip))
    with tempfile.TemporaryDirectory() as folder, practice(Path(folder)) as registry:
        registry.seed(names_of(100))
        with far_off(registry.settings(sessions=SESSIONS, window=1), round_trip) as settings:
            rates.extend(uvloop.run(_asked(settings, count, SESSIONS, 1)) for _ in range(ROUNDS))
    most = SESSIONS / round_trip
    told = {"sessions": SESSIONS, "window": 1, "commands_per_second": [round(rate) for rate in rates], "most": most}
    name = f"of what a way of {round_trip * 1000:g} ms leaves possible"
    return at_least("lanes", name, statistics.median(rates) / most, target, told)


def _processor_seconds(registry: Practice) -> float:
    """Of the registry, of this process, and of clients that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return registry.cpu_seconds() + time.process_time() + children.ru_utime + children.ru_stime


def _ours(registry: Practice) -> tuple[str, float]:
    return "freehold", uvloop.run(_asked(registry.settings(sessions=1, window=WINDOW), COMMANDS, 1, WINDOW))


async def _asked(settings: RegistrySettings, commands: int, sessions: int, window: int) -> float:
    """Commands a second over all sessions, each with as many in flight as its window takes."""
    trids = Trids("BENCH", random.Random())
    opened = [await open_session(settings, trids.new()) for _ in range(sessions)]
    numbers = iter(range(commands))

    async def some(session: Session) -> None:
        for number in numbers:
            body = DomainInfo(name=NameWithHosts(name=f"shop-{number % 100 + 1:06d}.example"))
            assert (await session.start(body, trids.new())).code == 1000

    began = monotonic()
    await asyncio.gather(*(some(session) for session in opened for _ in range(window)))
    seconds = monotonic() - began
    for session in opened:
        await session.log_out(trids.new())
    return commands / seconds


def _peer(registry: Practice) -> tuple[str, float]:
    settings = registry.settings(sessions=1, window=1)
    host, _, port = settings.address.rpartition(":")
    arguments = [host, port, settings.login, settings.password, str(settings.ca_file), str(COMMANDS // 4)]
    done = subprocess.run([sys.executable, "-c", _PEER, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return "epptools", float(done.stdout)
