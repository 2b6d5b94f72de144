"""Submits that want the same domains at the same time: none is booked twice, and none fails but for that."""

import random
from contextlib import ExitStack

import sqlalchemy as sa

from benchmarks import postgresql
from benchmarks.big_store import big_store, name_of
from benchmarks.calls import submit
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.rounds import scaled
from benchmarks.servers import freehold
from freehold.opening import open_store
from freehold.store.tasks import items

SUBMITTERS = 8
_HELD, _EACH = 20_000, 10


def run(database: str = "sqlite") -> list[Figure]:
    """How many domains were booked twice, and how many submits ended otherwise than accepted or told what is busy."""
    calls, chance = scaled(1000, 40), random.Random(1)
    accepted, failed = 0, 0
    with ExitStack() as opened:
        url = None if database == "sqlite" else opened.enter_context(postgresql.empty_database())
        data = opened.enter_context(big_store(_HELD, 0, url=url))
        with freehold(data, url) as server:
            # In the order each draws them, which is how rows come to be locked crosswise.
            requests = [
                submit([name_of(number) for number in chance.sample(range(1, _HELD + 1), _EACH)]) for _ in range(calls)
            ]

            async def whole() -> None:
                nonlocal accepted, failed
                answers = await sent(server.port, requests, SUBMITTERS)
                accepted = sum(answer.status == 200 for answer in answers)
                failed = sum(answer.status != 200 and b"TaskIsBeingProcessed" not in answer.body for answer in answers)

            run_loop(whole)
        store = open_store(data, url=url)
        with store.reading() as session:
            open_items = session.execute(sa.select(sa.func.count()).select_from(items)).scalar_one()
            booked = session.execute(sa.select(sa.func.count(sa.distinct(items.c.domain_id)))).scalar_one()
        store.close()
    assert open_items == accepted * _EACH, "an accepted submit has not all its items"
    told = {"submitters": SUBMITTERS, "submits": calls, "accepted": accepted, "database": database}
    return [
        at_most("bulk-submit", "double bookings of overlapping submits", open_items - booked, 0, told, "domains"),
        at_most("bulk-submit", "overlapping submits that failed", failed, 0, told, "submits"),
    ]
