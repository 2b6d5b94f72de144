"""A submit of one domain, durable when it is answered, beside the peer's change of one record, which is kept in memory."""

import tempfile
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import peer_calls
from benchmarks.big_store import big_store, name_of
from benchmarks.calls import submit
from benchmarks.figures import Figure, at_least
from benchmarks.loopback import run as run_loop
from benchmarks.rounds import ROUNDS, order, ratio, scaled, taken
from benchmarks.servers import freehold, moto
from benchmarks.signed_read import rate
from freehold.clock import SystemClock, monotonic
from freehold.ids import new_uuid
from freehold.opening import open_store
from freehold.store import new_tasks
from freehold.store.domains import candidates
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.tasks import TaskKind

CLIENTS = 32


def run() -> list[Figure]:
    """Submits a CPU-second beside the peer's changes; and a second, group commit beside a commit each."""
    return [_beside_the_peer(), _in_groups()]


def _beside_the_peer() -> Figure:
    each = scaled(600, 32)
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        held = each * ROUNDS + 1
        ours = opened.enter_context(freehold(opened.enter_context(big_store(held, 0))))
        peer = opened.enter_context(moto())
        numbers = count(1)

        async def whole() -> None:
            zone = await peer_calls.zone(peer, 1)
            measures = {
                "freehold": lambda: rate(ours, [(submit([name_of(next(numbers))]), b'"TaskNo"') for _ in range(each)]),
                "moto": lambda: rate(
                    peer, [(peer_calls.change(zone, ["r000000.shop.example."]), b"ChangeInfo")] * scaled(200, 32)
                ),
            }
            rates.update(await taken(measures))

        run_loop(whole)
    told = {
        "clients": CLIENTS,
        "per_cpu_second": {name: [round(rate) for rate in found] for name, found in rates.items()},
    }
    return at_least("small-submit", "submits / moto's changes", ratio(rates["freehold"], rates["moto"]), 5, told)


def _in_groups() -> Figure:
    """The store's part of a submit, many waiting at a time as its 32 clients do, and each waited for."""
    each = scaled(1000, 32)
    rates: dict[str, list[float]] = {"groups": [], "single": []}
    with tempfile.TemporaryDirectory(prefix="freehold-bench-") as folder:
        from benchmarks.big_store import fill

        store = open_store(Path(folder) / "data")
        fill(store, 2 * each * ROUNDS, 0)
        numbers = count(1)
        for turn in range(ROUNDS):
            for name in order(["groups", "single"], turn):
                works = [partial(_one, name_of(next(numbers))) for _ in range(each)]
                began = monotonic()
                _waited_for(store, works, CLIENTS if name == "groups" else 1)
                rates[name].append(each / (monotonic() - began))
        store.close()
    told = {"clients": CLIENTS, "per_second": {name: [round(rate) for rate in found] for name, found in rates.items()}}
    value = ratio(rates["groups"], rates["single"])
    return at_least("small-submit", "group commit / commit each", value, 1.5, told)


def _waited_for(store: Any, works: list[Any], clients: int) -> None:
    """Hand works to the writer, as many at a time as there are clients."""
    open_ones: list[Future[Any]] = []
    for work in works:
        open_ones.append(store.writer.submit(work))
        if len(open_ones) >= clients:
            open_ones.pop(0).result()
    for one in open_ones:
        one.result()


def _one(name: str, session: Any) -> int:
    now = SystemClock().now()
    found = candidates(session, 1, [name])
    task = NewTask(task_no=new_uuid(session.ids), account_id=1, kind=TaskKind.CHANGE_REGISTRANT, profile_id=1)
    return new_tasks.add(session, task, [NewItem(one.id, one.name, one.instance_id, 1) for one in found], now)
