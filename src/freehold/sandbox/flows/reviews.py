"""Changes that wait: kept with the world, made or refused when their time has come, told by a poll message (RFC 5731, 3.3)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from freehold.epp.commands.contact import ContactCreate
from freehold.epp.commands.domain import DomainUpdate
from freehold.epp.documents import Response
from freehold.epp.extensions.signed_code import ReadCode
from freehold.sandbox.flows import codes as verification_codes
from freehold.sandbox.flows import contacts, domains
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import World

LAPSED = "the time to consent is over"
_DOCUMENTS = "the documents do not fit the name"
_WHY = {"refuse": "the holder said no", "lapse": LAPSED}


def update_later(
    context: Context, body: DomainUpdate, seconds: float, *, refused: bool = False, hold: bool = False,
    consent: bool = False, key: str | None = None, command: str = "domain:update", codes: Sequence[ReadCode] = (),
) -> Response:  # fmt: skip
    """1001 now, the change and the *codes* that came with it later; the domain is pendingUpdate meanwhile.

    *hold*: a refusal ends in serverHold.

    With *consent* the time is what the holders have to confirm in; a *key* is mailed to them, and bringing it confirms.
    """
    found = domains.check_update(context, body, extended=bool(codes))
    found.statuses["pendingUpdate"] = ""
    context.world.put_domain(found)
    kept: dict[str, Any] = {"update": domains.packed(body), "refused": refused, "hold": hold, "command": command}
    kept["codes"] = [asdict(code) for code in codes]
    if consent:
        kept |= {"refused": True, "why": LAPSED} | ({} if key is None else {"key": key})
    _keep(context, found.name, seconds, kept)
    return context.answer(1001)


def create_contact_later(context: Context, body: ContactCreate, seconds: float, *, refused: bool = False) -> Response:
    """1001 now; the contact is there and pendingCreate until its review is over."""
    made = contacts.create(context, body)
    found = context.world.contacts[body.id]
    found.statuses = ("pendingCreate",)
    context.world.put_contact(found)
    _keep(context, body.id, seconds, {"contact": True, "refused": refused})
    return Response(context.answer(1001).results, made.trid, made.server_trid, made.data)


def need_audited(context: Context, body: DomainUpdate) -> None:
    """Only a contact that passed its review may become a registrant; raises Declined with 2304."""
    handle = body.change.registrant if body.change is not None else None
    found = context.world.contacts.get(handle or "")
    if found is not None and "pendingCreate" in found.statuses:
        raise Declined(2304, f"contact {found.id}: its review is not over")


def _keep(context: Context, name: str, seconds: float, what: dict[str, Any]) -> None:
    kept = {"client": context.client, "cl_trid": context.trid, "sv_trid": context.server_trid, **what}
    context.world.postpone(name, context.world.now() + int(seconds * 1000), kept)


def settle(world: World) -> None:
    """Make or refuse what has come due."""
    for name, kept in world.due():
        _end(world, name, kept)


def decide(world: World, name: str, verdict: str) -> bool:
    """Let holders or reviewers ``confirm``, ``refuse``, or ``lapse``; False when nothing of this name waits."""
    kept = world.pending_of(name)
    if kept is None:
        return False
    world.drop_pending(name)
    _end(world, name, {**kept, "refused": verdict != "confirm", "why": _WHY.get(verdict, "")})
    return True


def _end(world: World, name: str, kept: dict[str, Any]) -> None:
    done = _settle_contact(world, name, kept) if "contact" in kept else _settle_domain(world, name, kept)
    notice = {"kind": "contact:panData" if "contact" in kept else "domain:panData", "name": name, "done": done}
    text = "Pending action completed" if done else f"Pending action refused: {kept.get('why') or _DOCUMENTS}"
    ids = {"cl_trid": kept["cl_trid"], "sv_trid": kept["sv_trid"]}
    world.tell(kept["client"], text, {**notice, **ids, "at": world.now()})


def _settle_contact(world: World, name: str, kept: dict[str, Any]) -> bool:
    found = world.contacts.get(name)
    if found is None:
        return False
    if kept["refused"]:
        world.drop_contact(name)
        return False
    found.statuses = tuple(status for status in found.statuses if status != "pendingCreate")
    world.put_contact(found)
    return True


def _settle_domain(world: World, name: str, kept: dict[str, Any]) -> bool:
    found = world.domains.get(name)
    if found is None:
        return False
    body = domains.unpacked(kept["update"])
    found.statuses.pop("pendingUpdate", None)
    if kept.get("refused"):
        if kept.get("hold"):
            found.statuses["serverHold"] = "real-name verification failed"
        world.put_domain(found)
        return False
    domains.apply(world, found, body, kept["client"])
    context = Context(world, kept["client"], body, None, kept["cl_trid"], kept["sv_trid"])
    codes = [ReadCode(**code) for code in kept.get("codes", ())]
    if codes:
        verification_codes.put(context, found, codes)
    noted = verification_codes.noted(codes) if codes else {}
    context.note(kept.get("command", "domain:update"), name, domains.detail(body) | noted | {"pending": True})
    return True
