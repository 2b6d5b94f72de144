"""The log-in's own words: where the password stands, who we are, and what the registry warns of (RFC 5730, RFC 8807)."""

import platform
from functools import cache
from importlib.metadata import version

from freehold.epp.commands.session import Login
from freehold.epp.documents import Greeting, Response
from freehold.epp.extensions import login_security
from freehold.epp.extensions.login_security import LoginSecurity, LoginSecurityData, UserAgent
from freehold.epp.mapping import Mapped
from freehold.gateway import negotiation
from freehold.terms.instants import Instant, from_text
from freehold.terms.login_warnings import LoginWarning

SHORTEST_PASSWORD = 6
LONGEST_PLAIN_PASSWORD = 16
"""In the log-in's own element (RFC 5730, 2.9.1.1); the extension has no limit."""

_LONGEST_WORDS = 200
_MOST_WARNINGS = 20


def log_in(
    greeting: Greeting, extensions: tuple[str, ...], client: str, password: str, new_password: str | None
) -> tuple[Login, tuple[Mapped, ...]]:
    """The command and its extensions; passwords go into the extension wherever the session has agreed on it."""
    services = negotiation.services(greeting, extensions)
    if login_security.NAMESPACE not in extensions:
        return Login(client_id=client, password=password, new_password=new_password, services=services), ()
    secured = LoginSecurity(user_agent=_user_agent(), password=password, new_password=new_password)
    marker = login_security.MARKER
    login = Login(
        client_id=client, password=marker, new_password=None if new_password is None else marker, services=services
    )
    return login, (secured,)


@cache
def _user_agent() -> UserAgent:
    return UserAgent(
        app=f"Freehold {version('freehold')}", tech=f"Python {platform.python_version()}", os=platform.system() or None
    )


def longest_password(extensions: tuple[str, ...]) -> int | None:
    """How long a password may be for a session that agrees on these; None for no limit."""
    return None if login_security.NAMESPACE in extensions else LONGEST_PLAIN_PASSWORD


def warnings_of(response: Response) -> tuple[LoginWarning, ...]:
    """What the answer to a log-in warns of, however many there are."""
    events = [event for found in response.extensions if isinstance(found, LoginSecurityData) for event in found.events]
    return tuple(
        LoginWarning(
            kind=" ".join(filter(None, (event.type, event.name)))[:_LONGEST_WORDS],
            level="error" if event.level == "error" else "warning",
            words=(event.words or "")[:_LONGEST_WORDS],
            ends_at=_instant(event.expires),
        )
        for event in events[:_MOST_WARNINGS]
    )


def _instant(text: str | None) -> Instant | None:
    """A time; None for what is none, since a warning must not spoil the log-in."""
    try:
        return None if text is None else from_text(text)
    except ValueError:
        return None
