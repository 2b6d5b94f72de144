"""Octets to elements, within limits; the only user of the XML parser.

What is refused is told in one exception, Malformed: before parsing a document type, processing instructions, a length
over a mebibyte, text that is not UTF-8, more marks than 20,000 elements have; by the parser entities; and before anything
is read of what was parsed, more than 40 levels or 20,000 elements (SEC-40). Turning entities off in the parser alone
would not do: it would accept the document and keep the reference.
"""

import re

from lxml import etree

from freehold.epp.framing import LARGEST
from freehold.epp.mapping import Element

DEEPEST = 40
MOST_ELEMENTS = 20_000

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class Malformed(Exception):
    """The octets are no document of this protocol; the argument says why."""


def parsed(octets: bytes) -> Element:
    """The root element; raises Malformed."""
    if len(octets) > LARGEST:
        raise Malformed("longer than a mebibyte")
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise Malformed("it has a document type")
    declaration = _DECLARATION.match(octets)
    if octets.count(b"<?") != (1 if declaration else 0):
        raise Malformed("it has processing instructions")
    if declaration:
        encoding = _ENCODING.search(declaration[0])
        if encoding and encoding[1].lower() not in {b"utf-8", b"utf8"}:
            raise Malformed("it is not in UTF-8")
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("it is not in UTF-8") from error
    marks = octets.count(b"<")
    if marks > 2 * MOST_ELEMENTS:
        raise Malformed(_TOO_MANY)
    # A parser of its own for each document: what one carries along must not reach the next.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("it is not well-formed") from error
    # An element has a "<", one with others inside a "</" as well: with few of them there is nothing to count.
    if marks > MOST_ELEMENTS or octets.count(b"</") >= DEEPEST:
        _bounded(root)
    return root


_TOO_MANY = f"it has more than {MOST_ELEMENTS} elements"


def _bounded(root: Element) -> None:
    """Count elements and levels as parsed: in octets, comments, CDATA and attributes can look like either."""
    count = 1
    levels = [iter(root)]
    while levels:
        piece = next(levels[-1], None)
        if piece is None:
            levels.pop()
            continue
        count += 1
        if count > MOST_ELEMENTS:
            raise Malformed(_TOO_MANY)
        if len(piece):
            levels.append(iter(piece))
            if len(levels) >= DEEPEST:
                raise Malformed(f"it is deeper than {DEEPEST} levels")
