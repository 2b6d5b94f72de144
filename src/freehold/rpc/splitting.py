"""Names and values of a query or a form, read once from the octets that were signed (SEC-2).

``urllib.parse.parse_qsl`` costs several times as much on a list of thousands of names, hides what the wire's own
encoding was, and passes over broken escapes (performance.md, the request path).
"""

import re
from collections import Counter
from urllib.parse import unquote_to_bytes

import msgspec

from freehold.terms.phrases import Phrase
from freehold.terms.refusals import MalformedRequest, RequestTooLarge

MOST_PARAMETERS = 200_000
"""Twice the names one task may have, so that too long a list gets its own answer."""

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

NOT_UTF8 = Phrase("NotUtf8", "the value of {name} is not UTF-8")
BROKEN_ESCAPE = Phrase(
    "BrokenEscape", "a percent sign in the {where} is not followed by two hexadecimal digits; write %25 for the sign"
)
NAME_TWICE = Phrase("NameTwice", "the parameter {name} occurs twice in the {where}")


class Pairs(msgspec.Struct, frozen=True, gc=False):
    """What a query or a form holds.

    *values* is decoded; *wire* has the values as they came, a space as ``%20``. Only with *plain_names*, that is when no
    name is escaped, do the wire's values and the names say unmistakably what was sent.
    """

    values: dict[str, str]
    wire: dict[str, str]
    plain_names: bool = True


NOTHING = Pairs({}, {})


def split(octets: bytes, where: str) -> Pairs:
    """Read ``a=b&c=d``; blank values stay, a name twice is refused, so are broken escapes and what is not UTF-8."""
    if not octets:
        return NOTHING
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequest(why=NOT_UTF8.of(name=where)) from error
    if "+" in text:
        text = text.replace("+", "%20")
    parts = text.split("&")
    if "" in parts:
        parts = [part for part in parts if part]
    if len(parts) > MOST_PARAMETERS:
        raise RequestTooLarge(what=where, limit=f"{MOST_PARAMETERS} parameters")
    try:
        wire = dict([part.split("=", 1) for part in parts])
    except ValueError:
        wire = {name: value for name, _, value in (part.partition("=") for part in parts)}
    if len(wire) != len(parts):
        raise MalformedRequest(why=NAME_TWICE.of(name=_twice(parts), where=where))
    if "%" not in text:
        return Pairs(wire, wire)
    return _decode(text, wire, where)


def merge(query: Pairs, form: Pairs) -> Pairs:
    """Both together; where a name is in both, the form's value counts (protocol.md, 1)."""
    if not form.values:
        return query
    if not query.values:
        return form
    return Pairs(query.values | form.values, query.wire | form.wire, query.plain_names and form.plain_names)


def _decode(text: str, wire: dict[str, str], where: str) -> Pairs:
    if _BROKEN_ESCAPE.search(text) is not None:
        raise MalformedRequest(why=BROKEN_ESCAPE.of(where=where))
    plain_names = not any("%" in name for name in wire)
    if not plain_names:
        decoded = {_unquote(name, name): value for name, value in wire.items()}
        if len(decoded) != len(wire):
            names = [_unquote(name, name) for name in wire]
            raise MalformedRequest(why=NAME_TWICE.of(name=_twice(names), where=where))
        wire = decoded
    values = {name: _unquote(value, name) if "%" in value else value for name, value in wire.items()}
    return Pairs(values, wire, plain_names)


def _unquote(value: str, name: str) -> str:
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(why=NOT_UTF8.of(name=name[:100])) from error


def _twice(parts: list[str]) -> str:
    names = Counter(part.partition("=")[0] for part in parts)
    return names.most_common(1)[0][0][:100]
