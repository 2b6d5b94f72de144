"""The common parameters of a call, from its query and form (V1) or its headers (V3); protocol.md, 2 to 4."""

import re
from functools import lru_cache

import msgspec

from freehold.languages import Language, pick
from freehold.rpc.exchange import Format, RawCall
from freehold.rpc.signature import V3_ALGORITHM
from freehold.rpc.splitting import NOTHING, Pairs, merge, split
from freehold.terms.instants import MINUTE, Instant, from_text, utc_text
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import (
    BothCredentials,
    InvalidFormat,
    InvalidParameter,
    InvalidSignatureMethod,
    MalformedAuthorization,
    MissingHeader,
    MissingParameter,
    TimestampExpired,
    TimestampMalformed,
    UnsupportedContentType,
)

VERSION = "2018-01-29"
FORM = "application/x-www-form-urlencoded"
WINDOW = 15 * MINUTE
"""How far a time stamp may be from our clock, in either direction (protocol.md, 8)."""

_LONGEST_NONCE = 256
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_AUTHORIZATION = re.compile(r"Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-z]+")
_FORMAT = re.compile(rb"(?:^|&)Format=([A-Za-z]+)(?:&|$)")
_LANG = re.compile(rb"(?:^|&)Lang=([A-Za-z-]+)(?:&|$)")
_KEY_ID = re.compile(rb"(?:^|&)AccessKeyId=([^&]*)")
_ACTION = re.compile(rb"(?:^|&)Action=([^&]*)")
_CREDENTIAL = re.compile(r"Credential=([^,\s]+)")
_MUST_BE_SIGNED = frozenset(
    {b"host", b"x-acs-action", b"x-acs-version", b"x-acs-date", b"x-acs-signature-nonce", b"x-acs-content-sha256"}
)

ANOTHER_VERSION = Phrase("AnotherVersion", "this server speaks 2018-01-29")
ANOTHER_SIGNATURE_VERSION = Phrase("AnotherSignatureVersion", "only 1.0 is taken")
NONCE_LENGTH = Phrase("NonceLength", "a nonce has 1 to 256 printable characters")
NOT_OF_FORM = Phrase(
    "NotOfForm", "Authorization is not ACS3-HMAC-SHA256 Credential=<id>,SignedHeaders=<names>,Signature=<hex>"
)
NOT_SIGNED = Phrase("NotSigned", "the header {header} is not among SignedHeaders")
HEADER_TWICE = Phrase("HeaderTwice", "the header {header} came more than once")
KEY_IDS_DIFFER = Phrase("KeyIdsDiffer", "x-acs-accesskey-id is not the key id of Authorization")


class Parameters(msgspec.Struct, frozen=True, gc=False):
    """What the request carries, by place and all together."""

    query: Pairs
    form: Pairs
    all: Pairs

    def text(self, name: str) -> str:
        """A parameter's value; the empty text when it is absent or blank."""
        return self.all.values.get(name, "")


