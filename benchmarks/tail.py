"""How long small reads take beside large submits."""

import asyncio
import random
from contextlib import ExitStack
from itertools import count, islice

from benchmarks.big_store import big_store, name_of
from benchmarks.calls import submit, v3
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import Answer, sent_at
from benchmarks.loopback import run as run_loop
from benchmarks.rounds import ROUNDS, percentile, ratio, scaled, taken
from benchmarks.servers import freehold

READS_A_SECOND = 100
SUBMITS_A_SECOND = 15
SECONDS = scaled(5)


def run() -> list[Figure]:
    """The 99th percentile of reads at a steady pace, with and without submits beside them."""
    each = scaled(1000, 10)
    submits = SUBMITS_A_SECOND * SECONDS
    found: dict[str, list[float]] = {}
    with ExitStack() as opened:
        held = submits * each * ROUNDS + each
        server = opened.enter_context(freehold(opened.enter_context(big_store(held, 0))))
        chance, firsts = random.Random(1), count(1, each)

        async def alone() -> float:
            reads = [
                v3("QueryDomainByDomainName", {"DomainName": name_of(chance.randint(1, held))})
                for _ in range(READS_A_SECOND * SECONDS)
            ]
            return percentile(
                [answer.seconds for answer in _right(await sent_at(server.port, reads, READS_A_SECOND))], 0.99
            )

        async def beside() -> float:
            listed = [[name_of(first + place) for place in range(each)] for first in islice(firsts, submits)]
            calls = [submit(names) for names in listed]
            reading = asyncio.ensure_future(alone())
            _right(await sent_at(server.port, calls, SUBMITS_A_SECOND))
            return await reading

        async def whole() -> None:
            found.update(await taken({"without": alone, "with": beside}))

        run_loop(whole)
    told = {
        "submits_per_second": SUBMITS_A_SECOND, "domains_a_submit": each, "reads_per_second": READS_A_SECOND,
        "p99_ms": {name: [round(value * 1000, 2) for value in values] for name, values in found.items()},
    }  # fmt: skip
    return [at_most("tail", "p99 with / without submits", ratio(found["with"], found["without"]), 4, told)]


def _right(answers: list[Answer]) -> list[Answer]:
    for answer in answers:
        assert answer.status == 200, answer.body[:1000]
    return answers
