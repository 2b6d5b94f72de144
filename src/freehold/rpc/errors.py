"""A refusal, or a bug, to an error reply (protocol.md, 7.1)."""

from freehold.languages import Language, sentence
from freehold.rpc.exchange import Format, Reply
from freehold.rpc.rendering import CONTENT_TYPES, DECLARATION, write_json, xml_text
from freehold.terms.phrases import Said
from freehold.terms.refusals import Refusal, Throttled

HELP_PATH = "/docs/errors"
"""Where this server explains its codes; ``Recommend`` points there."""


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
        headers.append((b"x-acs-retry-after", str(refusal.values["retry_after_ms"]).encode("ascii")))
    return Reply(
        status=refusal.status,
        headers=headers,
        body=write_json(members) if wanted == "JSON" else _xml(members),
        request_id=request_id,
        action=action,
        code=code,
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
