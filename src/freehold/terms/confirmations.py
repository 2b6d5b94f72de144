"""Where a holder's confirmation of a change of registrant stands."""

from enum import Enum, IntEnum


class ConfirmationState(IntEnum):
    """``written -> sent -> opened -> confirmed | refused``; ``lapsed`` when its time is over, ``moot`` when nothing hangs on it any more."""

    WRITTEN = 0
    SENT = 1
    OPENED = 2
    CONFIRMED = 3
    REFUSED = 4
    LAPSED = 5
    MOOT = 6

    @property
    def open(self) -> bool:
        """An answer is still taken."""
        return self < ConfirmationState.CONFIRMED


class HolderRole(Enum):
    """Whose word it is."""

    PRIOR = "prior"
    NEW = "new"
    BOTH = "both"
    """Prior and new holder have one mail address."""
