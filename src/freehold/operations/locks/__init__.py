"""The account's transfer lock and update lock: accept a switch, carry it out at a registry."""

from freehold.operations.locks.submit import switch

__all__ = ["switch"]
