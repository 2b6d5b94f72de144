"""Ask for messages and acknowledge them (RFC 5730, 2.9.2.3); what finished pending actions say."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, attribute, child, element, part, text
from freehold.epp.namespaces import CONTACT, DOMAIN, EPP


@element(EPP, "", "poll")
class Poll(Body):
    """``op`` is ``req`` or ``ack``; an acknowledgement names the message."""

    verb: ClassVar[str] = "poll"
    # An ack that got no answer is repeated: 2303 then says that it had arrived.
    repeat: ClassVar[Repeat] = Repeat.FREELY

    op: str = attribute()
    message_id: str | None = attribute("msgID", default=None)


@part(DOMAIN, "domain")
class DomainResult(Mapped):
    """The object, and whether the action was done."""

    name: str = text()
    done: bool = attribute("paResult")


@part(CONTACT, "contact")
class ContactResult(Mapped):
    """The object, and whether the action was done."""

    name: str = text()
    done: bool = attribute("paResult")


@part(EPP, "")
class Trids(Mapped):
    """The ids of the command that began a pending action."""

    client: str | None = child("clTRID", default=None)
    server: str = child("svTRID", default="")


@element(DOMAIN, "domain", "panData")
class DomainPanData(Mapped):
    """A pending action on a domain is over (RFC 5731, 3.3)."""

    name: DomainResult = child()
    trids: Trids = child("paTRID")
    date: str = child("paDate")


@element(CONTACT, "contact", "panData")
class ContactPanData(Mapped):
    """A pending action on a contact is over (RFC 5733, 3.3)."""

    id: ContactResult = child()
    trids: Trids = child("paTRID")
    date: str = child("paDate")
