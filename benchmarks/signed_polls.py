"""What pollers ask, beside a handler that checks one V1 signature behind the same door (LOAD-3)."""

import statistics
from contextlib import ExitStack

from benchmarks.bare_answer import BODY
from benchmarks.big_store import big_store
from benchmarks.calls import Request, v1
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.polls import polls_of
from benchmarks.rounds import percentile, ratio, scaled, taken
from benchmarks.servers import Server, checking, freehold

CONNECTIONS = 64
_FINISHED = 10_000
_CHECK = "the check alone"


def run() -> list[Figure]:
    """Answers a CPU-second, and the 99th percentile of the time they take, of each kind of poll beside the check's."""
    rates: dict[str, list[float]] = {}
    p99: dict[str, list[float]] = {}
    with ExitStack() as opened:
        ours = opened.enter_context(freehold(opened.enter_context(big_store(_FINISHED, _FINISHED))))
        least = opened.enter_context(checking())

        async def measured(name: str, server: Server, calls: list[Request], expected: bytes) -> float:
            before = server.cpu_seconds()
            answers = await sent(server.port, calls, CONNECTIONS)
            spent = max(server.cpu_seconds() - before, 0.01)
            for answer in answers:
                assert answer.status == 200, answer.body[:1000]
                assert expected in answer.body, answer.body[:1000]
            p99.setdefault(name, []).append(percentile([answer.seconds for answer in answers], 0.99))
            return len(answers) / spent

        async def whole() -> None:
            polls = await polls_of(ours)
            each = scaled(3000, 128)
            measures = {
                _CHECK: lambda: measured(_CHECK, least, [v1("PollTaskResult", {}) for _ in range(3 * each)], BODY),
                **{
                    name: lambda name=name, poll=poll: measured(name, ours, [poll() for _ in range(each)], b'"TaskNo"')
                    for name, poll in polls.items()
                },
            }
            rates.update(await taken(measures))

        run_loop(whole)
    told = {
        "connections": CONNECTIONS,
        "per_cpu_second": {name: [round(rate) for rate in found] for name, found in rates.items()},
        "p99_ms": {name: round(statistics.median(found) * 1000, 1) for name, found in p99.items()},
    }
    figures = []
    check = rates.pop(_CHECK)
    for name, found in rates.items():
        figures += [
            at_least("signed-polls", f"{name} / check", ratio(found, check), 0.30, told),
            at_most("signed-polls", f"p99 of {name} / check", ratio(p99[name], p99[_CHECK]), 5, told),
        ]
    return figures
