"""The toy actions behind the real server, in a process of its own: ``python -m support.toy_server DATA [CERT KEY]``."""

import os
import sys
from pathlib import Path

from freehold import faults, logs
from freehold.cli.listening import passed_socket
from freehold.clock import SystemClock
from freehold.rpc.dispatch import Dispatcher
from freehold.store import accounts, client_tokens, domains, nonces
from freehold.web.asgi import create
from freehold.web.framing import Limits
from freehold.web.server import run
from support.toy_actions import TOYS
from support.wire_store import open_wire_store


class ToyApp:
    def __init__(self, data: Path) -> None:
        self.database = open_wire_store(data)
        self.dispatcher = Dispatcher(
            TOYS,
            self.database,
            keys=accounts,
            nonces=nonces,
            tokens=client_tokens,
            instances=domains,
            business=SystemClock(),
            journal=data / "nonces",
            most_in_flight=int(os.environ.get("TOY_PLACES", "2000")),
        )

    async def lacks(self) -> dict[str, str]:
        return {} if self.database.healthy else {"store": "it failed"}

    def figures(self) -> "ToyApp":
        return self

    def collect(self):
        return ()


def _limits() -> Limits | None:
    """Small ones for tests of callers who are slow or many, or who stay; the usual ones for all others."""
    if "TOY_SMALL_LIMITS" in os.environ:
        return Limits(
            seconds_to_head=0.3, seconds_to_body=0.3, connections_per_address=3, connections=5, large_at_once=2
        )
    if "TOY_SECONDS_TO_NEXT" in os.environ:
        return Limits(seconds_to_next=int(os.environ["TOY_SECONDS_TO_NEXT"]))
    return None


def main() -> None:
    logs.set_up(level="info")
    faults.arm(os.environ.get("FREEHOLD_FAULTS"), None)
    app = ToyApp(Path(sys.argv[1]))
    certificate, key = (Path(argument) for argument in sys.argv[2:4]) if len(sys.argv) > 2 else (None, None)
    run(
        create(app),
        "127.0.0.1",
        0,
        lambda host, port: print(f"{host}:{port}", flush=True),
        tls_certificate=certificate,
        tls_key=key,
        limits=_limits(),
        listening=passed_socket(os.environ),
    )
    app.database.close()
    print("closed", flush=True)


if __name__ == "__main__":
    main()
