"""The server that takes our mail."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal

from freehold.settings.values import BadSettings, check_above_zero, read_secret, table, typed

PRACTICE_SENDER = "Freehold <no-reply@freehold.invalid>"
"""Whom mails in files are from; no server takes it for an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The server that takes our mail."""

    server: str = ""
    """Host name of the mail server; mails are written to files in the data folder when empty."""
    port: int | None = None
    """Its port; 587 with *starttls*, 465 with *tls* and 25 with *none* when left out."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected: from STARTTLS on, from the first octet, or not at all."""
    user: str = ""
    """Whom to log in as; nobody when empty."""
    password: str = field(default="", repr=False)
    """What to log in with."""
    sender: str = PRACTICE_SENDER
    """Whom mails are from; must be an address of yours where a server is named."""
    ca_file: Path | None = None
    """The certificate authority that the server's certificate is checked against; the system's when left out."""
    timeout_seconds: float = 30.0
    """For each answer of the server."""

    @property
    def port_in_use(self) -> int:
        """The port, by the kind of protection where none was named."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


def read(entry: Any, folder: Path) -> MailSettings:
    """The section ``mail``; raises BadSettings."""
    values = table("mail", entry)
    read_secret("mail", "password", values, folder)
    made = MailSettings(**typed(MailSettings, "mail", values, folder))
    address = parseaddr(made.sender)[1]
    if not made.sender.isprintable() or not all(address.rpartition("@")[::2]):
        wanted = "an address such as Freehold <no-reply@example.com>"
        raise BadSettings(f"mail.sender must be {wanted}, and is {made.sender!r}.")
    if made.server and made.sender == PRACTICE_SENDER:
        raise BadSettings("mail.sender is missing: name the address that mails are from.")
    if made.port is not None and not 0 < made.port < 65536:
        raise BadSettings(f"mail.port must be from 1 to 65535, and is {made.port}.")
    if made.user and made.security == "none":
        raise BadSettings("mail.security is none, which would show mail.password to everybody on the way.")
    check_above_zero("mail", made, "timeout_seconds")
    return made
