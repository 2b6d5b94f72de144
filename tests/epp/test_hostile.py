"""Documents made to harm the reader: all are refused, soon and in little memory (SEC-40, SEC-41)."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from freehold.epp.connection import Connection, Ended, Garbled, Role
from freehold.epp.documents import Hello
from freehold.epp.framing import HEADER, LARGEST, frame
from freehold.epp.namespaces import EPP
from freehold.epp.parsing import DEEPEST, MOST_ELEMENTS, Malformed
from freehold.epp.reading import read

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
HELLO = f'<epp xmlns="{EPP}"><hello/></epp>'.encode()
SYNTAX = "it is not well-formed"
NOT_UTF8 = "it is not in UTF-8"
DOCTYPE = "it has a document type"
INSTRUCTIONS = "it has processing instructions"
TOO_DEEP = "it is deeper than 40 levels"
TOO_MANY = "it has more than 20000 elements"
TOO_LONG = "longer than a mebibyte"

ROOM = LARGEST - HEADER
"""What fits into one data unit."""


def hello_with(inner: bytes) -> bytes:
    """A hello, which may hold anything by its schema."""
    return f'<epp xmlns="{EPP}"><hello>'.encode() + inner + b"</hello></epp>"


def nested(levels: int, start: bytes = b"<a>", end: bytes = b"</a>") -> bytes:
    return start * levels + end * levels


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol" * 10) for level in range(10)
)

HOSTILE = {
    # document types and entities
    "document type": (b"<!DOCTYPE epp>" + HELLO, DOCTYPE),
    "document type after the declaration": (DECLARATION + b"\n<!DOCTYPE epp []>" + HELLO, DOCTYPE),
    "document type from outside": (b'<!DOCTYPE epp SYSTEM "file:///etc/passwd">' + HELLO, DOCTYPE),
    "billion laughs": (b"<!DOCTYPE epp [" + LAUGHS + b"]>" + hello_with(b"&l9;"), DOCTYPE),
    "entity from a file": (
        b'<!DOCTYPE epp [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + hello_with(b"&e;"),
        DOCTYPE,
    ),
    "parameter entity": (b'<!DOCTYPE epp [<!ENTITY % e SYSTEM "http://127.0.0.1:9/">%e;]>' + HELLO, DOCTYPE),
    "quadratic blow-up": (b'<!DOCTYPE e [<!ENTITY e "' + b"x" * 9000 + b'">]>' + hello_with(b"&e;" * 9000), DOCTYPE),
    "entity without a document type": (b'<!ENTITY e "e">' + hello_with(b"&e;"), DOCTYPE),
    "entity nobody declared": (hello_with(b"&e;"), SYNTAX),
    "entity nobody declared in an attribute": (hello_with(b'<a b="&e;"/>'), SYNTAX),
    "document type in lower case": (b"<!doctype epp>" + HELLO, SYNTAX),
    "other markup declaration": (b"<!ELEMENT epp ANY>" + HELLO, SYNTAX),
    # processing instructions
    "processing instruction in front": (b'<?xml-stylesheet href="file:///etc/passwd"?>' + HELLO, INSTRUCTIONS),
    "processing instruction after the declaration": (DECLARATION + b"<?php x?>" + HELLO, INSTRUCTIONS),
    "processing instruction inside": (hello_with(b"<?a b?>"), INSTRUCTIONS),
    "processing instruction at the end": (HELLO + b"<?a b?>", INSTRUCTIONS),
    "two declarations": (DECLARATION + DECLARATION + HELLO, INSTRUCTIONS),
    "declaration after a space": (b" " + DECLARATION + HELLO, INSTRUCTIONS),
    # levels
    "200,000 levels": (b"<a>" * 200_000, TOO_MANY),
    "200,000 levels in a data unit": (b"<a>" * 174_000 + b"</a>" * 120_000, TOO_MANY),
    "19,000 levels": (hello_with(nested(19_000)), SYNTAX),  # the parser itself goes 256 levels down
    "19,000 levels that do not end": (b"<a>" * 19_000, SYNTAX),
    "200 levels": (hello_with(nested(200)), TOO_DEEP),
    "levels with attributes that look empty": (hello_with(nested(200, b'<a b="/>">')), TOO_DEEP),
    "levels with attributes that look like ends": (
        hello_with(nested(200, b"<a b='</a>'>")),
        SYNTAX,
    ),
    "levels behind a comment with ends": (hello_with(b"<!--" + b"</a>" * 200 + b"-->" + nested(200)), TOO_DEEP),
    "levels behind CDATA with ends": (hello_with(b"<![CDATA[" + b"</a>" * 200 + b"]]>" + nested(200)), TOO_DEEP),
    "41 levels": (hello_with(nested(DEEPEST - 1)), TOO_DEEP),
    "41 levels, the last one empty": (hello_with(nested(DEEPEST - 2).replace(b"</a>", b"<b/></a>", 1)), TOO_DEEP),
    # elements
    "20,001 elements": (hello_with(b"<a></a>" * (MOST_ELEMENTS - 1)), TOO_MANY),
    "20,001 empty elements": (hello_with(b"<a/>" * (MOST_ELEMENTS - 1)), TOO_MANY),
    "a mebibyte of empty elements": (hello_with(b"<a/>" * 260_000), TOO_MANY),
    "a mebibyte of marks": (b"<" * ROOM, TOO_MANY),
    "a mebibyte of ends": (b"</" * (ROOM // 2), TOO_MANY),
    # encodings
    "UTF-16 with a mark": (HELLO.decode().encode("utf-16"), NOT_UTF8),
    "UTF-16 with a mark, the other way": (b"\xfe\xff" + HELLO.decode().encode("utf-16-be"), NOT_UTF8),
    "UTF-16 without a mark": (HELLO.decode().encode("utf-16-be"), SYNTAX),
    "UTF-32": (HELLO.decode().encode("utf-32-le"), SYNTAX),
    "a document type in UTF-16": (("<!DOCTYPE epp>" + HELLO.decode()).encode("utf-16-be"), SYNTAX),
    "a document type in UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE epp+AD4-' + HELLO, NOT_UTF8),
    "declared as latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + HELLO, NOT_UTF8),
    "declared as UTF-16": (b"<?xml version='1.0' encoding = 'UTF-16'?>" + HELLO, NOT_UTF8),
    "declared as nothing": (b'<?xml version="1.0" encoding=""?>' + HELLO, SYNTAX),
    "declared as no name": (b'<?xml version="1.0" encoding="UTF 8"?>' + HELLO, SYNTAX),
    "latin-1 inside": (hello_with(b"caf\xe9"), NOT_UTF8),
    "a code point cut off": (hello_with(b"\xe5\xbc"), NOT_UTF8),
    "an overlong mark": (hello_with(b"\xc0\xbca>"), NOT_UTF8),
    "a surrogate": (hello_with(b"\xed\xa0\x80"), NOT_UTF8),
    # characters
    "NUL inside": (hello_with(b"\0"), SYNTAX),
    "NUL in front": (b"\0" + HELLO, SYNTAX),
    "NUL at the end": (HELLO + b"\0", SYNTAX),
    "NUL and a second document": (HELLO + b"\0" + HELLO, SYNTAX),
    "NUL by reference": (hello_with(b"&#0;"), SYNTAX),
    "escape by reference": (hello_with(b"&#x1b;"), SYNTAX),
    "a surrogate by reference": (hello_with(b"&#xd800;"), SYNTAX),
    "NULs only": (b"\0" * 100, SYNTAX),
    # forms
    "nothing": (b"", SYNTAX),
    "spaces": (b" " * 100, SYNTAX),
    "two documents": (HELLO + HELLO, SYNTAX),
    "words after the end": (HELLO + b"x", SYNTAX),
    "unfinished": (HELLO[:-1], SYNTAX),
    "comment without an end": (hello_with(b"<!--" + b"<a>" * 1000), SYNTAX),
    "CDATA without an end": (hello_with(b"<![CDATA[" + b"<a>" * 1000), SYNTAX),
    "a mark in an attribute": (hello_with(b'<a b="<"/>'), SYNTAX),
    "an attribute twice": (hello_with(b'<a b="" b=""/>'), SYNTAX),
    "a prefix nobody declared": (hello_with(b"<a:b/>"), SYNTAX),
    "quotes without an end": (hello_with(b'<a b="' * 19_000), SYNTAX),
    "names without an end": (hello_with(b"<" + b"a" * 1_000_000), SYNTAX),
    # lengths
    "one octet over a mebibyte": (hello_with(b" " * (LARGEST - len(hello_with(b"")) + 1)), TOO_LONG),
    # values Python would stumble over
    "a message count of 5,000 digits": (
        f'<epp xmlns="{EPP}"><response><result code="1301"><msg/></result><msgQ count="{"9" * 5000}" id="1"/>'
        "<trID><svTRID>SV-1</svTRID></trID></response></epp>".encode(),
        "the message count '9999999999'",
    ),
    "a result code of 5,000 digits": (
        f'<epp xmlns="{EPP}"><response><result code="{"1" * 5000}"><msg/></result></response></epp>'.encode(),
        "the result code '1111111111'",
    ),
    "a result code of other digits": (
        f'<epp xmlns="{EPP}"><response><result code="١٠٠٠"><msg/></result></response></epp>'.encode(),
        "the result code '١٠٠٠'",
    ),
    "a message count below zero": (
        f'<epp xmlns="{EPP}"><response><result code="1301"><msg/></result><msgQ count="-1" id="1"/></response></epp>'.encode(),
        "the message count '-1'",
    ),
}

HARMLESS = {
    "a byte order mark": b"\xef\xbb\xbf" + DECLARATION + HELLO,
    "a byte order mark alone": b"\xef\xbb\xbf" + HELLO,
    "a declaration in other quotes": b"<?xml version='1.0' encoding='utf-8' standalone='no' ?>\n" + HELLO,
    "a declaration without an encoding": b'<?xml version="1.0"?>' + HELLO,
    "40 levels": hello_with(nested(DEEPEST - 2)),
    "39 levels and an empty one": hello_with(nested(DEEPEST - 3).replace(b"</a>", b"<b/></a>", 1)),
    "20,000 elements": hello_with(b"<a></a>" * (MOST_ELEMENTS - 2)),
    "20,000 empty elements": hello_with(b"<a/>" * (MOST_ELEMENTS - 2)),
    "a comment that looks deep": hello_with(b"<!-- " + b"<a>" * 200 + b" -->"),
    "CDATA that looks deep": hello_with(b"<![CDATA[" + b"<a>" * 200 + b"]]>"),
    "ends in attributes": hello_with(b'<a b="> /> />">' * 30 + b"</a>" * 30),
    "comments everywhere": b"<!-- a -->" + hello_with(b"<!-- b -->") + b"<!-- c -->",
    "all a data unit holds": hello_with(b" " * (ROOM - len(hello_with(b"")))),
    "90,000 attributes": hello_with(b"<a" + b"".join(b' a%d=""' % number for number in range(90_000)) + b"/>"),
    "40,000 namespaces": hello_with(b"<a" + b"".join(b' xmlns:a%d="u"' % number for number in range(40_000)) + b"/>"),
    "characters by reference": hello_with(b"&#60;&#x5F20;&amp;&lt;&gt;&quot;&apos;"),
}


@pytest.mark.parametrize(("octets", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_documents_are_refused(octets, why) -> None:
    """SEC-40."""
    with pytest.raises(Malformed) as refused:
        read(octets)
    assert str(refused.value) == why


@pytest.mark.parametrize("octets", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_looks_hostile_is_read(octets) -> None:
    assert read(octets) == Hello()


@pytest.mark.parametrize(
    ("octets", "why"),
    [case for case in HOSTILE.values() if 0 < len(case[0]) <= ROOM],
    ids=[name for name, case in HOSTILE.items() if 0 < len(case[0]) <= ROOM],
)
def test_hostile_documents_end_a_client_and_a_server_answers_them(octets, why) -> None:
    """SEC-40, REL-6."""
    assert Connection(Role.CLIENT).receive(frame(octets)) == [Ended(f"an unreadable answer: {why}")]
    assert Connection(Role.SERVER).receive(frame(octets)) == [Garbled(2001, why, None)]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("length", [0, 4, LARGEST + 1, 1 << 30, (1 << 32) - 1])
def test_lengths_out_of_bounds_end_both_ends(role, length) -> None:
    """SEC-41."""
    assert Connection(role).receive(length.to_bytes(HEADER, "big") + HELLO) == [
        Ended(f"a data unit of {length} octets")
    ]


def test_hostile_documents_are_refused_soon() -> None:
    """SEC-40. Processor time, so that a busy machine does not matter; most take a hundredth of what is allowed."""
    slow = {}
    cases = {name: octets for name, (octets, _) in HOSTILE.items()} | HARMLESS
    for name, octets in cases.items():
        begun = process_time()
        with suppress(Malformed):
            read(octets)
        took = process_time() - begun
        if took > 0.5:
            slow[name] = took
    assert slow == {}


MEASURE = """
import resource
from test_hostile import HOSTILE, HARMLESS, Malformed, read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
for octets in [*(case[0] for case in HOSTILE.values()), *HARMLESS.values()]:
    try:
        read(octets)
    except Malformed:
        pass
print(peak() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is in kilobytes on Linux")
def test_hostile_documents_take_little_memory() -> None:
    """SEC-40. In a process of its own, as the parser's memory is not Python's."""
    ended = subprocess.run(
        [sys.executable, "-c", MEASURE],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert int(ended.stdout) < 64
