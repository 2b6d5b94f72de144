"""What a session speaks of: of what the greeting offers, only what is known here and wanted (epp-facts.md, 2).

To echo the whole greeting would switch on answers that the other side of this program has never seen.
"""

from collections.abc import Callable, Collection

from freehold.epp.commands.session import ServiceExtension, Services
from freehold.epp.documents import Greeting
from freehold.epp.extensions import KNOWN, OF_SESSIONS
from freehold.epp.namespaces import OBJECTS

Named = Callable[[str], Collection[str]]
"""Tells the extensions that the policy of a domain names; of the empty name, those of all suffixes of the account."""


def none_named(_domain: str) -> Collection[str]:
    """For an account whose suffixes have no policy at hand."""
    return ()


def agreed_extensions(greeting: Greeting, named: Named) -> tuple[str, ...]:
    """The extensions to log in with, in the greeting's order."""
    possible = [uri for uri in dict.fromkeys(greeting.extension_uris) if uri in KNOWN]
    if all(uri in OF_SESSIONS for uri in possible):
        # Policies are files: not read for a registry that offers nothing they could name.
        return tuple(possible)
    wanted = named("")
    return tuple(uri for uri in possible if uri in OF_SESSIONS or uri in wanted)


def agreed_objects(greeting: Greeting) -> tuple[str, ...]:
    """The objects to log in with."""
    return tuple(uri for uri in OBJECTS if uri in greeting.object_uris)


def services(greeting: Greeting, extensions: tuple[str, ...]) -> Services:
    """The part of a log-in that names both."""
    return Services(
        object_uris=agreed_objects(greeting), extension=ServiceExtension(uris=extensions) if extensions else None
    )
