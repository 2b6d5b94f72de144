"""Wait for something that another process does; the only waiting tests do."""

from collections.abc import Callable
from typing import TypeVar

from freehold.clock import monotonic, wait

Result = TypeVar("Result")


def until(look: Callable[[], Result], seconds: float = 60.0, every: float = 0.05) -> Result:
    """Look until what is seen is true, and give it; fail when that takes too long."""
    end = monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if monotonic() > end:
            raise AssertionError(f"still {seen!r} after {seconds} s")
        wait(every)
