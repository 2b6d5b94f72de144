"""Log in and out (RFC 5730, 2.9.1.1 and 2.9.1.2)."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, child, element, part, some
from freehold.epp.namespaces import EPP


@part(EPP, "")
class Options(Mapped):
    """Protocol version and language of the session."""

    version: str = child(default="1.0")
    lang: str = child(default="en")


@part(EPP, "")
class ServiceExtension(Mapped):
    """Extensions the session may speak of."""

    uris: tuple[str, ...] = some("extURI", default=())


@part(EPP, "")
class Services(Mapped):
    """Objects and extensions the session may speak of."""

    object_uris: tuple[str, ...] = some("objURI", default=())
    extension: ServiceExtension | None = child("svcExtension", default=None)


@element(EPP, "", "login")
class Login(Body):
    """Begin to work; a new password takes effect with it."""

    verb: ClassVar[str] = "login"
    repeat: ClassVar[Repeat] = Repeat.ASK_FIRST

    client_id: str = child("clID")
    password: str = child("pw")
    new_password: str | None = child("newPW", default=None)
    options: Options = child(default=Options())
    services: Services = child("svcs", default=Services())

    def __repr__(self) -> str:
        """Without passwords, which must not reach a log (SEC-44)."""
        return f"Login(client_id={self.client_id!r})"


@element(EPP, "", "logout")
class Logout(Body):
    """End the session."""

    verb: ClassVar[str] = "logout"
    repeat: ClassVar[Repeat] = Repeat.FREELY
