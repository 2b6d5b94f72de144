"""What commands and response data have in common."""

from enum import Enum
from typing import ClassVar, Self

from freehold.epp.mapping import Mapped


class Repeat(Enum):
    """What may be done when a command's answer never came; no caller chooses."""

    FREELY = "freely"
    """It changes nothing: queries, hello, the acknowledgement of a poll message."""
    ASK_FIRST = "ask first"
    """It changes an object: the registry is asked what became of it before it is sent again."""


class Body(Mapped):
    """What a command says."""

    __slots__ = ()
    verb: ClassVar[str]
    repeat: ClassVar[Repeat] = Repeat.ASK_FIRST

    @property
    def object_name(self) -> str:
        """The object it is about, by which commands are kept one after another; empty: none."""
        return ""


class ProtocolExtension(Body):
    """A command in a frame of its own, beside ``command``: the client's id for it stands inside (RFC 5730, 2.7.1)."""

    __slots__ = ()

    def with_trid(self, trid: str | None) -> Self:
        """The same command under this id."""
        raise NotImplementedError

    @property
    def own_trid(self) -> str | None:
        """The client's id inside."""
        raise NotImplementedError
