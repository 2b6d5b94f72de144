"""Mails leave by SMTP (RFC 5321) with TLS, from the first octet (implicit) or from STARTTLS on (RFC 3207)."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from freehold.operations.mail.carriers import Delayed, Fate, Rejected, Sent, Unreachable
from freehold.operations.mail.message import message
from freehold.operations.mail.words import clean
from freehold.settings import MailSettings
from freehold.store.outbox import Mail
from freehold.terms.domain_name import DomainName, MalformedName

_NOT_TAKEN_OVER = "the connection broke before the server took the mail over: {words}"


class SmtpCarrier:
    """Carries mails over one connection at a time."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @contextmanager
    def opened(self) -> Iterator[Callable[[Mail], Fate]]:
        """A connection that is logged in; raises Unreachable."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_words(error)) from error
        try:
            yield lambda mail: self._send(server, mail)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca_file)
        host, port, seconds = settings.server, settings.port_in_use, settings.timeout_seconds
        # The own name goes without a look-up in the DNS, which may take longer than the whole delivery.
        own_name = socket.gethostname() or "localhost"
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(host, port, own_name, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(host, port, own_name, timeout=seconds)
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return server

    def _send(self, server: smtplib.SMTP, mail: Mail) -> Fate:
        if server.sock is None:
            raise Unreachable("the server closed the connection")
        recipient = _sendable(mail.recipient)
        try:
            server.send_message(message(mail, self._settings.sender), to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = refused.recipients[recipient]
            return _judged(code, words)
        except smtplib.SMTPSenderRefused as refused:
            # It is the settings' fault and not the mail's: whoever mends them wants the mail sent.
            return Delayed(f"the sender is refused: {_told(refused.smtp_code, refused.smtp_error)}")
        except smtplib.SMTPNotSupportedError:
            return Rejected("the server takes no addresses beyond ASCII (SMTPUTF8)")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            server.close()
            # Without an answer to the data the mail is still ours to send (RFC 5321, 4.2.5); its Message-ID tells twins.
            return Delayed(_NOT_TAKEN_OVER.format(words=_words(error)))
        except smtplib.SMTPResponseException as answer:
            return _judged(answer.smtp_code, answer.smtp_error)
        except ValueError as error:
            return Rejected(f"it cannot be written as a mail: {_words(error)}")
        return Sent()


def _sendable(address: str) -> str:
    """The address with its domain in A-labels where its local part is ASCII: then every server takes it."""
    local, _, domain = address.rpartition("@")
    if not local.isascii() or domain.isascii():
        return address
    try:
        return f"{local}@{DomainName.parse(domain)}"
    except MalformedName:
        return address


def _judged(code: int, words: bytes | str) -> Fate:
    told = _told(code, words)
    return Rejected(told) if 500 <= code < 600 else Delayed(told)


def _told(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {clean(text)}".strip()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _told(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not good: {error.verify_message}"
    return clean(str(error)) or type(error).__name__
