"""Whether it matters how far into a large book a call looks."""

import json
import random
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.big_store import big_store, name_of
from benchmarks.calls import Request, v3
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.rounds import ratio, scaled, taken
from benchmarks.servers import Server, freehold
from benchmarks.signed_read import rate

_STEP = 1000
_SHOWN = 100


def run() -> list[Figure]:
    """CPU time of an answer far inside beside one at the beginning, and in a large book beside one in a small one."""
    held, few = scaled(1_000_000, 4000), scaled(10_000, 1000)
    deep = held * 3 // 10 // _STEP * _STEP
    scrolls: dict[str, list[float]] = {}
    points: dict[str, list[float]] = {}
    with ExitStack() as opened:
        large = opened.enter_context(freehold(opened.enter_context(big_store(held, 0))))
        small = opened.enter_context(freehold(opened.enter_context(big_store(few, 0))))
        chance = random.Random(1)

        def points_in(count: int) -> list[tuple[Request, bytes]]:
            names = [name_of(chance.randint(1, count)) for _ in range(scaled(2000, 64))]
            return [(v3("QueryDomainByDomainName", {"DomainName": name}), name.encode()) for name in names]

        def scroll_from(scroll_id: str, row: int) -> Callable[[], list[tuple[Request, bytes]]]:
            told = {"ScrollId": scroll_id, "PageSize": str(_SHOWN)}
            first = f'"DomainName":"{name_of(held - row)}"'.encode()
            return lambda: [(v3("ScrollDomainList", told), first) for _ in range(scaled(200, 16))]

        async def whole() -> None:
            # From row 1 on and not from the call that begins: that one counts besides.
            near = scroll_from(await _scroll_id(large, [1]), 1)
            far = scroll_from(await _scroll_id(large, [_STEP] * (deep // _STEP)), deep)
            scrolls.update(await taken({"near": lambda: rate(large, near()), "far": lambda: rate(large, far())}))
            points.update(
                await taken(
                    {"large": lambda: rate(large, points_in(held)), "small": lambda: rate(small, points_in(few))}
                )
            )

        run_loop(whole)
    return [
        at_most("depth", f"scroll at row {deep} / row 0", ratio(scrolls["near"], scrolls["far"]), 1.5, _told(scrolls)),
        at_most(
            "depth", f"read in {held} / {few} domains", ratio(points["small"], points["large"]), 1.5, _told(points)
        ),
    ]


async def _scroll_id(server: Server, sizes: list[int]) -> str:
    """Where a scroll stands after pages of these sizes."""
    told: dict[str, str] = {}
    for size in sizes:
        answer = (await sent(server.port, [v3("ScrollDomainList", {**told, "PageSize": str(size)})], 1))[0]
        assert answer.status == 200, answer.body[:1000]
        told["ScrollId"] = json.loads(answer.body)["ScrollId"]
    return told["ScrollId"]


def _told(rates: dict[str, list[float]]) -> dict[str, object]:
    return {"per_cpu_second": {name: [round(rate) for rate in found] for name, found in rates.items()}}
