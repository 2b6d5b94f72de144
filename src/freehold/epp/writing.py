"""Documents to octets."""

from freehold.epp.body import ProtocolExtension
from freehold.epp.documents import Command, Document, Greeting, Hello, Response
from freehold.epp.mapping import Mapped, escaped
from freehold.epp.namespaces import EPP

_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?><epp xmlns="{EPP}">'
_TAIL = "</epp>"


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
