"""The practice registry on the wire, spoken to octet by octet."""

import re
import socket
import ssl
import struct
from contextlib import contextmanager

import pytest

from support.scene import SandboxProcess

EPP = '<?xml version="1.0" encoding="UTF-8"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0">{}</epp>'
LOGIN = (
    "<command><login><clID>{login}</clID><pw>{password}</pw><options><version>1.0</version><lang>en</lang></options><svcs>"
    "<objURI>urn:ietf:params:xml:ns:domain-1.0</objURI></svcs></login><clTRID>A-0</clTRID></command>"
)
INFO = (
    '<command><info><domain:info xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>shop.example</domain:name>'
    "</domain:info></info>{extension}<clTRID>A-1</clTRID></command>"
)
EXTENSION = '<extension><x:trade xmlns:x="urn:example:trade-1.0"><x:deep/></x:trade></extension>'


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    running = SandboxProcess(tmp_path_factory.mktemp("registry")).start()
    with running.admin() as admin:
        admin.seed([{"name": "shop.example", "registrant": "PRIOR"}])
    yield running
    running.stop()


class Wire:
    """One connection: frames as text."""

    def __init__(self, connection):
        self._connection = connection

    def send(self, text):
        octets = text if isinstance(text, bytes) else EPP.format(text).encode()
        self._connection.sendall(struct.pack(">I", len(octets) + 4) + octets)

    def read(self):
        """The next frame; empty when the server closed."""
        length = self._take(4)
        return "" if len(length) < 4 else self._take(struct.unpack(">I", length)[0] - 4).decode()

    def _take(self, count):
        octets = b""
        while len(octets) < count:
            piece = self._connection.recv(count - len(octets))
            if not piece:
                break
            octets += piece
        return octets

    def code(self, text):
        self.send(text)
        return int(re.search(r'result code="(\d{4})"', self.read())[1])


@contextmanager
def wire(sandbox, *, logged_in=True):
    host, _, port = sandbox.address.rpartition(":")
    context = ssl.create_default_context(cafile=str(sandbox.folder / "ca.pem"))
    with (
        socket.create_connection((host, int(port)), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        found = Wire(connection)
        assert "<greeting>" in found.read()
        if logged_in:
            login, password = ((sandbox.folder / name).read_text().strip() for name in ("login", "password"))
            assert found.code(LOGIN.format(login=login, password=password)) == 1000
        yield found


def test_a_command_before_the_log_in_is_out_of_order(sandbox):
    with wire(sandbox, logged_in=False) as line:
        assert line.code(INFO.format(extension="")) == 2002


def test_a_wrong_password_is_told_and_the_third_one_ends_the_session(sandbox):
    with wire(sandbox, logged_in=False) as line:
        codes = [line.code(LOGIN.format(login="registrar-1", password="wrong-one")) for _ in range(3)]
        assert codes == [2200, 2200, 2501]
        assert line.read() == ""


def test_a_command_with_an_extension_that_was_not_offered_is_refused_and_not_done_without_it(sandbox):
    with wire(sandbox) as line:
        assert line.code(INFO.format(extension=EXTENSION)) == 2103
        assert line.code(INFO.format(extension="")) == 1000


def test_a_command_with_an_extension_that_its_session_did_not_agree_on_is_refused(sandbox):
    grace = '<extension><rgp:infData xmlns:rgp="urn:ietf:params:xml:ns:rgp-1.0"/></extension>'
    with wire(sandbox) as line, sandbox.admin() as admin:
        # Known to both sides, and offered since; but the log-in did not name it.
        admin.ask("offer", extensions=["urn:ietf:params:xml:ns:rgp-1.0"])
        assert line.code(INFO.format(extension=grace)) == 2103
        admin.ask("offer", extensions=[])


def test_a_log_in_that_names_an_extension_which_is_not_offered_is_refused(sandbox):
    login, password = ((sandbox.folder / name).read_text().strip() for name in ("login", "password"))
    asked = LOGIN.format(login=login, password=password).replace(
        "</svcs>", "<svcExtension><extURI>urn:ietf:params:xml:ns:rgp-1.0</extURI></svcExtension></svcs>"
    )
    with wire(sandbox, logged_in=False) as line:
        assert line.code(asked) == 2103
    with sandbox.admin() as admin:
        admin.ask("offer", extensions=["urn:ietf:params:xml:ns:rgp-1.0"])
        with wire(sandbox, logged_in=False) as line:
            assert line.code(asked) == 1000
        admin.ask("offer", extensions=[])


def test_a_hello_is_answered_with_the_greeting(sandbox):
    with wire(sandbox) as line:
        line.send("<hello/>")
        assert "<svID>Freehold sandbox registry</svID>" in line.read()


@pytest.mark.parametrize(
    "octets",
    [
        b"<epp",
        b'<?xml version="1.0"?><!DOCTYPE epp SYSTEM "file:///etc/passwd"><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><hello/></epp>',
        EPP.format("<command>" + "<x>" * 5000 + "</x>" * 5000 + "</command>").encode(),
        b"\xff\xfe",
    ],
    ids=["cut short", "document type", "deep", "no text"],
)
def test_what_is_no_command_is_a_syntax_error_and_harms_nobody(sandbox, octets):
    with wire(sandbox) as line:
        assert line.code(octets) == 2001
        assert line.code(INFO.format(extension="")) == 1000


@pytest.mark.parametrize("length", [0, 3, 4, 1 << 30])
def test_a_length_that_cannot_be_closes_the_line(sandbox, length):
    with wire(sandbox) as line:
        line._connection.sendall(struct.pack(">I", length) + b"x" * 100)
        assert line.read() == ""
    with wire(sandbox) as other:
        assert other.code(INFO.format(extension="")) == 1000


def test_a_kill_loses_nothing(tmp_path):
    running = SandboxProcess(tmp_path / "registry").start()
    with running.admin() as admin:
        admin.seed([{"name": f"shop-{number}.example", "registrant": "PRIOR"} for number in range(100)])
        admin.ask("say", text="once")
        before = admin.domains()
    running.kill()
    running.start()
    try:
        with running.admin() as admin:
            assert admin.domains() == before
        with wire(running) as line:
            line.send('<command><poll op="req"/><clTRID>A-2</clTRID></command>')
            assert "<msg>once</msg>" in line.read()
    finally:
        running.stop()
