"""What goes to the log, and what never does (PRV-6, SEC-43, SEC-44).

A line is text for people or one JSON object for programs, and carries what the work at hand is about: the request, the
task and chunk, the registry, the command. Whoever begins such work says so with ``about``; whatever is logged within,
however deep, has it.

No code hands personal data or credentials to the log: their types do not show them. What comes from elsewhere, such as a
registry's words or an exception of a library, is masked here once more, in every line at every level: parameters of
addresses, passwords and other secrets of EPP elements, also in frames that broke off, mail addresses, telephone numbers and
numbers of documents, and every secret of the settings by its very text.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Literal, TextIO

from freehold import traces

Form = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]

FIELDS = (
    "request_id", "action", "status", "code", "milliseconds", "client", "task", "chunk", "item", "registry", "cl_trid", "trace_id",
)  # fmt: skip
"""What a line may be about, in the order in which it is told."""

_OURS = frozenset({"request_id", "task", "cl_trid", "trace_id"})
"""Fields that only we make: one request of seventy has a number in which a passport's would be seen."""

_LONGEST = 4_000
"""Characters of a message: registry texts come cut to a thousand already (SEC-43), a traceback is apart."""

_SHORTEST_SECRET = 6
"""Shorter ones are words of everyday lines, which must not vanish from them."""

_ABOUT: ContextVar[Mapping[str, object]] = ContextVar("freehold_log_about", default=MappingProxyType({}))
_secrets: set[str] = set()


def first_line(error: BaseException) -> str:
    """What an error says first; libraries go on with statements and advice of their own."""
    return str(error).strip().partition("\n")[0][:300] or type(error).__name__


def about(**fields: object) -> "_About":
    """Say what the lines logged within are about; inner values go before outer ones."""
    return _About(fields)


class _About:
    """A class and no generator: each call and each item passes here."""

    __slots__ = ("_fields", "_token")

    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields

    def __enter__(self) -> None:
        self._token = _ABOUT.set({**_ABOUT.get(), **self._fields})

    def __exit__(self, *_: object) -> None:
        _ABOUT.reset(self._token)


def hide(*secrets: str) -> None:
    """Keep these very texts out of every line, whatever they stand in."""
    _secrets.update(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)


_ELEMENT = re.compile(
    r"(<(?:[\w.-]+:)?(?:pw|newPW|clPw|authInfo|password|encodedSignedCode|signedCode|code)\b[^<>]*>)[^<]+",
    re.IGNORECASE,
)
"""Up to the next tag or the end: a frame that broke off in the middle of a secret shows none of it."""

_PARAMETER = re.compile(r"([?&][\w.\-]{1,100}=)[^&\s\"'<>]+")
_LONE_PARAMETER = re.compile(
    r"\b((?:AccessKeyId|AccessKeySecret|SecurityToken|Signature|IdentityCredential\w*|password|passwd|authInfo|pw)"
    r"[\"']?\s?[=:]\s?[\"']?)[^&\s\"',;<>]+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+%'-]{1,64}@(?=[\w-]{1,63}(?:\.[\w-]{1,63})+)")
_TELEPHONE = re.compile(r"(\+\d{1,3}\.)\d{4,14}(?:x\d+)?")
_DOCUMENT = re.compile(r"\b(?:\d{17}[\dXx]|\d{15}|[159Y][0-9A-HJ-NPQRTUWXY]{17}|[A-Z]{1,2}\d{7,8})\b")
"""Identity cards of the mainland, business licences and social credit codes, passports and permits."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def masked(text: str) -> str:
    """The text without what nobody may read in a log."""
    for secret in _secrets:
        if secret in text:
            text = text.replace(secret, "***")
    text = _ELEMENT.sub(r"\1***", text)
    text = _LONE_PARAMETER.sub(r"\1***", _PARAMETER.sub(r"\1***", text))
    text = _MAIL.sub(lambda found: f"{found[0][0]}***@", text)
    return _CONTROL.sub("?", _DOCUMENT.sub("***", _TELEPHONE.sub(r"\1***", text)))


def network_of(address: str) -> str:
    """A caller's address as far as a log may know it: the network of 256 addresses, or of a site (IPv6)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{address.partition('%')[0]}/{24 if parsed.version == 4 else 48}", strict=False))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    known = _ABOUT.get()
    found = {name: getattr(record, name, known.get(name)) for name in FIELDS}
    trace = traces.current()
    if trace is not None and found["trace_id"] is None:
        found["trace_id"] = traces.id_of(trace)
    return {
        name: " ".join(masked(value).split()) if isinstance(value, str) and name not in _OURS else value
        for name, value in found.items()
        if value is not None
    }


class _Lines(logging.Formatter):
    """What both forms share: the message and the traceback, masked."""

    def said(self, record: logging.LogRecord) -> str:
        text = masked(record.getMessage())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."

    def trouble(self, record: logging.LogRecord) -> str:
        return masked(self.formatException(record.exc_info)) if record.exc_info else ""


class TextLines(_Lines):
    """A line for people; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, who speaks, what; then what it is about."""
        about = "".join(f" {name}={value}" for name, value in _fields(record).items())
        said = self.said(record).replace("\n", "\n    ")
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {said}{about and f' [{about[1:]}]'}"
        trouble = self.trouble(record)
        return f"{line}\n{trouble}" if trouble else line


class JsonLines(_Lines):
    """One JSON object a line, whatever is in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, in ASCII."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = self.said(record)
        line = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said,
            **_fields(record),
        }
        trouble = self.trouble(record)
        if trouble:
            line["traceback"] = trouble
        return json.dumps(line, default=str)


def set_up(form: Form = "text", level: Level = "warning", stream: TextIO | None = None) -> None:
    """Send the log to stderr in this form: our own lines from *level* on, libraries' from warning on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("freehold").setLevel(level.upper())
