"""Every query that looks at domains or tasks, and a submit, in a book of a million domains and in one of ten thousand.

Each filter finds as much in either book, so that what grows is the book alone; answers that count the whole book are among
the cases too. The figure of a case is the ratio of its 99th percentiles, one call after another on one connection.
"""

import asyncio
import json
import os
import random
import statistics
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import postgresql
from benchmarks.big_store import HOLDS, big_store, holder_of, name_of
from benchmarks.calls import Request, submit, v3
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import Answer, sent
from benchmarks.loopback import run as run_loop
from benchmarks.rounds import ROUNDS, order, percentile, ratio, scaled
from benchmarks.servers import Server, freehold
from freehold.clock import SystemClock, monotonic
from freehold.terms.instants import DAY, years_after

CALLS = int(os.environ.get("BENCH_CALLS", "60"))
"""Of each case on each server in each round; fewer where they take longer than ``_SECONDS`` together."""

_SECONDS = 1.5
_AT_ONCE = 10

Case = Callable[[], Request]


class Book:
    """A server with a book of one size, and how to ask it."""

    def __init__(self, server: Server, held: int) -> None:
        self.server = server
        self.held = held
        self._chance = random.Random(1)
        self._told: dict[str, str] = {}
        # Not those that a filter of the cases finds.
        self._unsubmitted: Iterator[int] = iter(range(held // 2, held))

    async def prepare(self) -> None:
        """Learn the numbers that only answers tell."""
        newest = await self.ask("QueryTaskList", PageNum="1", PageSize="1")
        self._told["small"] = newest["Data"]["TaskInfo"][0]["TaskNo"]
        last = await self.ask("QueryTaskList", PageNum=str(newest["TotalItemNum"]), PageSize="1")
        self._told["large"] = last["Data"]["TaskInfo"][0]["TaskNo"]
        self._told["scroll"] = (await self.ask("ScrollDomainList", PageSize="20"))["ScrollId"]
        detail = await self.ask("QueryTaskDetailList", TaskNo=self._told["large"], PageNum="1", PageSize="20")
        self._told["detail"] = detail["Data"]["TaskDetail"][10]["TaskDetailNo"]

    async def ask(self, action: str, **parameters: str) -> dict[str, Any]:
        """One answer, read."""
        answer = (await sent(self.server.port, [v3(action, parameters)], 1))[0]
        assert answer.status == 200, answer.body[:1000]
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def some(self) -> str:
        """Any domain."""
        return name_of(self._chance.randint(1, self.held))

    def cases(self) -> dict[str, Case]:
        """What is asked, by action and filter."""
        page = {"PageNum": "1", "PageSize": "20"}
        large, small = self._told["large"], self._told["small"]
        day = years_after(SystemClock().now(), -1) - 10 * DAY
        later = years_after(SystemClock().now(), 2) + 10 * DAY
        rare = name_of(HOLDS * 3 + 7).partition(".")[0]

        def case(action: str, **parameters: str) -> Case:
            return lambda: v3(action, parameters)

        def listed(action: str, **parameters: str) -> Case:
            return case(action, **page, **parameters)

        def about_one(action: str, **parameters: str) -> Case:
            return lambda: v3(action, {"DomainName": self.some(), **parameters})

        return {
            "QueryDomainByDomainName": about_one("QueryDomainByDomainName"),
            "QueryDomainByInstanceId": lambda: v3("QueryDomainByInstanceId", {"InstanceId": self.instance()}),
            "QueryContactInfo": about_one("QueryContactInfo", ContactType="registrant"),
            "QueryTransferOutInfo": about_one("QueryTransferOutInfo"),
            "QueryDsRecord": about_one("QueryDSRecord"),
            "QueryDomainList": listed("QueryDomainList"),
            "QueryDomainList, name": listed("QueryDomainList", DomainName=rare),
            "QueryDomainList, holder": listed("QueryDomainList", Ccompany=holder_of(3)),
            "QueryDomainList, registered": listed(
                "QueryDomainList", StartRegistrationDate=str(int(day)), EndRegistrationDate=str(int(day))
            ),
            "QueryDomainList, expiring": listed(
                "QueryDomainList",
                StartExpirationDate=str(int(later)),
                EndExpirationDate=str(int(later)),
                OrderKeyType="ExpirationDate",
                OrderByType="ASC",
            ),
            "QueryDomainList, needs renewal": listed("QueryDomainList", QueryType="1"),
            "QueryDomainList, group": listed("QueryDomainList", DomainGroupId="3"),
            "QueryDomainList, nameserver": listed("QueryDomainList", Dns="ns1.rare.example"),
            "QueryDomainList, renews": listed("QueryDomainList", AutoRenewEnabled="true"),
            "QueryDomainList, kind": listed("QueryDomainList", ProductDomainType="ccTLD"),
            "QueryAdvancedDomainList": listed("QueryAdvancedDomainList"),
            "QueryAdvancedDomainList, begins": listed("QueryAdvancedDomainList", KeyWord=rare, KeyWordPrefix="true"),
            "QueryAdvancedDomainList, contains": listed("QueryAdvancedDomainList", KeyWord=rare[2:]),
            "QueryAdvancedDomainList, ends": listed("QueryAdvancedDomainList", KeyWord=rare[2:], KeyWordSuffix="true"),
            "QueryAdvancedDomainList, by name": listed("QueryAdvancedDomainList", DomainNameSort="true"),
            "QueryAdvancedDomainList, suffix": listed("QueryAdvancedDomainList", Suffixs="com"),
            "QueryAdvancedDomainList, form": listed("QueryAdvancedDomainList", Form="14"),
            "QueryAdvancedDomainList, leaving": listed("QueryAdvancedDomainList", DomainStatus="4"),
            "QueryAdvancedDomainList, being changed": listed("QueryAdvancedDomainList", DomainStatus="5"),
            "QueryAdvancedDomainList, real name failed": listed("QueryAdvancedDomainList", DomainStatus="7"),
            "ScrollDomainList, first": case("ScrollDomainList", PageSize="20"),
            "ScrollDomainList, next": case("ScrollDomainList", PageSize="20", ScrollId=self._told["scroll"]),
            "QueryTaskList": listed("QueryTaskList"),
            "QueryTaskInfoHistory": case("QueryTaskInfoHistory", PageSize="20"),
            "QueryTaskDetailList, first page": listed("QueryTaskDetailList", TaskNo=large),
            "QueryTaskDetailList, small task": listed("QueryTaskDetailList", TaskNo=small),
            "QueryTaskDetailList, failed": listed("QueryTaskDetailList", TaskNo=large, TaskStatus="3"),
            "QueryTaskDetailList, domain": listed("QueryTaskDetailList", TaskNo=large, DomainName=name_of(7)),
            "QueryTaskDetailHistory": case("QueryTaskDetailHistory", TaskNo=large, PageSize="20"),
            "PollTaskResult": listed("PollTaskResult"),
            "PollTaskResult, task": listed("PollTaskResult", TaskNo=small),
            "PollTaskResult, domain": listed("PollTaskResult", DomainName=name_of(7)),
            "PollTaskResult, failed": listed("PollTaskResult", TaskResultStatus="3"),
            "QueryChangeLogList": listed("QueryChangeLogList"),
            "QueryChangeLogList, domain": listed("QueryChangeLogList", DomainName=name_of(7)),
            "QueryDomainGroupList": case("QueryDomainGroupList"),
            "QueryDomainSuffix": case("QueryDomainSuffix"),
            "QueryRegistrantProfiles": case("QueryRegistrantProfiles"),
            "submit of 10": lambda: submit([name_of(next(self._unsubmitted)) for _ in range(10)]),
        }

    def instance(self) -> str:
        """Any registration."""
        return f"S2026BENCH{10_000_000 + self._chance.randint(1, self.held)}"

    async def p99(self, case: Case) -> float:
        """The 99th percentile of a case's calls, in seconds."""
        found: list[Answer] = []
        until = monotonic() + _SECONDS
        while len(found) < CALLS and (monotonic() < until or not found):
            found += await sent(self.server.port, [case() for _ in range(min(_AT_ONCE, CALLS))], 1)
        for answer in found:
            assert answer.status == 200, answer.body[:1000]
        return percentile([answer.seconds for answer in found], 0.99)


def run(database: str = "sqlite", only: str = "") -> list[Figure]:
    """The ratio of every case."""
    figures: list[Figure] = []
    sizes = scaled(1_000_000, 10_000), scaled(10_000, 2_000)
    with ExitStack() as opened:
        large, small = (opened.enter_context(_book(size, database)) for size in sizes)

        async def whole() -> None:
            await asyncio.gather(large.prepare(), small.prepare())
            ours, theirs = large.cases(), small.cases()
            figures.extend(
                [
                    await _compared(name, large, ours[name], small, theirs[name], database)
                    for name in ours
                    if only in name
                ]
            )

        run_loop(whole)
    return figures


async def _compared(name: str, large: Book, ours: Case, small: Book, theirs: Case, database: str) -> Figure:
    found: dict[str, list[float]] = {"large": [], "small": []}
    measures: dict[str, Callable[[], Awaitable[float]]] = {
        "large": lambda: large.p99(ours),
        "small": lambda: small.p99(theirs),
    }
    # The first call of a kind compiles its statement.
    for measure in measures.values():
        await measure()
    for number in range(ROUNDS):
        for side in order(list(measures), number):
            found[side].append(await measures[side]())
    told = {
        "domains": [large.held, small.held],
        "database": database,
        "p99_ms": {side: round(statistics.median(values) * 1000, 2) for side, values in found.items()},
    }
    return at_most("million", name, ratio(found["large"], found["small"]), 2, told)


@contextmanager
def _book(size: int, database: str) -> Iterator[Book]:
    with ExitStack() as opened:
        url = None if database == "sqlite" else opened.enter_context(postgresql.empty_database())
        data: Path = opened.enter_context(big_store(size, size, url=url))
        yield Book(opened.enter_context(freehold(data, url)), size)
