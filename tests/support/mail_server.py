"""A mail server as others run them (aiosmtpd), over TLS with a certificate of our own CA; what it says is ordered."""

import asyncio
import email
import email.policy
import ssl
import threading
import warnings
from collections import Counter
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

from freehold.sandbox.certificates import Authority

USER, PASSWORD = "freehold", "open sesame"


class MailServer:
    """Takes mails in a thread of its own.

    *answers* are given to a recipient by the local part of the address; *broken_data* is how many times the connection is
    cut when the mail was taken over and before that is said.
    """

    def __init__(self, folder: Path, security: str = "starttls", *, authenticate: bool = False, utf8: bool = True):
        authority = Authority(folder / "mail-tls")
        self.ca_file = authority.ca_file
        self.security = security
        self.answers: dict[str, str] = {}
        self.broken_data = 0
        self.envelopes: list = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*authority.server_certificate("127.0.0.1"))
        self._authenticate = authenticate
        self._utf8 = utf8
        self._protocols: set = set()
        self.port = 0

    def __enter__(self):
        begun = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(begun,), daemon=True)
        self._thread.start()
        assert begun.wait(10)
        return self

    def _run(self, begun):
        self._loop.run_until_complete(self._serve())
        begun.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _serve(self):
        implicit = self._context if self.security == "tls" else None
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=implicit)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self):
        self._server.close()
        for protocol in self._protocols:
            if protocol.transport is not None:
                protocol.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _protocol(self):
        starttls = self.security == "starttls"
        with warnings.catch_warnings():
            # It knows of STARTTLS alone, and takes a log-in over TLS from the first octet for one in the clear.
            warnings.simplefilter("ignore")
            protocol = SMTP(
                self, hostname="mail.example.net", ident="practice", enable_SMTPUTF8=self._utf8, loop=self._loop,
                tls_context=self._context if starttls else None, require_starttls=starttls,
                auth_required=self._authenticate, auth_require_tls=starttls, authenticator=self._known,
            )  # fmt: skip
        self._protocols.add(protocol)
        return protocol

    @staticmethod
    def _known(_server, _session, _envelope, _mechanism, given):
        good = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        answer = self.answers.get(address.partition("@")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        envelope.over_tls = session.ssl is not None or self.security == "tls"
        self.envelopes.append(envelope)
        if self.broken_data:
            self.broken_data -= 1
            server.transport.abort()
        return "250 OK"

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def mails(self):
        """The mails taken over, first to last."""
        return [email.message_from_bytes(one.content, policy=email.policy.default) for one in self.envelopes]

    def received(self):
        """How often each recipient was sent to."""
        return Counter(address for one in self.envelopes for address in one.rcpt_tos)

    def settings(self, **more):
        """How Freehold reaches it, as values of ``[mail]``."""
        values = {
            "server": "127.0.0.1",
            "port": self.port,
            "security": self.security,
            "sender": "Freehold <no-reply@registrar.example>",
            "ca_file": self.ca_file,
            "timeout_seconds": 10.0,
        }
        if self._authenticate:
            values |= {"user": USER, "password": PASSWORD}
        return {**values, **more}
