"""Replies that attack or lie end as an unknown outcome and a closed link, within bounded memory (REL-6, SEC-40, SEC-41)."""

import asyncio
import itertools
import re
import ssl
import struct
from pathlib import Path

import pytest

from freehold.epp.commands.session import Login
from freehold.epp.connection import Asked, Connection, Role
from freehold.epp.documents import Greeting, Response, Result
from freehold.epp.framing import frame
from freehold.epp.namespaces import OBJECTS
from freehold.gateway.objects import DomainChange
from freehold.gateway.registry import Registry
from freehold.sandbox.certificates import Authority
from freehold.settings import RegistrySettings
from freehold.terms.outcomes import Later, Stopped, Unknown
from support.registries import run

GOOD = (
    '<?xml version="1.0" encoding="UTF-8"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000">'
    "<msg>words</msg></result><trID><clTRID>{trid}</clTRID><svTRID>S-1</svTRID></trID></response></epp>"
)


def with_doctype(trid):
    return frame(GOOD.format(trid=trid).replace("?><epp", '?><!DOCTYPE epp SYSTEM "file:///etc/passwd"><epp').encode())


def with_entities(trid):
    bomb = '?><!DOCTYPE epp [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><epp'
    return frame(GOOD.format(trid=trid).replace("?><epp", bomb).replace("words", "&b;").encode())


def deep(trid, levels, *, closed=True):
    inside = "<x>" * levels + "</x>" * levels * closed
    document = GOOD.format(trid=trid).replace("</response>", f"<extension>{inside}</extension></response>").encode()
    return struct.pack(">I", len(document) + 4) + document


def of_200000_levels(trid):
    return deep(trid, 200_000)


def of_200000_levels_in_a_mebibyte(trid):
    """Only without their ends do so many fit into what is read at all."""
    return deep(trid, 200_000, closed=False)


def of_as_many_levels_as_fit(trid):
    return deep(trid, 149_000)


def of_too_many_elements(trid):
    wide = "<x/>" * 50_000
    return frame(GOOD.format(trid=trid).replace("</response>", f"<extension>{wide}</extension></response>").encode())


def of_a_gibibyte(_trid):
    return struct.pack(">I", 1 << 30) + b"<epp" + b" " * 100_000


def in_another_encoding(trid):
    return frame(GOOD.format(trid=trid).replace("UTF-8", "UTF-16").encode("utf-16"))


def declared_in_latin_1(trid):
    return frame(GOOD.format(trid=trid).replace("UTF-8", "ISO-8859-1").encode("latin-1"))


def in_no_encoding(trid):
    return frame(GOOD.format(trid=trid).replace("words", "w\udcff").encode("utf-8", "surrogateescape"))


def of_another_client(_trid):
    return frame(GOOD.format(trid="SOMEBODY-ELSES-1").encode())


def without_a_result(trid):
    return frame(GOOD.format(trid=trid).replace('<result code="1000"><msg>words</msg></result>', "").encode())


def of_no_octets(_trid):
    return struct.pack(">I", 4)


HOSTILE = [
    with_doctype, with_entities, of_200000_levels, of_200000_levels_in_a_mebibyte, of_as_many_levels_as_fit,
    of_too_many_elements, of_a_gibibyte, in_another_encoding, declared_in_latin_1, in_no_encoding, of_another_client,
    without_a_result, of_no_octets,
]  # fmt: skip


class Liar(asyncio.Protocol):
    """Lets everybody in, and answers every other command with *lie*."""

    def __init__(self, lie, closed, told):
        self._lie = lie
        self._closed = closed
        self._told = told
        self._connection = Connection(Role.SERVER)

    def connection_made(self, transport):
        self._transport = transport
        transport.write(self._connection.send(Greeting("liar", "2026-11-24T00:00:00Z", object_uris=OBJECTS)))

    def data_received(self, octets):
        for event in self._connection.receive(octets):
            if isinstance(event, Asked):
                command = event.document
                good = Response((Result.of(1000),), command.trid, "S-1")
                is_login = isinstance(command.body, Login)
                answer = self._connection.send(good) if is_login else self._lie(command.trid)
                self._told.extend([] if is_login else [len(answer)])
                self._transport.write(answer)

    def connection_lost(self, _error):
        self._closed.set()


class Liars:
    """A registry of liars, and an account there."""

    def __init__(self, folder, lie):
        self._authority = Authority(folder)
        self._lie = lie
        self.told = []

    async def __aenter__(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self._authority.server_certificate("127.0.0.1"))
        self.closed = asyncio.Event()
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Liar(self._lie, self.closed, self.told), "127.0.0.1", 0, ssl=context
        )
        settings = RegistrySettings(
            name="liar", address=f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}", login="a", password="b",
            ca_file=self._authority.ca_file, tlds=("*",), sessions=1, commands_per_second=None, timeout_seconds=20.0,
            login_seconds=0.01,
        )  # fmt: skip
        numbers = itertools.count(1)
        self.registry = Registry(settings, lambda: f"LOGIN-{next(numbers)}")
        return self

    async def __aexit__(self, *_):
        await self.registry.close()
        self._server.close()


def most_memory():
    """The most this process ever held since it was last forgotten, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024


def forget_most_memory():
    Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.parametrize("lie", HOSTILE, ids=lambda lie: lie.__name__)
def test_a_hostile_reply_is_no_result_and_closes_the_link_within_bounded_memory(tmp_path, lie):
    async def ask():
        async with Liars(tmp_path, lie) as liars:
            change = DomainChange(registrant="X")
            outcome = await liars.registry.lane(0).update_domain("a.example", change, trid="OURS-1")
            async with asyncio.timeout(10):
                await liars.closed.wait()
        return outcome, liars.told

    forget_most_memory()
    before = most_memory()
    outcome, told = run(ask())

    assert isinstance(outcome, Unknown), outcome
    assert len(told) == 1
    # A document of a mebibyte, its text and its tree.
    assert most_memory() - before < 64


@pytest.mark.parametrize(
    "lie", [with_entities, of_200000_levels_in_a_mebibyte, of_another_client], ids=lambda lie: lie.__name__
)
def test_a_hostile_reply_to_a_look_tells_nothing_and_closes_the_link(tmp_path, lie):
    async def ask():
        async with Liars(tmp_path, lie) as liars:
            with pytest.raises(Stopped) as stopped:
                await liars.registry.lane(0).look_domain("a.example")
            async with asyncio.timeout(10):
                await liars.closed.wait()
        return stopped.value.outcome

    assert isinstance(run(ask()), Later)
