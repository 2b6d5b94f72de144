"""A trade as a frame of its own (``trade_frame.py``), as AFNIC describes it.

Its schema is not at hand; the elements are those of the published description.
"""

from freehold.epp.extensions.trade_frame import TradeFrame
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
class DomainTrade(TradeFrame):
    """Give a domain to another registrant."""

    command: TradeCommand = child()
