"""Mails that come back: delivery status notifications (RFC 3464), read and noted at the mail that they are about.

A notification has a part for programs, with a block for each recipient, and gives back the mail or its header lines. Those
carry the Message-ID, which we made from the event. Where they are missing, the failed recipient's newest mail is meant.
Whoever can write to the sender's mailbox can send such a thing: all it can do is to mark a mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser, Parser
from email.policy import compat32

from freehold.db.session import Session
from freehold.operations.mail.words import clean
from freehold.store import outbox
from freehold.terms.instants import Instant

LARGEST = 4 << 20
"""Octets of a notification; our mails, given back whole, have far less."""

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global", "message/global-headers"})
_MESSAGE_ID = re.compile(r"<([^<>@\s]{1,64})@[^<>@\s]{1,255}>")
_NO_WORDS = "it came back"


class NotABounce(ValueError):
    """What was handed in is no delivery status notification; the argument says why."""


class NotOurs(LookupError):
    """A notification is about no mail of the outbox."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that a mail will never reach, under each address the notification names, and the server's words."""

    addresses: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A notification: which mail it is about, when it says so, and whom that did not reach."""

    event: str | None
    failures: tuple[Failure, ...]
    """None: the mail is only late, or even arrived."""


def read(octets: bytes) -> Bounce:
    """Read a notification; raises NotABounce."""
    if len(octets) > LARGEST:
        raise NotABounce(f"it has more than {LARGEST} octets")
    try:
        # As text: addresses in the fields may be UTF-8 (RFC 6533).
        parts = Parser(policy=compat32).parsestr(octets.decode("utf-8", "replace")).get_payload()
    except RecursionError as error:
        raise NotABounce("its parts are nested too deep") from error
    found = [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []
    status = next((part for part in found if part.get_content_type() in _STATUS), None)
    if status is None:
        raise NotABounce("it has no part message/delivery-status (RFC 3464)")
    blocks = list(_blocks(status))
    if not any("Final-Recipient" in block for block in blocks):
        raise NotABounce("its part message/delivery-status names no recipient")
    return Bounce(_event(found), tuple(_failure(block) for block in blocks if _failed(block)))


def note(session: Session, bounce: Bounce, now: Instant) -> dict[str, bool]:
    """Note a mail that came back: its event, and whether that is new. Raises NotOurs."""
    noted: dict[str, bool] = {}
    for failure in bounce.failures:
        event = bounce.event or _newest_to(session, failure.addresses)
        if event is not None and outbox.find(session, event) is not None:
            noted[event] = outbox.bounced(session, event, failure.words, now) or noted.get(event, False)
    if bounce.failures and not noted:
        raise NotOurs("it is about no mail that was sent from here")
    return noted


def _newest_to(session: Session, addresses: tuple[str, ...]) -> str | None:
    return next((event for address in addresses for event in outbox.sent_to(session, address)), None)


def _blocks(status: Message) -> Iterator[Message]:
    """The lines about the whole, and those about each recipient."""
    payload = status.get_payload()
    if not isinstance(payload, list):
        return
    for part in payload:
        assert isinstance(part, Message)
        yield part
        rest = part.get_payload()
        if isinstance(rest, str):
            # The library knows the blocks of the older type only, and leaves all but the first as text.
            yield from (HeaderParser(policy=compat32).parsestr(text) for text in re.split(r"\n\s*\n", rest.strip()))


def _failed(block: Message) -> bool:
    action = _field(block, "Action").split(" ")[0].casefold()
    return action == "failed" or (not action and _field(block, "Status").startswith("5"))


def _failure(block: Message) -> Failure:
    named = (_field(block, name).partition(";")[2] for name in ("Original-Recipient", "Final-Recipient"))
    addresses = tuple(dict.fromkeys(address.strip().strip("<>") for address in named if "@" in address))
    words = f"{_field(block, 'Status')} {_field(block, 'Diagnostic-Code').partition(';')[2]}"
    return Failure(addresses, clean(words) or _NO_WORDS)


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


def _event(parts: list[Message]) -> str | None:
    """The event of the mail that was given back, whole or its header lines."""
    for part in parts:
        payload = part.get_payload()
        returned: Message | None = None
        if part.get_content_type() in _RETURNED and isinstance(payload, list) and isinstance(payload[0], Message):
            returned = payload[0]
        elif part.get_content_type() == "text/rfc822-headers":
            lines = part.get_payload(decode=True)
            returned = BytesParser(policy=compat32).parsebytes(lines) if isinstance(lines, bytes) else None
        found = None if returned is None else _MESSAGE_ID.search(_field(returned, "Message-ID"))
        if found is not None:
            return found[1]
    return None
