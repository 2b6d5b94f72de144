"""Where a mail of the outbox stands, and how its address is shown where others may read along."""

from enum import IntEnum


class MailState(IntEnum):
    """``waiting -> sending -> sent | waiting | given_up``; a sent one may come back as ``bounced``.

    ``sending`` outlives its process only when that died: whether the mail went out is then unknown, and it goes out again
    under the same Message-ID (INV-10).
    """

    WAITING = 0
    SENDING = 1
    SENT = 2
    GIVEN_UP = 3
    BOUNCED = 4

    @property
    def word(self) -> str:
        """What operators read and write."""
        return self.name.lower().replace("_", "-")


FIRST_SETTLED = MailState.SENT
"""States from here on ask for nothing more; the index of what waits compares with it."""


def masked(address: str) -> str:
    """An address for logs and lists: the first character and the domain (PRV-6)."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***"
