"""What ``freehold check`` says of a data folder, whether a server runs on it or was just killed."""

from pathlib import Path

from freehold.integrity.checker import Checker
from freehold.opening import open_store


def violations(data: Path, url: str | None = None) -> list[tuple[str, str]]:
    """Each violation's invariant and sentence; none is what every test wants."""
    store = open_store(data, url=url, lock=False, make=False)
    try:
        return [(found.invariant, found.sentence) for found in Checker(store).violations()]
    finally:
        store.close()