class Credentials(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who says to have signed, and how."""

    scheme: str
    key_id: str
    nonce: str
    timestamp: str
    signature: str
    token: str
    signed_headers: tuple[bytes, ...] = ()
    content_sha256: str = ""


def read_parameters(raw: RawCall) -> Parameters:
    """Split query and form; refuse bodies of another kind."""
    query = split(raw.query, "query")
    form = split(raw.body, "form") if raw.body and _is_form(raw) else NOTHING
    return Parameters(query, form, merge(query, form))


def _is_form(raw: RawCall) -> bool:
    if encoding := raw.header(b"content-encoding"):
        raise UnsupportedContentType(value=encoding[:100])
    told = raw.header(b"content-type") or ""
    kind, _, rest = told.partition(";")
    charset = rest.strip().lower()
    if kind.strip().lower() != FORM or charset not in {"", "charset=utf-8", 'charset="utf-8"'}:
        raise UnsupportedContentType(value=told[:100])
    return True


def guess_format(raw: RawCall) -> Format:
    """The format for an answer to what could not be read."""
    if _signs_v3(raw) and _accepts_json(raw):
        return "JSON"
    found = _FORMAT.search(raw.query) or _FORMAT.search(raw.body)
    wanted = found.group(1).upper() if found else b""
    return "JSON" if wanted == b"JSON" or (not wanted and _accepts_json(raw)) else "XML"


def guess_language(raw: RawCall) -> Language:
    """The language for an answer to what could not be read."""
    found = _LANG.search(raw.query) or _LANG.search(raw.body)
    return pick(found.group(1).decode("ascii")) if found else "en"


def glimpse(raw: RawCall) -> tuple[str, str]:
    """Key id and action as the head of a request seems to say; empty where it does not. Cheap, and nothing to rely on."""
    if _signs_v3(raw):
        said = _CREDENTIAL.search(raw.header(b"authorization") or "")
        return said.group(1) if said else "", raw.header(b"x-acs-action") or ""
    key_id, action = _KEY_ID.search(raw.query), _ACTION.search(raw.query)
    return _text(key_id), _text(action)


def _text(found: re.Match[bytes] | None) -> str:
    return "" if found is None else found.group(1).decode("ascii", "replace")


def scheme_of(raw: RawCall, parameters: Parameters) -> str:
    """``V1`` or ``V3`` (protocol.md, 2), ``-`` when nothing is signed."""
    v3 = _signs_v3(raw)
    if v3 and "Signature" in parameters.all.values:
        raise BothCredentials
    return "V3" if v3 else "V1" if parameters.text("Signature") else "-"


def wanted_format(raw: RawCall, parameters: Parameters, scheme: str) -> Format:
    """JSON or XML as protocol.md, 6.1 chooses; a call that is not signed goes by ``Format``, then ``Accept``."""
    told = parameters.text("Format")
    if scheme == "V3" and _accepts_json(raw):
        return "JSON"
    if not told:
        return "JSON" if scheme == "-" and _accepts_json(raw) else "XML"
    match told.upper():
        case "JSON":
            return "JSON"
        case "XML":
            return "XML"
    raise InvalidFormat(value=told[:100])


def action_and_version(raw: RawCall, parameters: Parameters, scheme: str) -> str:
    """The action's name; with V3 from the header only (SEC-3). Refuses another version than ours."""
    if scheme == "V3":
        action, version = raw.header(b"x-acs-action") or "", raw.header(b"x-acs-version") or ""
        if not action:
            raise MissingHeader(parameter="Action", header="x-acs-action")
        if not version:
            raise MissingHeader(parameter="Version", header="x-acs-version")
    else:
        action, version = parameters.text("Action"), parameters.text("Version")
        if not action:
            raise MissingParameter(parameter="Action")
        if not version:
            raise MissingParameter(parameter="Version")
    if version != VERSION:
        raise InvalidParameter(parameter="Version", why=ANOTHER_VERSION.of())
    return action


def read_credentials(raw: RawCall, parameters: Parameters, scheme: str) -> Credentials:
    """Everything the signature check needs, present and of the right form."""
    if scheme == "V3":
        return _v3_credentials(raw)
    if scheme == "-":
        raise MissingParameter(parameter="Signature")
    return _v1_credentials(parameters)


def _v1_credentials(parameters: Parameters) -> Credentials:
    for name in ("AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"):
        if not parameters.text(name):
            raise MissingParameter(parameter=name)
    if (method := parameters.text("SignatureMethod")) != "HMAC-SHA1":
        raise InvalidSignatureMethod(method=method[:100])
    if parameters.text("SignatureVersion") != "1.0":
        raise InvalidParameter(parameter="SignatureVersion", why=ANOTHER_SIGNATURE_VERSION.of())
    if kind := parameters.text("SignatureType"):
        raise InvalidSignatureMethod(method=kind[:100])
    return Credentials(
        scheme="V1",
        key_id=parameters.text("AccessKeyId"),
        nonce=_nonce(parameters.text("SignatureNonce")),
        timestamp=parameters.text("Timestamp"),
        signature=parameters.text("Signature"),
        token=parameters.text("SecurityToken"),
    )


def _v3_credentials(raw: RawCall) -> Credentials:
    algorithm, _, rest = (raw.header(b"authorization") or "").partition(" ")
    if algorithm != V3_ALGORITHM:
        raise InvalidSignatureMethod(method=algorithm[:100])
    if kind := raw.header(b"x-acs-signature-type"):
        raise InvalidSignatureMethod(method=kind[:100])
    said = _AUTHORIZATION.fullmatch(rest.strip())
    if said is None or len(raw.header_values(b"authorization")) > 1:
        raise MalformedAuthorization(why=NOT_OF_FORM.of())
    key_id, names, signature = said.groups()
    date, nonce, content_sha256 = (
        _needed(raw, header, parameter)
        for header, parameter in (
            ("x-acs-date", "Timestamp"),
            ("x-acs-signature-nonce", "SignatureNonce"),
            ("x-acs-content-sha256", "ContentSha256"),
        )
    )
    if raw.header(b"x-acs-accesskey-id") not in {None, key_id}:
        raise MalformedAuthorization(why=KEY_IDS_DIFFER.of())
    return Credentials(
        scheme="V3",
        key_id=key_id,
        nonce=_nonce(nonce),
        timestamp=date,
        signature=signature,
        token=raw.header(b"x-acs-security-token") or "",
        signed_headers=_signed_headers(raw, names),
        content_sha256=content_sha256,
    )


def _needed(raw: RawCall, header: str, parameter: str) -> str:
    value = raw.header(header.encode())
    if not value:
        raise MissingHeader(parameter=parameter, header=header)
    return value


def _signed_headers(raw: RawCall, names: str) -> tuple[bytes, ...]:
    """The request's own list, checked: what has to be signed is, and came once (SEC-3)."""
    signed = _listed(names)
    if signed is None:
        raise MalformedAuthorization(why=NOT_OF_FORM.of())
    ours = [name for name in raw.header_names() if name.startswith(b"x-acs-")]
    needed = _MUST_BE_SIGNED.union(ours)
    if unsigned := needed.difference(signed):
        raise MalformedAuthorization(why=NOT_SIGNED.of(header=_shown(min(unsigned))))
    if twice := needed & raw.repeated:
        raise MalformedAuthorization(why=HEADER_TWICE.of(header=_shown(min(twice))))
    return signed


@lru_cache(maxsize=64)
def _listed(names: str) -> tuple[bytes, ...] | None:
    """The names of a list of signed headers; None where it is none. A client sends the same one with each call."""
    signed = tuple(names.split(";"))
    if any(_HEADER_NAME.fullmatch(name) is None for name in signed) or len(set(signed)) != len(signed):
        return None
    return tuple(name.encode() for name in signed)


def _shown(name: bytes) -> str:
    return name[:100].decode("latin-1")


def check_timestamp(text: str, now: Instant, not_before: Instant = Instant(0)) -> None:
    """Refuse a time stamp that is not of the exact form, more than 15 minutes off *now*, or before *not_before*.

    Both are system time.
    """
    at = _timestamp(text)
    if at is None:
        raise TimestampMalformed(value=text[:100])
    if abs(at - now) > WINDOW or at < not_before:
        raise TimestampExpired(value=text, now=utc_text(now))


@lru_cache(maxsize=4096)
def _timestamp(text: str) -> Instant | None:
    if _TIMESTAMP.fullmatch(text) is None:
        return None
    try:
        return from_text(text)
    except ValueError:
        return None


def _nonce(text: str) -> str:
    if not (1 <= len(text) <= _LONGEST_NONCE and text.isprintable()):
        raise InvalidParameter(parameter="SignatureNonce", why=NONCE_LENGTH.of())
    return text


def _signs_v3(raw: RawCall) -> bool:
    return any(value.lstrip().startswith(b"ACS3-") for value in raw.header_values(b"authorization"))


def _accepts_json(raw: RawCall) -> bool:
    return b"application/json" in b",".join(raw.header_values(b"accept")).lower()
