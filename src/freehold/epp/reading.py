"""Octets to documents."""

import re
from typing import Any

from freehold.epp import extensions as known_extensions
from freehold.epp.body import Body, ProtocolExtension
from freehold.epp.commands import contact, domain, host, maintenance, organization, poll, session
from freehold.epp.documents import (
    Command,
    Document,
    Greeting,
    Hello,
    MessageQueue,
    Response,
    Result,
    UnreadableData,
    Unsupported,
)
from freehold.epp.mapping import Element, Mapped, Missing, Unreadable
from freehold.epp.namespaces import EPP
from freehold.epp.parsing import Malformed, parsed

_BODIES: dict[tuple[str, str], type[Body]] = {
    (body.verb, f"{{{body.namespace}}}{body.tag}"): body
    for module in (session, poll, contact, domain, host, maintenance)
    for body in vars(module).values()
    if isinstance(body, type) and issubclass(body, Body) and body.tag
}
_OWN_BODIES = {body.verb: body for body in _BODIES.values() if body.namespace == EPP}
_VERBS = frozenset(verb for verb, _ in _BODIES)
_DATA: dict[str, type[Mapped]] = {
    f"{{{data.namespace}}}{data.tag}": data
    for module in (poll, contact, domain, host, maintenance, organization)
    for data in vars(module).values()
    if isinstance(data, type) and issubclass(data, Mapped) and not issubclass(data, Body) and data.tag
}
_EXTENSIONS: dict[str, type[Mapped]] = {
    f"{{{extension.namespace}}}{extension.tag}": extension
    for module in known_extensions.MODULES
    for extension in vars(module).values()
    if isinstance(extension, type) and issubclass(extension, Mapped) and extension.tag
}
_PROTOCOL_EXTENSIONS: dict[str, type[ProtocolExtension]] = {
    tag: extension for tag, extension in _EXTENSIONS.items() if issubclass(extension, ProtocolExtension)
}


def read(octets: bytes) -> Document:
    """The document; raises Malformed, and Unsupported for a command that is not known here."""
    root = parsed(octets)
    if root.tag != f"{{{EPP}}}epp" or len(root) != 1:
        raise Malformed("the root is not one element of the protocol's namespace")
    found = root[0]
    try:
        match found.tag:
            case _Tags.RESPONSE:
                return _read_response(found, octets)
            case _Tags.COMMAND:
                return _read_command(found)
            case _Tags.EXTENSION:
                return _read_protocol_extension(found)
            case _Tags.GREETING:
                return _read_greeting(found)
            case _Tags.HELLO:
                return Hello()
    except Unreadable as error:
        raise Malformed(str(error)) from error
    raise Malformed("neither greeting, hello, command nor response")


class _Tags:
    RESPONSE = f"{{{EPP}}}response"
    COMMAND = f"{{{EPP}}}command"
    GREETING = f"{{{EPP}}}greeting"
    HELLO = f"{{{EPP}}}hello"
    RESULT = f"{{{EPP}}}result"
    DATA = f"{{{EPP}}}resData"
    QUEUE = f"{{{EPP}}}msgQ"
    TRIDS = f"{{{EPP}}}trID"
    EXTENSION = f"{{{EPP}}}extension"
    CLIENT_TRID = f"{{{EPP}}}clTRID"
    SERVER_TRID = f"{{{EPP}}}svTRID"
    MESSAGE = f"{{{EPP}}}msg"
    REASON = f"{{{EPP}}}reason"
    MENU = f"{{{EPP}}}svcMenu"


def _read_response(found: Element, octets: bytes) -> Response:
    results: list[Result] = []
    trid: str | None = None
    server_trid = ""
    data: Mapped | UnreadableData | None = None
    queue: MessageQueue | None = None
    extensions: list[Mapped] = []
    unknown: list[str] = []
    unreadable: Unreadable | None = None
    for piece in found:
        match piece.tag:
            case _Tags.RESULT:
                results.append(_read_result(piece))
            case _Tags.TRIDS:
                for entry in piece:
                    if entry.tag == _Tags.CLIENT_TRID:
                        trid = (entry.text or "").strip()
                    elif entry.tag == _Tags.SERVER_TRID:
                        server_trid = (entry.text or "").strip()
            case _Tags.DATA:
                try:
                    data = _read_data(piece)
                except Unreadable as error:
                    unreadable = error
                    data = UnreadableData(str(piece[0].tag), str(error))
            case _Tags.QUEUE:
                queue = _read_queue(piece)
            case _Tags.EXTENSION:
                _read_extensions(piece, extensions, unknown)
    if not results:
        raise Malformed("a response without a result")
    if unreadable is not None and queue is None:
        raise unreadable
    return Response(tuple(results), trid, server_trid, data, queue, tuple(extensions), tuple(unknown), octets)


