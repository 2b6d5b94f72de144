"""Responses to JSON and XML; what is written is read off the declaration once for each structure.

JSON is msgspec's. XML comes from a writer generated for each structure: a page of 1,000 rows takes 1.9 ms, with a
general walk over the members 3.7 ms, with lxml 13.5 ms (performance.md). A test holds its output equal to lxml's.
"""

import re
from collections.abc import Callable
from copy import copy
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from freehold.rpc.exchange import Format
from freehold.rpc.structures import Member, Structure, members_of, plain, without_none

CONTENT_TYPES: dict[Format, bytes] = {
    # The second without a blank: a client compares the text as a whole (protocol.md, 6.1).
    "JSON": b"application/json;charset=utf-8",
    "XML": b"text/xml;charset=utf-8",
}

DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _plain_text(value: object) -> str:
    if isinstance(value, str):  # a domain name: msgspec writes no subclasses of str by itself
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written")


_json = msgspec.json.Encoder(enc_hook=_plain_text)


def render(action: str, response: Structure, request_id: str, wanted: Format) -> bytes:
    """The body of a successful answer: RequestId first, then the members."""
    if wanted == "JSON":
        shape = _shape(type(response))
        members = _json.encode(response if shape is None else shape(response))
        head = b'{"RequestId":"' + request_id.encode() + b'"'
        return head + (b"}" if members == b"{}" else b"," + members[1:])
    inner = _writer(type(response))(response)
    root = f"{action}Response"
    return f"{DECLARATION}<{root}><RequestId>{request_id}</RequestId>{inner}</{root}>".encode()


def write_json(members: dict[str, str]) -> bytes:
    """A flat object, for errors."""
    return _json.encode(members)


def xml_text(text: str) -> str:
    """Text for XML: specials escaped, what XML 1.0 cannot hold replaced by U+FFFD."""
    if _plain(text):
        return text
    text = _ILLEGAL.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _plain(text: str) -> bool:
    """Whether it stands in XML as it is: whatever XML cannot hold cannot be printed either. False of some that would do."""
    return text.isprintable() and "&" not in text and "<" not in text and ">" not in text


def _item_of(member: Member) -> Any:
    """The type of a list's items; None when the member is no list."""
    kind = without_none(member.type)
    return get_args(kind)[0] if get_origin(kind) is list else None


def _is_structure(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Structure)


@cache
def _shape(structure: type[Structure]) -> Callable[[Any], Any] | None:
    """What makes a copy whose lists have their wrappers; None where a value is written as it is."""
    shapes = [(member.python, _member_shape(member)) for member in members_of(structure).values()]
    wrapped = [(python, of) for python, of in shapes if of is not None]

    def shape(value: Any) -> Any:
        shaped = copy(value)
        for python, of in wrapped:
            told = getattr(value, python)
            if told is not None:
                setattr(shaped, python, of(told))
        return shaped

    return shape if wrapped else None


def _member_shape(member: Member) -> Callable[[Any], Any] | None:
    item, name = _item_of(member), member.item
    kind = item or without_none(member.type)
    each = _shape(kind) if _is_structure(kind) else None
    if item is None or (each is None and name is None):
        return each
    if each is None:
        return lambda rows: {name: rows}
    if name is None:
        return lambda rows: [each(row) for row in rows]
    return lambda rows: {name: [each(row) for row in rows]}


@cache
def _writer(structure: type[Structure]) -> Callable[[Any], str]:
    """Generate ``write(value)``: one formatted text with a place for each member.

    Nearly all texts are plain, so that all of a structure's are looked at together, and each only where one is not.
    """
    places: dict[str, Any] = {"text": xml_text, "plain": _plain}
    members, texts, written, template = [], [], [], []
    for number, member in enumerate(members_of(structure).values()):
        value, name = f"m{number}", f"w{number}"
        members.append(f"    {value} = value.{member.python}")
        if _is_text(member):
            texts.append(value)
            expression = value
        else:
            expression, needed = _expression(member, name)
            expression = expression.format(value=value)
            places.update(needed)
        if without_none(member.type) is not member.type:
            whole = f'"<{member.wire}>" + {expression} + "</{member.wire}>"'
            written.append(f'    {value} = "" if {value} is None else {whole}')
            template.append(f"{{{value}}}")
        else:
            written.append(f"    {value} = {expression}")
            template.append(f"<{member.wire}>{{{value}}}</{member.wire}>")
    if texts:
        members.append(f"    if not plain(f'{''.join(f'{{{value}}}' for value in texts)}'):")
        members += [f"        {value} = {value} and text({value})" for value in texts]
    source = "\n".join(["def write(value):", *members, *written, f"    return f'{''.join(template)}'"])
    exec(source, places)  # noqa: S102  made of declared names alone, like the code dataclasses generate
    write: Callable[[Any], str] = places["write"]
    return write


def _is_text(member: Member) -> bool:
    kind = plain(without_none(member.type))
    return isinstance(kind, type) and issubclass(kind, str) and not issubclass(kind, Enum)


def _expression(member: Member, name: str) -> tuple[str, dict[str, Any]]:
    """The code that turns ``{value}`` into text, and what it refers to."""
    item = _item_of(member)
    if item is None:
        return _scalar(without_none(member.type), name)
    element = member.item or member.xml_item
    if element is None:
        raise TypeError(f"{member.wire} is a list and names its elements with neither item= nor xml_item=")
    inner, written = _scalar(item, name)
    each = inner.format(value="row")
    return f'"".join(["<{element}>" + {each} + "</{element}>" for row in {{value}}])', written


def _scalar(kind: Any, name: str) -> tuple[str, dict[str, Any]]:
    base = plain(kind)
    if _is_structure(base):
        return f"{name}({{value}})", {name: _writer(base)}
    if base is bool:
        return '("true" if {value} else "false")', {}
    if base is int:
        return "str({value})", {}
    if isinstance(base, type) and issubclass(base, Enum):
        return "text(str({value}.value))", {}
    if isinstance(base, type) and issubclass(base, str):
        return "text({value})", {}
    raise TypeError(f"{kind} cannot be written")
