"""A small signed read in a book of a million domains, beside the peer's and beside the least that can answer."""

import random
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks import peer_calls
from benchmarks.bare_answer import BODY
from benchmarks.big_store import big_store, name_of
from benchmarks.calls import Request, v1, v3
from benchmarks.figures import Figure, at_least
from benchmarks.loopback import run as run_loop
from benchmarks.loopback import sent
from benchmarks.rounds import ratio, scaled, taken
from benchmarks.servers import Server, bare, freehold, moto

CONNECTIONS = 32
_PEERS_DOMAIN = "shop-peer.com"


def run() -> list[Figure]:
    """Requests a CPU-second of the whole process tree."""
    held = scaled(1_000_000, 1000)
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        ours = opened.enter_context(freehold(opened.enter_context(big_store(held, 0))))
        least, peer = opened.enter_context(bare()), opened.enter_context(moto())
        chance = random.Random(1)

        def reads(sign: Callable[[str, dict[str, str]], Request]) -> list[tuple[Request, bytes]]:
            names = [name_of(chance.randint(1, held)) for _ in range(scaled(6000, 64))]
            return [
                (sign("QueryDomainByDomainName", {"DomainName": name}), f'"DomainName":"{name}"'.encode())
                for name in names
            ]

        async def whole() -> None:
            await peer_calls.register(peer, _PEERS_DOMAIN)
            plain = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            detail = peer_calls.domain_detail(_PEERS_DOMAIN)
            measures = {
                "V3": lambda: rate(ours, reads(v3)),
                "V1": lambda: rate(ours, reads(v1)),
                "bare": lambda: rate(least, [(plain, BODY)] * scaled(20_000, 64)),
                "moto": lambda: rate(peer, [(detail, _PEERS_DOMAIN.encode())] * scaled(300, 64)),
            }
            rates.update(await taken(measures))

        run_loop(whole)
    told = {"domains": held, "connections": CONNECTIONS, "per_cpu_second": {k: _rounded(v) for k, v in rates.items()}}
    return [
        at_least("signed-read", "V3 / moto", ratio(rates["V3"], rates["moto"]), 20, told),
        at_least("signed-read", "V1 / moto", ratio(rates["V1"], rates["moto"]), 16, told),
        at_least("signed-read", "V3 / bare uvicorn", ratio(rates["V3"], rates["bare"]), 0.30, told),
    ]


async def rate(server: Server, asked: list[tuple[Request, bytes]], connections: int = CONNECTIONS) -> float:
    """Answers a CPU-second; each has to hold what is expected of it."""
    before = server.cpu_seconds()
    answers = await sent(server.port, [request for request, _ in asked], connections)
    spent = max(server.cpu_seconds() - before, 0.01)
    for answer, (_, expected) in zip(answers, asked, strict=True):
        assert answer.status == 200, answer.body[:1000]
        assert expected in answer.body, answer.body[:1000]
    return len(answers) / spent


def _rounded(found: list[float]) -> list[int]:
    return [round(value) for value in found]
