"""A trade as a frame of its own, as AFNIC describes it: ``ext``, ``command``, ``trade``, and the client's id inside.

Its schema is not at hand; the elements are those of the published description.
"""

from dataclasses import replace
from typing import ClassVar, Self

from freehold.epp.body import ProtocolExtension
from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text

NAMESPACE = "http://www.afnic.fr/xml/epp/frnic-1.4"
_PREFIX = "frnic"


@part(NAMESPACE, _PREFIX)
class Contact(Mapped):
    """A contact in a role."""

    id: str = text()
    role: str = attribute("type")


@part(NAMESPACE, _PREFIX)
class Domain(Mapped):
    """The domain that is traded, and its contacts afterwards."""

    name: str = child()
    registrant: str = child()
    contacts: tuple[Contact, ...] = some("contact", default=())


@part(NAMESPACE, _PREFIX)
class Trade(Mapped):
    """What is wanted: that a trade begins."""

    op: str = attribute(default="request")
    domain: Domain = child()


@part(NAMESPACE, _PREFIX)
class TradeCommand(Mapped):
    """The command, with the client's id for it."""

    trade: Trade = child()
    trid: str | None = child("clTRID", default=None)


@element(NAMESPACE, _PREFIX, "ext")
class DomainTrade(ProtocolExtension):
    """Give a domain to another registrant. It may cost; the registry is asked before it is sent again."""

    verb: ClassVar[str] = "trade"

    command: TradeCommand = child()

    @property
    def object_name(self) -> str:
        """The domain's name."""
        return self.command.trade.domain.name

    @property
    def own_trid(self) -> str | None:
        """The client's id inside."""
        return self.command.trid

    def with_trid(self, trid: str | None) -> Self:
        """The same command under this id."""
        return replace(self, command=replace(self.command, trid=trid))
