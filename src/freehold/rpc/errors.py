"""A refusal, or a bug, to an error reply (protocol.md, 7.1)."""

from functools import lru_cache

from freehold.languages import Language, sentence
from freehold.rpc.exchange import Format, Reply
from freehold.rpc.rendering import CONTENT_TYPES, DECLARATION, write_json, xml_text
from freehold.rpc.throttle import RETRY_AFTER_MS
from freehold.terms.phrases import Said
from freehold.terms.refusals import Refusal, Throttled

HELP_PATH = "/docs/errors"
"""Where this server explains its codes; ``Recommend`` points there."""

_ANY_ID = b"{id}"
"""Stands for the request id in an answer that is kept; no header Host can have a brace in it."""


def message(refusal: Refusal, language: Language) -> str:
    """The refusal's sentence in the language asked for, the phrases among its values too."""
    values = {name: in_language(value, language) for name, value in refusal.values.items()}
    return sentence(refusal.key, refusal.sentence, language, **values)


def in_language(value: object, language: Language) -> object:
    """A phrase in the language; anything else as it is."""
    if not isinstance(value, Said):
        return value
    values = {name: in_language(part, language) for name, part in value.values.items()}
    return sentence(value.key, value.english, language, **values)


def error_reply(
    refusal: Refusal,
    *,
    wanted: Format,
    language: Language,
    request_id: str,
    host: str,
    scheme: str,
    action: str = "-",
) -> Reply:
    """Status, headers and the five members of an error."""
    code = refusal.wire_code
    members = {
        "RequestId": request_id,
        "HostId": host_name(host),
        "Code": code,
        "Message": message(refusal, language),
        "Recommend": f"{scheme}://{host}{HELP_PATH}#{code}" if host else f"{HELP_PATH}#{code}",
    }
    headers = [(b"content-type", CONTENT_TYPES[wanted])]
    if isinstance(refusal, Throttled):
        milliseconds = int(str(refusal.values["retry_after_ms"]))
        headers.append((b"x-acs-retry-after", b"%d" % milliseconds))
        headers.append((b"retry-after", b"%d" % -(-milliseconds // 1000)))
    return Reply(
        status=refusal.status,
        headers=headers,
        body=write_json(members) if wanted == "JSON" else _xml(members),
        request_id=request_id,
        action=action,
        code=code,
    )


def throttled_reply(wanted: Format, language: Language, request_id: str, host: str, scheme: str, action: str) -> Reply:
    """The answer to a call for which there is no place, for the price of its request id: the rest is the same each time."""
    pattern = _throttled(wanted, language, host, scheme)
    body = pattern.body.replace(_ANY_ID, request_id.encode("ascii"), 1)
    return Reply(
        status=pattern.status,
        headers=pattern.headers,
        body=body,
        request_id=request_id,
        action=action,
        code=pattern.code,
    )


@lru_cache(maxsize=64)
def _throttled(wanted: Format, language: Language, host: str, scheme: str) -> Reply:
    refusal = Throttled(retry_after_ms=RETRY_AFTER_MS)
    return error_reply(
        refusal, wanted=wanted, language=language, request_id=_ANY_ID.decode("ascii"), host=host, scheme=scheme
    )


def host_name(host: str) -> str:
    """The host called, without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _xml(members: dict[str, str]) -> bytes:
    parts = [f"<{name}>{xml_text(text)}</{name}>" for name, text in members.items() if name != "Recommend"]
    # A host with "]]>" in it does not pass the protocol's check; split all the same, so that no text can end the section.
    link = members["Recommend"].replace("]]>", "]]]]><![CDATA[>")
    return f"{DECLARATION}<Error>{''.join(parts)}<Recommend><![CDATA[{link}]]></Recommend></Error>".encode()
