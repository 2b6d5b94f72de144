"""Poll messages (RFC 5730, 2.9.2.3)."""

from dataclasses import replace
from typing import Any

from freehold.epp.commands import poll as epp
from freehold.epp.documents import MessageQueue, Response
from freehold.epp.mapping import Mapped
from freehold.sandbox.flows import maintenance
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.flows.notices import CHANGED, change_notice
from freehold.sandbox.world import epp_time
from freehold.terms.instants import Instant


def poll(context: Context, body: epp.Poll) -> Response:
    """1000 for an acknowledgement, 1300, 1301, 2003 for one without an id, 2005, 2303 for a message that is not there."""
    match body.op:
        case "req":
            return _request(context)
        case "ack":
            return _acknowledge(context, body.message_id)
        case _:
            raise Declined(2005, "op")


def _request(context: Context) -> Response:
    count, first = context.world.messages(context.client)
    if first is None:
        return context.answer(1300)
    number, at, text, body = first
    queue = MessageQueue(count, str(number), epp_time(Instant(at)), text)
    if body.get("kind") == CHANGED:
        data, notice = change_notice(context.world, body)
        shown = (notice,) if notice.namespace in context.agreed else ()
        return replace(context.answer(1301, data=data, queue=queue), extensions=shown)
    return context.answer(1301, data=_data(body), queue=queue)


def _acknowledge(context: Context, message_id: str | None) -> Response:
    if not message_id:
        raise Declined(2003, "msgID")
    if not message_id.isascii() or not message_id.isdigit():
        raise Declined(2005, "msgID")
    if not context.world.drop_message(context.client, int(message_id)):
        raise Declined(2303)
    count, _ = context.world.messages(context.client)
    return context.answer(queue=MessageQueue(count, message_id))


def _data(body: dict[str, Any]) -> Mapped | None:
    if "kind" not in body:
        return None
    if body["kind"] == maintenance.KIND:
        return maintenance.data_of(body["item"], body["poll_type"])
    trids = epp.Trids(client=body["cl_trid"], server=body["sv_trid"])
    date = epp_time(Instant(body["at"]))
    if body["kind"] == "contact:panData":
        return epp.ContactPanData(id=epp.ContactResult(name=body["name"], done=body["done"]), trids=trids, date=date)
    return epp.DomainPanData(name=epp.DomainResult(name=body["name"], done=body["done"]), trids=trids, date=date)
