"""What commands and response data have in common."""

from enum import Enum
from typing import ClassVar

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
