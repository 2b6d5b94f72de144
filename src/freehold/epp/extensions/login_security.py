"""Log-in security (RFC 8807): longer passwords, who the client is, and what the server warns of."""

from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text

NAMESPACE = "urn:ietf:params:xml:ns:epp:loginSec-1.0"

MARKER = "[LOGIN-SECURITY]"
"""Stands in the log-in's own password where the real one is in the extension (RFC 8807, 3.2)."""


@part(NAMESPACE, "loginSec")
class UserAgent(Mapped):
    """What the client runs on."""

    app: str | None = child(default=None)
    tech: str | None = child(default=None)
    os: str | None = child(default=None)


@element(NAMESPACE, "loginSec", "loginSec")
class LoginSecurity(Mapped):
    """Goes with a log-in (RFC 8807, 4.1)."""

    user_agent: UserAgent | None = child(default=None)
    password: str | None = child("pw", default=None)
    new_password: str | None = child("newPW", default=None)

    def __repr__(self) -> str:
        """Without passwords, which must not reach a log (SEC-44)."""
        return f"LoginSecurity(user_agent={self.user_agent!r})"


@part(NAMESPACE, "loginSec")
class Event(Mapped):
    """A warning or an error; *expires* is when what it is about ends."""

    words: str | None = text(default=None)
    type: str = attribute()
    name: str | None = attribute(default=None)
    level: str = attribute()
    expires: str | None = attribute("exDate", default=None)
    value: str | None = attribute(default=None)
    duration: str | None = attribute(default=None)
    lang: str | None = attribute(default=None)


@element(NAMESPACE, "loginSec", "loginSecData")
class LoginSecurityData(Mapped):
    """What the answer to a log-in adds."""

    events: tuple[Event, ...] = some("event", default=())
