"""Replies that attack or lie end as an unknown outcome and a closed link, within bounded memory (REL-6, SEC-40, SEC-41)."""

import asyncio
import resource
import ssl
import struct

import pytest

from freehold.epp.commands.session import Login
from freehold.epp.connection import Asked, Connection, Role
from freehold.epp.documents import Greeting, Response, Result
from freehold.epp.framing import frame
from freehold.epp.namespaces import OBJECTS
from freehold.gateway.registry import DomainChange, Registry
from freehold.sandbox.certificates import Authority
from freehold.settings import RegistrySettings
from freehold.terms.outcomes import Unknown
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


def of_200000_levels(trid):
    deep = "<x>" * 200_000 + "</x>" * 200_000
    return frame(GOOD.format(trid=trid).replace("</response>", f"<extension>{deep}</extension></response>").encode())


def of_a_gibibyte(_trid):
    return struct.pack(">I", 1 << 30) + b"<epp" + b" " * 100_000


def in_another_encoding(trid):
    return frame(GOOD.format(trid=trid).replace("UTF-8", "UTF-16").encode("utf-16"))


def in_no_encoding(trid):
    return frame(GOOD.format(trid=trid).replace("words", "w\udcff").encode("utf-8", "surrogateescape"))


def of_another_client(_trid):
    return frame(GOOD.format(trid="SOMEBODY-ELSES-1").encode())


def without_a_result(trid):
    return frame(GOOD.format(trid=trid).replace('<result code="1000"><msg>words</msg></result>', "").encode())


def of_no_octets(_trid):
    return struct.pack(">I", 4)


HOSTILE = [
    with_doctype, with_entities, of_200000_levels, of_a_gibibyte, in_another_encoding, in_no_encoding,
    of_another_client, without_a_result, of_no_octets,
]  # fmt: skip


class Liar(asyncio.Protocol):
    """Lets everybody in, and answers every other command with *lie*."""

    def __init__(self, lie, closed):
        self._lie = lie
        self._closed = closed
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
                self._transport.write(self._connection.send(good) if is_login else self._lie(command.trid))

    def connection_lost(self, _error):
        self._closed.set()


@pytest.mark.parametrize("lie", HOSTILE, ids=lambda lie: lie.__name__)
def test_a_hostile_reply_is_no_result_and_closes_the_link(tmp_path, lie):
    authority = Authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server_certificate("127.0.0.1"))

    async def ask():
        closed = asyncio.Event()
        server = await asyncio.get_running_loop().create_server(lambda: Liar(lie, closed), "127.0.0.1", 0, ssl=context)
        settings = RegistrySettings(
            name="liar", address=f"127.0.0.1:{server.sockets[0].getsockname()[1]}", login="a", password="b",
            ca_file=authority.ca_file, tlds=("*",), sessions=1, commands_per_second=None, timeout_seconds=20.0,
        )  # fmt: skip
        registry = Registry(settings, lambda: "LOGIN-1")
        outcome = await registry.lane(0).update_domain("a.example", DomainChange(registrant="X"), trid="OURS-1")
        async with asyncio.timeout(10):
            await closed.wait()
        await registry.close()
        server.close()
        return outcome

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = run(ask())

    assert isinstance(outcome, Unknown), outcome
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 100, f"{grown:.0f} MiB"
