"""Four times the calls that a server can answer: what is answered all the same, how soon the rest is refused, and after it (LOAD-7).

The most it answers is taken in the same round, of polls and of submits, with callers who wait for their answers. Then callers who
do not wait come at four times the pace of the mix; each call counts from the moment it was due. As submits and polls take turns, more of the
dear ones are answered than their part of the mix: what was answered counts as the parts of the most of either kind.
"""

import asyncio
import json
import statistics
from contextlib import ExitStack

from benchmarks.big_store import big_store
from benchmarks.calls import Request
from benchmarks.crowd import crowd
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.loopback import Answer, sent
from benchmarks.loopback import run as run_loop
from benchmarks.polls import Submits, mixed, polls_of
from benchmarks.rounds import ROUNDS, percentile, ratio, scaled
from benchmarks.servers import Server, freehold
from freehold.clock import monotonic

TIMES = 4
CALLERS = scaled(6000, 50)
"""More than calls are under way at a time, those that wait for their turn among them: no call waits for a connection."""

SECONDS = scaled(10)
CALM_SECONDS = scaled(3)
REST_SECONDS = scaled(10)
_WAITING_CALLERS = 64
_EACH_SUBMIT = 10
"""One call in so many is a submit; the others are polls."""
_FINISHED = 10_000
_MOST_A_SECOND = 4_000
"""More than are answered: so many domains are there to be submitted."""


def run() -> list[Figure]:
    """Goodput beside the peak, the 99th percentile of refusals, and that of calls after beside before."""
    found: dict[str, list[float]] = {name: [] for name in ("peak", "goodput", "refused", "before", "after", "cores")}
    with ExitStack() as opened:
        held = (CALM_SECONDS * 3 + SECONDS * TIMES) * _MOST_A_SECOND // _EACH_SUBMIT * ROUNDS + _FINISHED
        server = opened.enter_context(freehold(opened.enter_context(big_store(held, _FINISHED))))
        run_loop(lambda: _all_rounds(server, found))
    told = {
        "callers": CALLERS, "times": TIMES, "seconds": SECONDS,
        "peak_per_second": [round(value) for value in found["peak"]],
        "goodput": [round(value, 2) for value in found["goodput"]],
        "p99_ms": {name: [round(value * 1000, 1) for value in found[name]] for name in ("refused", "before", "after")},
        "server_cores": [round(value, 2) for value in found["cores"]],
    }  # fmt: skip
    return [
        at_least("overload", "answered / most answered", statistics.median(found["goodput"]), 0.8, told),
        at_most("overload", "p99 of refusals", statistics.median(found["refused"]), 0.05, told, "s"),
        at_most("overload", "p99 ten seconds after / before", ratio(found["after"], found["before"]), 1.5, told),
    ]


async def _all_rounds(server: Server, found: dict[str, list[float]]) -> None:
    submits, polls = Submits(), await polls_of(server)

    def calls(count: int) -> list[Request]:
        made = mixed(polls, count)
        made[::_EACH_SUBMIT] = [submits.one() for _ in made[::_EACH_SUBMIT]]
        return made

    async def asked(per_second: float, seconds: int) -> tuple[list[Answer], float, float]:
        """The answers, how many seconds it took to get them all, and how much of a core the server had meanwhile."""
        made = calls(int(per_second * seconds))
        async with crowd(server.port, CALLERS) as callers:
            began, before = monotonic(), server.cpu_seconds()
            answers = await callers.ask(made, per_second)
            took = monotonic() - began
            return answers, took, (server.cpu_seconds() - before) / took

    for _ in range(ROUNDS):
        most = {
            "polls": await _most(server, mixed(polls, scaled(4000, 100))),
            "submits": await _most(server, [submits.one() for _ in range(scaled(1000, 100))]),
        }
        submitted = 1 / _EACH_SUBMIT
        peak = 1 / (submitted / most["submits"] + (1 - submitted) / most["polls"])
        found["peak"].append(peak)
        found["before"].append(_p99(_right((await asked(peak / TIMES, CALM_SECONDS))[0])))
        answers, seconds, cores = await asked(peak * TIMES, SECONDS)
        found["cores"].append(cores)
        answered = {"submits": _answered(answers[::_EACH_SUBMIT])}
        answered["polls"] = _answered(answers) - answered["submits"]
        found["goodput"].append(sum(count / seconds / most[kind] for kind, count in answered.items()))
        refused = _refusals(answers)
        found["refused"].append(_p99(refused) if refused else 0.0)
        await asyncio.sleep(REST_SECONDS)
        found["after"].append(_p99(_right((await asked(peak / TIMES, CALM_SECONDS))[0])))


def _answered(answers: list[Answer]) -> int:
    return sum(answer.status == 200 for answer in answers)


async def _most(server: Server, calls: list[Request]) -> float:
    began = monotonic()
    _right(await sent(server.port, calls, _WAITING_CALLERS))
    return len(calls) / (monotonic() - began)


def _refusals(answers: list[Answer]) -> list[Answer]:
    refused = [answer for answer in answers if answer.status != 200]
    for answer in refused:
        assert json.loads(answer.body)["Code"] == "Throttling.User", answer.body[:1000]
        assert b"\r\nretry-after: " in answer.head.lower(), answer.head
    return refused


def _right(answers: list[Answer]) -> list[Answer]:
    for answer in answers:
        assert answer.status == 200, answer.body[:1000]
    return answers


def _p99(answers: list[Answer]) -> float:
    return percentile([answer.seconds for answer in answers], 0.99)
