"""Octets to typed documents and back."""

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from freehold.epp import extensions as known_extensions
from freehold.epp.body import Body, ProtocolExtension
from freehold.epp.codes import TEXTS
from freehold.epp.commands import contact, domain, host, maintenance, organization, poll, session
from freehold.epp.mapping import Element, Mapped, Missing, Unreadable, escaped
from freehold.epp.namespaces import EPP
from freehold.epp.parsing import Malformed, parsed

_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?><epp xmlns="{EPP}">'
_TAIL = "</epp>"


class Unsupported(Exception):
    """A command that is well-formed and not one known here; carries the result code that says so, and its id."""

    def __init__(self, code: int, why: str, trid: str | None) -> None:
        super().__init__(why)
        self.code = code
        self.trid = trid


@dataclass(frozen=True, slots=True)
class Greeting:
    """The server's first words: what it offers (RFC 5730, 2.4)."""

    server_id: str
    server_date: str
    versions: tuple[str, ...] = ("1.0",)
    languages: tuple[str, ...] = ("en",)
    object_uris: tuple[str, ...] = ()
    extension_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hello:
    """Asks for the greeting again; keeps a session alive."""


class Command(msgspec.Struct, frozen=True, gc=False):
    """A request: what is wanted, extensions, and the client's id for it."""

    body: Body
    trid: str | None
    op: str | None = None
    extensions: tuple[Mapped, ...] = ()
    unknown_extensions: tuple[str, ...] = ()
    """Namespaces of extensions that came with it and are not known here."""


class Result(msgspec.Struct, frozen=True, gc=False):
    """One result: a code, its text, and what the server adds about values and reasons."""

    code: int
    message: str = ""
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, code: int, *reasons: str) -> "Result":
        """A result with the RFC's text."""
        return cls(code, TEXTS[code], reasons)


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """How many messages wait, and the one shown."""

    count: int
    id: str
    date: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadableData:
    """Data of a known element without its form, in an answer that brings a message: the queue must not be blocked by it."""

    tag: str
    why: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer (RFC 5730, 2.6). *trid* is the client's own id, None when the server could not tell it."""

    results: tuple[Result, ...]
    trid: str | None
    server_trid: str
    data: Mapped | UnreadableData | None = None
    queue: MessageQueue | None = None
    extensions: tuple[Mapped, ...] = ()
    unknown_extensions: tuple[str, ...] = ()
    """Tags of extensions that came with it and are not known here, or are not of their form."""
    octets: bytes = field(default=b"", repr=False, compare=False)
    """As it came; what is kept of a poll message."""

    @property
    def code(self) -> int:
        """The code of the first result."""
        return self.results[0].code

    @property
    def message(self) -> str:
        """The server's words: the first result's text with its reasons."""
        first = self.results[0]
        return "; ".join((first.message, *first.reasons))


Document = Greeting | Hello | Command | Response

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


# -- writing --


def write(document: Document) -> bytes:
    """The document in octets; ValueError for text that XML does not allow."""
    out = [_HEAD]
    match document:
        case Command():
            _write_command(document, out)
        case Response():
            _write_response(document, out)
        case Greeting():
            _write_greeting(document, out)
        case Hello():
            out.append("<hello/>")
    out.append(_TAIL)
    return "".join(out).encode()


def _write_command(command: Command, out: list[str]) -> None:
    body = command.body
    if isinstance(body, ProtocolExtension):
        _write_extensions((body.with_trid(command.trid),), out)
        return
    out.append("<command>")
    if body.namespace == EPP:
        body.write(out)
    else:
        op = f' op="{escaped(command.op)}"' if command.op else ""
        out.append(f"<{body.verb}{op}>")
        body.write(out)
        out.append(f"</{body.verb}>")
    _write_extensions(command.extensions, out)
    if command.trid is not None:
        out.append(f"<clTRID>{escaped(command.trid)}</clTRID>")
    out.append("</command>")


def _write_extensions(extensions: tuple[Mapped, ...], out: list[str]) -> None:
    if extensions:
        out.append("<extension>")
        for extension in extensions:
            extension.write(out)
        out.append("</extension>")


def _write_response(response: Response, out: list[str]) -> None:
    out.append("<response>")
    for result in response.results:
        out.append(f'<result code="{result.code:04d}"><msg>{escaped(result.message)}</msg>')
        out += [
            f"<extValue><value><undef/></value><reason>{escaped(reason)}</reason></extValue>"
            for reason in result.reasons
        ]
        out.append("</result>")
    queue = response.queue
    if queue is not None:
        out.append(f'<msgQ count="{queue.count}" id="{escaped(queue.id)}">')
        if queue.date is not None:
            out.append(f"<qDate>{escaped(queue.date)}</qDate>")
        if queue.text is not None:
            out.append(f"<msg>{escaped(queue.text)}</msg>")
        out.append("</msgQ>")
    if isinstance(response.data, Mapped):
        out.append("<resData>")
        response.data.write(out)
        out.append("</resData>")
    _write_extensions(response.extensions, out)
    own = f"<clTRID>{escaped(response.trid)}</clTRID>" if response.trid is not None else ""
    out.append(f"<trID>{own}<svTRID>{escaped(response.server_trid)}</svTRID></trID></response>")


def _write_greeting(greeting: Greeting, out: list[str]) -> None:
    out.append(
        f"<greeting><svID>{escaped(greeting.server_id)}</svID><svDate>{escaped(greeting.server_date)}</svDate><svcMenu>"
    )
    out += [f"<version>{escaped(version)}</version>" for version in greeting.versions]
    out += [f"<lang>{escaped(language)}</lang>" for language in greeting.languages]
    out += [f"<objURI>{escaped(uri)}</objURI>" for uri in greeting.object_uris]
    if greeting.extension_uris:
        uris = "".join(f"<extURI>{escaped(uri)}</extURI>" for uri in greeting.extension_uris)
        out.append(f"<svcExtension>{uris}</svcExtension>")
    out.append(
        "</svcMenu><dcp><access><all/></access><statement><purpose><admin/><prov/></purpose>"
        "<recipient><ours/><public/></recipient><retention><stated/></retention></statement></dcp></greeting>"
    )


# -- reading --


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
