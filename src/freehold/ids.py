"""Where names that callers see come from: task numbers, instance ids, request ids, tokens of mailed links.

They are guessed by nobody, so they come from the system's secure source, at least 122 bits each (SEC-17). An emulator may
have them drawn from a seed instead, so that the same calls give the same answers.
"""

import random
import secrets
from base64 import urlsafe_b64encode
from threading import Lock
from typing import Protocol


class Ids(Protocol):
    """Draws ids; every transaction is handed one (``Session.ids``)."""

    def octets(self, length: int) -> bytes:
        """So many octets that were never drawn before."""
        ...


class SecureIds:
    """From the system's secure source."""

    def octets(self, length: int) -> bytes:
        """So many octets that were never drawn before."""
        return secrets.token_bytes(length)


class SeededIds:
    """The same ids in the same order for the same seed; for emulators alone, since they can be guessed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._lock = Lock()
        self._chance = random.Random(seed)

    def octets(self, length: int) -> bytes:
        """So many octets, the next of the seed's row."""
        with self._lock:
            return self._chance.randbytes(length)

    def begin_again(self) -> None:
        """Draw from the beginning of the row."""
        with self._lock:
            self._chance.seed(self._seed)


def new_uuid(ids: Ids) -> str:
    """A random UUID, with dashes, in lower case."""
    digits = ids.octets(16).hex()
    # Written out: the library's class takes several times as long, and each call has an id.
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def new_hex(ids: Ids, octets: int) -> str:
    """Hexadecimal digits, two for each octet, in lower case."""
    return ids.octets(octets).hex()


def new_number(ids: Ids) -> int:
    """A number of 15 digits, which every client's numbers hold; what it names is bound to an account besides."""
    return 10**14 + int.from_bytes(ids.octets(8), "big") % (9 * 10**14)


def new_token(ids: Ids, octets: int) -> str:
    """Text that may stand in a link."""
    return urlsafe_b64encode(ids.octets(octets)).rstrip(b"=").decode("ascii")
