"""A second port to look, seed, order faults and move the clock: a JSON object a line, guarded by a token.

Port and token are in ``admin.json`` of the data folder, readable by its owner alone.
"""

import asyncio
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any

from freehold.clock import MovableClock
from freehold.epp.extensions.signed_code import MODERN
from freehold.sandbox import habits, login_security
from freehold.sandbox.code_trust import BadTrust
from freehold.sandbox.domain_book import Domain
from freehold.sandbox.faults import BadFault
from freehold.sandbox.fees import BadFee
from freehold.sandbox.flows import maintenance, reviews
from freehold.sandbox.flows.maintenance import BadMaintenance
from freehold.sandbox.flows.notices import change_as_somebody_else
from freehold.sandbox.habits import BadHabit
from freehold.sandbox.login_security import BadWarning
from freehold.sandbox.modes import BadMode
from freehold.sandbox.offers import BadOffer
from freehold.sandbox.server import Server
from freehold.sandbox.shown import BadShow
from freehold.terms.instants import Instant

_LONGEST_LINE = 64 << 20
_PAGE = 5000


class Admin:
    """Answers requests on the second port."""

    def __init__(self, server: Server, clock: MovableClock, client: str) -> None:
        self._server = server
        self._world = server.world
        self._clock = clock
        self._client = client
        self._token = secrets.token_urlsafe(24)

    async def listen(self, folder: Path) -> asyncio.Server:
        """Take requests on a free loopback port, and leave word of it."""
        listening = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LONGEST_LINE)
        port = listening.sockets[0].getsockname()[1]
        draft = folder / "admin.json.new"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump({"port": port, "token": self._token}, out)
        draft.rename(folder / "admin.json")
        return listening

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            if not hmac.compare_digest(str(request.get("token", "")), self._token):
                return {"error": "wrong token"}
            handle = getattr(self, f"_do_{request['do']}", None)
            if handle is None:
                return {"error": f"nothing named {request['do']!r} can be done here"}
            self._world.begin()
            try:
                return {"result": handle(request)}
            finally:
                self._world.commit()
        except (BadFault, BadHabit, BadMode, BadOffer, BadTrust, BadWarning, BadShow, BadFee, BadMaintenance) as error:
            return {"error": str(error)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return {"error": f"the request cannot be understood: {error!r}"}

    def _do_seed(self, request: dict[str, Any]) -> int:
        return self._world.seed(request.get("client", self._client), request["domains"])

    def _do_decide(self, request: dict[str, Any]) -> bool:
        if request["verdict"] not in {"confirm", "refuse", "lapse"}:
            raise ValueError("verdict is confirm, refuse or lapse")
        return reviews.decide(self._world, request["name"], request["verdict"])

    def _do_mailed_key(self, request: dict[str, Any]) -> str | None:
        return (self._world.pending_of(request["name"]) or {}).get("key")

    def _do_look(self, request: dict[str, Any]) -> dict[str, Any] | None:
        found = self._world.domains.get(request["name"]) or self._world.contacts.get(request["name"])
        return None if found is None else {name: getattr(found, name) for name in found.__slots__}

    def _do_domains(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        return [_shown(found) for found in self._world.domains.after(request.get("after", ""), _PAGE)]

    def _do_contacts(self, _request: dict[str, Any]) -> list[str]:
        return sorted(self._world.contacts)

    def _do_ledger(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        return self._world.ledger(int(request.get("after", 0)), _PAGE)

    def _do_transforms(self, request: dict[str, Any]) -> dict[str, int]:
        return self._world.transforms(request["command"])

    def _do_add_faults(self, request: dict[str, Any]) -> int:
        # A seed file's orders are taken once: those that were used up must not come again with the next start.
        if request.get("once") is not None and not self._world.first_time(f"faults {request['once']}"):
            return 0
        for order in request["faults"]:
            self._server.faults.add(order)
        return len(request["faults"])

    def _do_faults(self, _request: dict[str, Any]) -> list[dict[str, Any]]:
        return self._server.faults.list()

    def _do_clear_faults(self, _request: dict[str, Any]) -> None:
        self._server.faults.clear()

    def _do_set_mode(self, request: dict[str, Any]) -> None:
        self._server.modes.set(str(request["suffix"]).lower(), request["mode"], request.get("review_seconds"))

    def _do_trust_codes(self, request: dict[str, Any]) -> None:
        self._server.extras.code_trust.set(request["anchors"], request.get("algorithms", MODERN))

    def _do_offer(self, request: dict[str, Any]) -> None:
        self._server.offers.set(request["extensions"])

    def _do_show(self, request: dict[str, Any]) -> None:
        self._server.extras.shown.set(str(request["name"]), request["extensions"])

    def _do_price(self, request: dict[str, Any]) -> None:
        self._server.extras.fees.set(
            str(request["name"]), request["amount"], str(request["currency"]),
            then=request.get("then"), secret=str(request.get("secret", "")),
        )  # fmt: skip

    def _do_announce(self, request: dict[str, Any]) -> None:
        maintenance.announce(self._world, self._client, request)

    def _do_change(self, request: dict[str, Any]) -> None:
        change_as_somebody_else(
            self._world, self._client, {name: value for name, value in request.items() if name not in {"do", "token"}}
        )

    def _do_warn(self, request: dict[str, Any]) -> None:
        login_security.warn(self._world, request["events"])

    def _do_behave(self, request: dict[str, Any]) -> None:
        changes = {name: value for name, value in request.items() if name not in {"do", "token"}}
        habits.take_on(self._world, self._server.habits, changes)

    def _do_say(self, request: dict[str, Any]) -> None:
        self._world.tell(self._client, str(request["text"]), {})

    def _do_set_clock(self, request: dict[str, Any]) -> int:
        self._clock.set(Instant(request["at"]))
        return self._clock.now()

    def _do_most_sessions(self, request: dict[str, Any]) -> None:
        self._server.most_sessions = int(request["number"])

    def _do_stats(self, _request: dict[str, Any]) -> dict[str, int]:
        world = self._world
        return {
            "domains": len(world.domains),
            "contacts": len(world.contacts),
            "sessions": self._server.sessions,
            "together": self._server.together,
            "messages": world.messages(self._client)[0],
            "undone": world.undone(),
            "now": world.now(),
        }

    def _do_reset(self, request: dict[str, Any]) -> None:
        self._server.faults.clear()
        self._server.extras.forget()
        self._world.reset()
        if "at" in request:
            self._clock.set(Instant(request["at"]))


def _shown(found: Domain) -> dict[str, Any]:
    """A domain in short; its contacts beside the registrant only where it has some."""
    told: dict[str, Any] = {"name": found.name, "registrant": found.registrant, "statuses": sorted(found.statuses)}
    if found.contacts:
        told["contacts"] = [f"{role} {handle}" for role, handle in sorted(found.contacts)]
    return told
