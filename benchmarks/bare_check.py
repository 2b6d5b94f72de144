"""The least that a signed call costs: a handler that checks one V1 signature and answers the same to everybody.

It runs behind the product's own door, whose strictness about messages is not what is measured beside it.
"""

import sys
from collections.abc import Mapping

from benchmarks.bare_answer import BODY
from benchmarks.calls import SECRET
from freehold.rpc.signature import v1_mismatch
from freehold.rpc.splitting import split
from freehold.web.answering import answer
from freehold.web.asgi import Site
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send
from freehold.web.server import run


async def check(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer what is signed with the secret of the benchmarks."""
    pairs = split(scope["query_string"], "query")
    right = v1_mismatch(scope["method"], pairs, SECRET, pairs.values["Signature"]) is None
    await answer(send, 200 if right else 400, BODY)


def main() -> None:
    """Serve on the port of the first argument."""
    exact: Mapping[str, AsgiApp] = {"/": check}
    run(Site(exact, {}, "Nothing is served at this path."), "127.0.0.1", int(sys.argv[1]), lambda _host, _port: None)


if __name__ == "__main__":
    main()
