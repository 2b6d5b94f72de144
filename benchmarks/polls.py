"""The calls that pollers make, about tasks of a filled store, signed V1."""

import json
from collections.abc import Callable
from itertools import count

from benchmarks.big_store import name_of
from benchmarks.calls import Request, submit, v1
from benchmarks.loopback import sent
from benchmarks.servers import Server

_PAGE = {"PageNum": "1", "PageSize": "20"}


async def polls_of(server: Server) -> dict[str, Callable[[], Request]]:
    """By action: what has become of a task's domains, which news there is, which tasks there are."""
    told = await sent(server.port, [v1("QueryTaskList", _PAGE)], 1)
    task = {"TaskNo": json.loads(told[0].body)["Data"]["TaskInfo"][0]["TaskNo"]}
    return {
        "QueryTaskDetailList": lambda: v1("QueryTaskDetailList", {**task, **_PAGE}),
        "PollTaskResult": lambda: v1("PollTaskResult", {**task, **_PAGE}),
        "QueryTaskList": lambda: v1("QueryTaskList", _PAGE),
    }


def mixed(polls: dict[str, Callable[[], Request]], calls: int) -> list[Request]:
    """As many calls, each kind in its turn."""
    kinds = list(polls.values())
    return [kinds[number % len(kinds)]() for number in range(calls)]


class Submits:
    """Submits of one domain each, never the same one twice."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def one(self) -> Request:
        """The next."""
        return submit([name_of(next(self._numbers))])
