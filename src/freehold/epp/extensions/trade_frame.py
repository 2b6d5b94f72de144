"""What the trades of AFNIC and of the Luxembourg registry share: ``ext``, ``command``, ``trade``, and the client's id inside."""

from dataclasses import replace
from typing import Any, ClassVar, Self

from freehold.epp.body import ProtocolExtension


class TradeFrame(ProtocolExtension):
    """Give a domain to another registrant. It may cost; the registry is asked before it is sent again."""

    __slots__ = ()
    verb: ClassVar[str] = "trade"
    command: Any
    """The registry's own element ``command``: with the client's id, and the trade with its domain."""

    @property
    def object_name(self) -> str:
        """The domain's name."""
        return str(self.command.trade.domain.name)

    @property
    def own_trid(self) -> str | None:
        """The client's id inside."""
        trid: str | None = self.command.trid
        return trid

    def with_trid(self, trid: str | None) -> Self:
        """The same command under this id."""
        return replace(self, command=replace(self.command, trid=trid))  # type: ignore[type-var]  # its elements are dataclasses