def _read_extensions(found: Element, extensions: list[Mapped], unknown: list[str]) -> None:
    """Sort out what is known. What an answer says beside its result must not spoil the result."""
    for entry in found:
        known = _EXTENSIONS.get(entry.tag)
        try:
            if known is not None:
                extensions.append(known.read(entry))
                continue
        except Unreadable:
            pass
        unknown.append(str(entry.tag))


def _read_result(found: Element) -> Result:
    code = found.get("code", "")
    if len(code) != 4 or not code.isascii() or not code.isdigit():
        raise Malformed(f"the result code {code[:10]!r}")
    if len(found) == 1 and found[0].tag == _Tags.MESSAGE:
        return Result(int(code), (found[0].text or "").strip())
    message = found.findtext(_Tags.MESSAGE) or ""
    reasons = tuple((entry.text or "").strip() for entry in found.iter(_Tags.REASON))
    return Result(int(code), message.strip(), reasons)


def _read_data(found: Element) -> Mapped | None:
    for entry in found:
        known = _DATA.get(entry.tag)
        if known is not None:
            value: Mapped = known.read(entry)
            return value
    return None


_COUNT = re.compile("[0-9]{1,20}")
"""An unsigned long; longer ones Python would not even convert."""


def _read_queue(found: Element) -> MessageQueue:
    count = found.get("count", "")
    if not _COUNT.fullmatch(count):
        raise Malformed(f"the message count {count[:10]!r}")
    text = found.find(_Tags.MESSAGE)
    words = None if text is None else "".join(str(piece) for piece in text.itertext()).strip()
    date = found.findtext(f"{{{EPP}}}qDate")
    return MessageQueue(int(count), found.get("id", ""), None if date is None else date.strip(), words)


def _read_greeting(found: Element) -> Greeting:
    menu = found.find(_Tags.MENU)
    if menu is None:
        raise Malformed("a greeting without a menu")

    def texts(name: str) -> tuple[str, ...]:
        return tuple((entry.text or "").strip() for entry in menu.iter(f"{{{EPP}}}{name}"))

    return Greeting(
        server_id=(found.findtext(f"{{{EPP}}}svID") or "").strip(),
        server_date=(found.findtext(f"{{{EPP}}}svDate") or "").strip(),
        versions=texts("version"),
        languages=texts("lang"),
        object_uris=texts("objURI"),
        extension_uris=texts("extURI"),
    )


def _read_command(found: Element) -> Command:
    trid: str | None = None
    verb: Any = None
    extension: Element | None = None
    for piece in found:
        if piece.tag == _Tags.CLIENT_TRID:
            trid = (piece.text or "").strip() or None
        elif piece.tag == _Tags.EXTENSION:
            extension = piece
        elif verb is None:
            verb = piece
    if verb is None or not str(verb.tag).startswith(f"{{{EPP}}}"):
        raise Unsupported(2001, "a command without a verb", trid)
    name = str(verb.tag).removeprefix(f"{{{EPP}}}")
    if name not in _VERBS:
        raise Unsupported(2000, f"no command {name}", trid)
    own = _OWN_BODIES.get(name)
    try:
        extensions, unknown = _known_and_unknown(extension)
        if own is not None:
            return Command(own.read(verb), trid, None, extensions, unknown)
        if len(verb) != 1:
            raise Unsupported(2001, "a command about no object or several", trid)
        kind = _BODIES.get((name, str(verb[0].tag)))
        if kind is None:
            raise Unsupported(2307, f"no {name} of {verb[0].tag}", trid)
        body: Body = kind.read(verb[0])
    except Unreadable as error:
        raise Unsupported(2003 if isinstance(error, Missing) else 2001, str(error), trid) from error
    return Command(body, trid, verb.get("op"), extensions, unknown)


def _read_protocol_extension(found: Element) -> Command:
    """A command in a frame of its own; its id is wherever the extension puts it."""
    known = _PROTOCOL_EXTENSIONS.get(str(found[0].tag)) if len(found) == 1 else None
    trid = next((entry.text for entry in found.iter("{*}clTRID")), None)
    if known is None:
        raise Unsupported(2000, "no such extension of the protocol", (trid or "").strip() or None)
    try:
        body: ProtocolExtension = known.read(found[0])
    except Unreadable as error:
        raise Unsupported(2003 if isinstance(error, Missing) else 2001, str(error), trid) from error
    return Command(body.with_trid(None), body.own_trid or None)


def _known_and_unknown(found: Element | None) -> tuple[tuple[Mapped, ...], tuple[str, ...]]:
    """A command's extensions, and the namespaces of those not known here; raises Unreadable."""
    entries = () if found is None else tuple(found)
    known = tuple(_EXTENSIONS[entry.tag].read(entry) for entry in entries if entry.tag in _EXTENSIONS)
    unknown = (entry.tag for entry in entries if entry.tag not in _EXTENSIONS)
    return known, tuple(str(tag).rpartition("}")[0].removeprefix("{") for tag in unknown)
