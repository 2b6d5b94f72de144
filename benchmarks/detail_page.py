"""A page of a large task's rows, in either form, beside a page of the peer's rows of a zone."""

import random
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks import peer_calls
from benchmarks.big_store import big_store
from benchmarks.calls import Request, v3
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.rounds import ratio, scaled, taken
from benchmarks.servers import Server, freehold, moto

CONNECTIONS = 4


def run() -> list[Figure]:
    """Rows a CPU-second of the whole process tree, a thousand a page."""
    size = scaled(100_000, 2_000)
    pages, per_page = size // 1000, 1000
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        ours = opened.enter_context(freehold(opened.enter_context(big_store(size, size, one_task=True))))
        peer = opened.enter_context(moto())
        chance = random.Random(1)

        async def whole() -> None:
            task_no = await _task(ours)
            zone = await peer_calls.zone(peer, peer_calls.RECORDS)
            page = peer_calls.listed(zone)

            def read(pick: Callable[[], int], accept: str, count: int) -> list[Request]:
                return [
                    v3(
                        "QueryTaskDetailList",
                        {"TaskNo": task_no, "PageNum": str(pick()), "PageSize": str(per_page)},
                        accept,
                    )
                    for _ in range(scaled(count, 8))
                ]

            json, xml = "application/json", "application/xml"
            measures = {
                "JSON": lambda: _rows(ours, read(lambda: chance.randint(1, pages), json, 200), b'"TaskDetailNo"'),
                "XML": lambda: _rows(ours, read(lambda: chance.randint(1, pages), xml, 120), b"<TaskDetailNo>"),
                "page 1": lambda: _rows(ours, read(lambda: 1, json, 200), b'"TaskDetailNo"'),
                "last page": lambda: _rows(ours, read(lambda: pages, json, 200), b'"TaskDetailNo"'),
                "moto": lambda: _rows(peer, [page] * scaled(12, 4), b"<ResourceRecordSet>"),
            }
            rates.update(await taken(measures))

        run_loop(whole)
    told = {
        "rows": size,
        "page": per_page,
        "rows_per_cpu_second": {k: [round(v) for v in vs] for k, vs in rates.items()},
    }
    return [
        at_least("detail-page", "JSON / moto", ratio(rates["JSON"], rates["moto"]), 40, told),
        at_most("detail-page", f"page {pages} / page 1", ratio(rates["page 1"], rates["last page"]), 1.2, told),
        at_most("detail-page", "XML / JSON", ratio(rates["JSON"], rates["XML"]), 2.2, told),
    ]


async def _task(server: Server) -> str:
    """The number of the store's one task."""
    answer = (await sent(server.port, [v3("QueryTaskList", {"PageNum": "1", "PageSize": "1"})], 1))[0]
    assert answer.status == 200, answer.body
    return answer.body.partition(b'"TaskNo":"')[2].partition(b'"')[0].decode()


async def _rows(server: Server, requests: list[Request], mark: bytes) -> float:
    """Rows a CPU-second; each answer has to hold a whole page."""
    before = server.cpu_seconds()
    answers = await sent(server.port, requests, CONNECTIONS)
    spent = max(server.cpu_seconds() - before, 0.01)
    for answer in answers:
        assert answer.status == 200, answer.body[:1000]
        # The peer's zone has two record sets of its own besides.
        assert answer.body.count(mark) == 1000, answer.body.count(mark)
    return len(answers) * 1000 / spent
