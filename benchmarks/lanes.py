"""The EPP client's commands a second beside epptools', on one session of the same sandbox in the same run."""

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

import uvloop

from benchmarks.figures import Figure, at_least
from benchmarks.practice import Practice, names_of, practice
from benchmarks.rounds import ROUNDS
from freehold.clock import monotonic
from freehold.epp.commands.domain import DomainInfo, NameWithHosts
from freehold.gateway.session import open_session
from freehold.gateway.trids import Trids

COMMANDS = int(os.environ.get("BENCH_COMMANDS", "6000"))
WINDOW = 32

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
    told = {"window": WINDOW, "sessions": 1, "commands_per_second": detail, "processor_us_a_command": spent}
    return [at_least("lanes", "our client / epptools", statistics.median(ratios), 4.0, told)]


def _processor_seconds(registry: Practice) -> float:
    """Of the registry, of this process, and of clients that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return registry.cpu_seconds() + time.process_time() + children.ru_utime + children.ru_stime


def _ours(registry: Practice) -> tuple[str, float]:
    trids = Trids("BENCH", random.Random())

    async def work() -> float:
        session = await open_session(registry.settings(sessions=1, window=WINDOW), trids.new())
        numbers = iter(range(COMMANDS))

        async def some() -> None:
            for number in numbers:
                body = DomainInfo(name=NameWithHosts(name=f"shop-{number % 100 + 1:06d}.example"))
                assert (await session.start(body, trids.new())).code == 1000

        began = monotonic()
        await asyncio.gather(*(some() for _ in range(WINDOW)))
        seconds = monotonic() - began
        await session.log_out(trids.new())
        return COMMANDS / seconds

    return "freehold", uvloop.run(work())


def _peer(registry: Practice) -> tuple[str, float]:
    settings = registry.settings(sessions=1, window=1)
    host, _, port = settings.address.rpartition(":")
    arguments = [host, port, settings.login, settings.password, str(settings.ca_file), str(COMMANDS // 4)]
    done = subprocess.run([sys.executable, "-c", _PEER, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return "epptools", float(done.stdout)
