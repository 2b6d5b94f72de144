"""Signed calls to a Freehold that runs in this process."""

import asyncio
import json

from support.signing import v1_call


def asked(running, action, parameters, *, form=None):
    """The answer to a call of the account acme that must succeed."""
    raw = v1_call(action, parameters, method="POST" if form else "GET", form=form)
    reply = asyncio.run(running.app.dispatcher.answer(raw))
    assert reply.status == 200, reply.body.decode()
    return json.loads(reply.body)


def listed(*names):
    """Names as the parameter ``DomainName.N``."""
    return {f"DomainName.{number}": name for number, name in enumerate(names, 1)}
