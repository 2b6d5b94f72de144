"""The emulator's own door, ``POST /emulator/NAME``: JSON in, JSON out, guarded by a token beside the data.

Where the server listens and the token stand in ``emulator.json`` of the data folder, readable by its owner alone.
"""

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from freehold.emulator.emulator import CannotDo, Emulator
from freehold.rpc.misbehaviour import BadOrder
from freehold.sandbox.admin_client import SandboxRefused
from freehold.seeds import SeedFailed
from freehold.terms.instants import Instant
from freehold.terms.seed_file import BadSeed
from freehold.web.answering import answer
from freehold.web.receiving import body_of, shows_token
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

MOUNT = "/emulator"
PLACE = "emulator.json"

_LARGEST_BODY = 8 << 20
_LONGEST_WAIT_SECONDS = 600.0


def door(emulator: Emulator, token: str) -> AsgiApp:
    """The ASGI callable."""
    commands = _commands(emulator)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        command = commands.get(scope["path"].removeprefix(f"{MOUNT}/"))
        body = await body_of(receive, _LARGEST_BODY)
        if not shows_token(scope, token):
            await _say(send, 401, error=f"Send the token of {PLACE} as a bearer token.")
        elif command is None or scope["method"] != "POST":
            await _say(send, 404, error=f"Nothing of this name can be done here; there are {', '.join(commands)}.")
        elif body is None:
            await _say(send, 413, error="The body is too large.")
        else:
            await _carry_out(command, body, send)

    return serve


def _commands(emulator: Emulator) -> dict[str, Callable[[dict[str, Any]], Any]]:
    return {
        "clock": lambda _: emulator.now(),
        "move": lambda wanted: emulator.move(Instant(int(wanted["at"]))),
        "advance": lambda wanted: emulator.move(Instant(emulator.now() + int(wanted["milliseconds"]))),
        "faults": lambda _: emulator.faults(),
        "add-fault": lambda wanted: emulator.add_fault(wanted["fault"]),
        "clear-faults": lambda _: emulator.clear_faults(),
        "load": lambda wanted: emulator.load(str(wanted["seed"])),
        "reset": lambda _: emulator.begin_anew(),
        "settle": lambda wanted: emulator.settle(min(float(wanted["seconds"]), _LONGEST_WAIT_SECONDS)),
        "mails": lambda _: emulator.mails(),
    }


async def _carry_out(command: Callable[[dict[str, Any]], Any], body: bytes, send: Send) -> None:
    try:
        # On a thread: a reset waits for the engine, and calls must go on being answered meanwhile.
        result = await asyncio.to_thread(command, json.loads(body or b"{}"))
    except (CannotDo, BadOrder, BadSeed, SeedFailed, SandboxRefused) as error:
        await _say(send, 400, error=str(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        await _say(send, 400, error=f"The request cannot be understood: {type(error).__name__} {error}.")
    else:
        await _say(send, 200, result=result)


async def _say(send: Send, status: int, **members: Any) -> None:
    await answer(send, status, json.dumps(members, ensure_ascii=False).encode())


def new_token() -> str:
    """A token for one life of the server."""
    return secrets.token_urlsafe(24)


def leave_word(data: Path, url: str, token: str) -> None:
    """Write where the emulator is and its token, for commands and tests."""
    draft = data / f"{PLACE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({"url": url, "token": token}, out)
    draft.rename(data / PLACE)
