"""Hours of mixed load on a server whose work is really done: what it holds at the end beside the beginning (LOAD-8).

Customers change the registrant of their domains again and again: submit, ask until all is done, take the results, acknowledge
them, look at their lists. Each call has a connection of its own. ``BENCH_SOAK_SECONDS`` says for how long.
"""

import asyncio
import json
import os
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.book import HOLDER, enter_account, enter_domains
from benchmarks.calls import KEY, SECRET, Request, submit, v1, v3
from benchmarks.figures import Figure, at_most
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.practice import Practice, freehold_at, names_of, practice
from benchmarks.rounds import percentile, scaled
from benchmarks.servers import Server
from freehold.clock import SystemClock, monotonic
from freehold.db.session import Session
from freehold.opening import open_store
from freehold.store import accounts, profiles
from freehold.terms.verification import RealNameStatus

SECONDS = scaled(int(os.environ.get("BENCH_SOAK_SECONDS", "7200")), 6)
PART_SECONDS = min(600.0, SECONDS / 4)
"""The first and the last part, which are compared; what comes before the first is warming up."""

WARM_SECONDS = min(60.0, SECONDS / 10)
CUSTOMERS = 8
"""Each has at most one connection at a time, so that open files may differ by so many."""

DOMAINS_EACH = 20
_ASK_EVERY_SECONDS = 0.25
_LOOK_EVERY_SECONDS = min(5.0, SECONDS / 40)
_PATIENCE_SECONDS = 120.0
_JOURNAL_MB = 16
"""Four times the size at which the journal is folded back; one that only grows passes it in minutes."""

_RENEWED = {"commands_a_session": 800}
"""The default: sessions are replaced as an installation's are, and what each remembers of its commands goes with it."""

_PAGE = {"PageNum": "1", "PageSize": "20"}


def run() -> list[Figure]:
    """Growth of memory, of open files and of the 99th percentile, and the journal at its greatest."""
    watched = _Watched()
    names = names_of(CUSTOMERS * DOMAINS_EACH)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="freehold-bench-")))
        registry: Practice = opened.enter_context(practice(folder / "registry"))
        registry.seed(names)
        _fill(folder / "data", names)
        server = opened.enter_context(freehold_at(registry, folder / "data", sessions=4, window=8, **_RENEWED))
        run_loop(lambda: _soaked(server, folder / "data", names, watched))
    return _figures(watched)


def _figures(watched: "_Watched") -> list[Figure]:
    first, last = watched.part(WARM_SECONDS), watched.part(SECONDS - PART_SECONDS)
    told: dict[str, Any] = {
        "seconds": SECONDS, "part_seconds": PART_SECONDS, "customers": CUSTOMERS, "domains_each": DOMAINS_EACH,
        "calls": len(watched.calls), "tasks_done": watched.tasks_done,
        "megabytes": [first.megabytes, last.megabytes], "open_files": [first.files, last.files],
        "p99_ms": [round(part.p99 * 1000, 1) for part in (first, last)],
    }  # fmt: skip
    return [
        at_most("soak", "memory, last part / first", last.megabytes / first.megabytes, 1.05, told),
        at_most("soak", "open files more in the last part", last.files - first.files, CUSTOMERS, told, "files"),
        at_most(
            "soak", "journal at its greatest", max(look.journal_mb for look in watched.looks), _JOURNAL_MB, told, "MB"
        ),
        at_most("soak", "p99, last part / first", last.p99 / first.p99, 1.2, told),
    ]


@dataclass(frozen=True)
class _Look:
    at: float
    megabytes: float
    files: int
    journal_mb: float


@dataclass(frozen=True)
class _Part:
    """Medians of what was seen, and the 99th percentile of calls, in seconds."""

    megabytes: float
    files: int
    p99: float


@dataclass
class _Watched:
    """What was seen so far; instants in seconds from the beginning."""

    looks: list[_Look] = field(default_factory=list)
    calls: list[tuple[float, float]] = field(default_factory=list)
    """When each was answered, and how long it took."""
    tasks_done: int = 0

    def part(self, begins: float) -> _Part:
        """A part of the whole."""
        looks = [look for look in self.looks if begins <= look.at < begins + PART_SECONDS]
        calls = [seconds for at, seconds in self.calls if begins <= at < begins + PART_SECONDS]
        return _Part(
            round(statistics.median(look.megabytes for look in looks), 1),
            round(statistics.median(look.files for look in looks)),
            percentile(calls, 0.99),
        )


async def _soaked(server: Server, data: Path, names: list[str], watched: _Watched) -> None:
    began = monotonic()

    def now() -> float:
        return monotonic() - began

    async def ask(request: Request) -> dict[str, Any]:
        answer = (await sent(server.port, [request], 1))[0]
        assert answer.status == 200, answer.body[:1000]
        watched.calls.append((now(), answer.seconds))
        found: dict[str, Any] = json.loads(answer.body)
        return found

    async def customer(mine: list[str]) -> None:
        turn = 0
        while now() < SECONDS:
            turn += 1
            task = {"TaskNo": (await ask(submit(mine, profile=1 + turn % 2)))["TaskNo"]}
            until = monotonic() + _PATIENCE_SECONDS
            while any(row["TaskStatusCode"] < 2 for row in await rows("QueryTaskDetailList", task)):
                assert monotonic() < until, "a task was not done"
                await asyncio.sleep(_ASK_EVERY_SECONDS)
            ended = await rows("PollTaskResult", task)
            assert [row["TaskStatus"] for row in ended] == ["EXECUTE_SUCCESS"] * len(mine), ended[:1]
            numbers = {f"TaskDetailNo.{place}": row["TaskDetailNo"] for place, row in enumerate(ended, 1)}
            assert (await ask(v3("AcknowledgeTaskResult", numbers)))["Result"] == len(mine)
            watched.tasks_done += 1
            for action in ("QueryTaskList", "QueryDomainList"):
                await ask(v1(action, _PAGE))
            await ask(v3("QueryDomainByDomainName", {"DomainName": mine[0]}))

    async def rows(action: str, task: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await ask(v3(action, {**task, **_PAGE})))["Data"]["TaskDetail"]
        return found

    async def watch() -> None:
        while now() < SECONDS:
            journal = (data / "freehold.db-wal").stat().st_size / 1e6
            watched.looks.append(_Look(now(), server.resident_mb(), server.open_files(), journal))
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    shares = [names[number::CUSTOMERS] for number in range(CUSTOMERS)]
    await asyncio.gather(watch(), *(customer(share) for share in shares))


def _fill(data: Path, names: list[str]) -> None:
    store = open_store(data)

    def work(session: Session) -> None:
        now = SystemClock().now()
        account = enter_account(session, now)
        other = msgspec.structs.replace(HOLDER, organization="Another Example Ltd")
        profiles.add(session, account.id, other, now, real_name_status=RealNameStatus.SUCCEEDED)
        enter_domains(session, account, names, now)
        accounts.put_key(session, account, KEY, SECRET, now)

    store.write_now(work)
    store.close()
