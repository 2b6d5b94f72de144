"""A change of the legal registrant as a frame of its own, which starts a new licence period (AusRegistry's registrant-1.0).

Its schema is not at hand; the elements are those of the published description.
"""

from dataclasses import replace
from typing import ClassVar, Self

from freehold.epp.body import ProtocolExtension
from freehold.epp.extensions.key_values import KeyValues
from freehold.epp.mapping import Mapped, attribute, child, element, part, text

NAMESPACE = "urn:ar:params:xml:ns:registrant-1.0"
_PREFIX = "registrant"


@part(NAMESPACE, _PREFIX)
class Period(Mapped):
    """The length of the new licence."""

    length: int = text()
    unit: str = attribute(default="y")


@part(NAMESPACE, _PREFIX)
class Transfer(Mapped):
    """What is transferred and why; the date of the present end guards against doing it twice, as in a renewal."""

    name: str = child()
    current_expiry: str = child("curExpDate")
    period: Period | None = child(default=None)
    eligibility: KeyValues = child("kvlist")
    explanation: str = child()


@element(NAMESPACE, _PREFIX, "command")
class RegistrantTransfer(ProtocolExtension):
    """Give the licence of a domain to another legal registrant. It costs; the registry is asked before it is sent again."""

    verb: ClassVar[str] = "trade"

    transfer: Transfer = child("registrantTransfer")
    trid: str | None = child("clTRID", default=None)

    @property
    def object_name(self) -> str:
        """The domain's name."""
        return self.transfer.name

    @property
    def own_trid(self) -> str | None:
        """The client's id inside."""
        return self.trid

    def with_trid(self, trid: str | None) -> Self:
        """The same command under this id."""
        return replace(self, trid=trid)
