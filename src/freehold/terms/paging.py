"""Pages of lists, counted the way the published API counts (registrant-family.md, 9.3)."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, and how many there are in all."""

    rows: list[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; 0 for an empty list."""
        return -(-self.total // self.size)

    @property
    def has_previous(self) -> bool:
        """Whether a page lies before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page lies behind this one."""
        return self.number < self.pages


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """A page of a list that is walked by cursors, and the first rows of the pages beside it; None where there is none."""

    rows: list[Row]
    next: Row | None
    previous: Row | None
