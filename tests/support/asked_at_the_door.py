"""The ASGI callable asked in this process, without a server between."""

import asyncio

from support.signing import encode, v1_parameters


async def asked(asgi, path, query=b"", headers=(), method="GET"):
    """Status and body of an answer."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "query_string": query, "scheme": "http",
        "headers": [(b"host", b"127.0.0.1"), *headers], "client": ("192.0.2.1", 9),
    }  # fmt: skip
    await asgi(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def ask(asgi, path, query=b"", headers=(), method="GET"):
    return asyncio.run(asked(asgi, path, query, headers, method))


def call(asgi, action, parameters=None, *, headers=(), method="GET", **more):
    """A signed call to the API; its status."""
    query = encode(v1_parameters(action, parameters, method, **more)).encode()
    return ask(asgi, "/", query, headers, method)[0]
