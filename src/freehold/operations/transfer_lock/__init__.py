"""The transfer lock after a change of registrant: EPP knows no end of a status, so we keep it and lift the lock ourselves."""

from freehold.operations.transfer_lock.lift import begin_due

__all__ = ["begin_due"]
