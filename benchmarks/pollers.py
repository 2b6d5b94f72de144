"""Ten thousand callers who keep their connections, each asking every ten seconds, and submits beside them (LOAD-5).

The callers share the machine with the server. What they cost is told beside what the server costs: where the two together use
the machine up, the time an answer takes is the machine's and not the server's.
"""

import asyncio
import time
from contextlib import ExitStack
from typing import Any

from benchmarks.big_store import big_store
from benchmarks.crowd import crowd
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import Answer
from benchmarks.loopback import run as run_loop
from benchmarks.polls import Submits, mixed, polls_of
from benchmarks.rounds import ROUNDS, percentile, ratio, scaled, taken
from benchmarks.servers import Server, freehold

CALLERS = scaled(10_000, 40)
EVERY_SECONDS = 10
SECONDS = scaled(30)
SUBMITS_A_SECOND = 10
_SUBMITTERS = 20
_FINISHED = 10_000


def run() -> list[Figure]:
    """Errors, the 99th percentile of polls, memory, and submits with and without the polls."""
    measured = _Measured()
    with ExitStack() as opened:
        held = SUBMITS_A_SECOND * SECONDS * 2 * ROUNDS + _FINISHED
        server = opened.enter_context(freehold(opened.enter_context(big_store(held, _FINISHED))))
        run_loop(lambda: _all_rounds(server, measured))
    told: dict[str, Any] = {
        "callers": CALLERS, "polls_per_second": CALLERS / EVERY_SECONDS, "seconds_a_round": SECONDS,
        "p99_ms": [round(value * 1000, 1) for value in measured.polls],
        "busy": {name: [round(share, 2) for share in found] for name, found in measured.busy.items()},
    }  # fmt: skip
    beside = {
        "submits_per_second": SUBMITS_A_SECOND,
        "p99_ms": {name: [round(value * 1000, 1) for value in found] for name, found in measured.submits.items()},
    }
    submits = ratio(measured.submits["with"], measured.submits["without"])
    return [
        at_most("pollers", "errors", measured.errors, 0, told, "answers"),
        at_most("pollers", "p99 of polls", percentile(measured.polls, 0.5), 1, told, "s"),
        at_most("pollers", "memory of all processes", measured.megabytes, 1500, told, "MB"),
        at_most("pollers", "p99 of submits with / without polls", submits, 3, beside),
    ]


class _Measured:
    """What came of the rounds so far; times in seconds, ``busy`` in cores."""

    def __init__(self) -> None:
        self.errors = 0
        self.polls: list[float] = []
        self.megabytes = 0.0
        self.submits: dict[str, list[float]] = {}
        self.busy: dict[str, list[float]] = {"server": [], "callers": []}


async def _all_rounds(server: Server, measured: _Measured) -> None:
    submits, polls = Submits(), await polls_of(server)

    async def submitted() -> float:
        calls = [submits.one() for _ in range(SUBMITS_A_SECOND * SECONDS)]
        async with crowd(server.port, _SUBMITTERS) as submitters:
            return percentile([one.seconds for one in _right(await submitters.ask(calls, SUBMITS_A_SECOND))], 0.99)

    async def beside() -> float:
        calls = mixed(polls, CALLERS * SECONDS // EVERY_SECONDS)
        async with crowd(server.port, CALLERS) as callers:
            before = server.cpu_seconds(), time.process_time()
            submitting = asyncio.ensure_future(submitted())
            answers = await callers.ask(calls, CALLERS / EVERY_SECONDS)
            p99 = await submitting
            measured.busy["server"].append((server.cpu_seconds() - before[0]) / SECONDS)
            measured.busy["callers"].append((time.process_time() - before[1]) / SECONDS)
            measured.megabytes = max(measured.megabytes, server.resident_mb())
        measured.errors += sum(answer.status != 200 for answer in answers)
        measured.polls.append(percentile([answer.seconds for answer in answers], 0.99))
        return p99

    measured.submits.update(await taken({"without": submitted, "with": beside}))


def _right(answers: list[Answer]) -> list[Answer]:
    for answer in answers:
        assert answer.status == 200, answer.body[:1000]
    return answers
