"""Locks of a domain as the account switches them."""

from enum import Enum

TRANSFER_LOCK = "clientTransferProhibited"
"""The EPP status of the transfer lock (RFC 5731, 2.3)."""

UPDATE_LOCK = "clientUpdateProhibited"
"""The EPP status of the update lock (RFC 5731, 2.3)."""


class Lock(Enum):
    """The two locks; the value is the EPP status."""

    TRANSFER = TRANSFER_LOCK
    UPDATE = UPDATE_LOCK


class LockSetting(Enum):
    """Transfer lock or update lock; the value is the wire's (registrant-family.md, 6 and 8)."""

    NEVER_SET = "NONE_SETTING"
    ON = "OPEN"
    OFF = "CLOSE"


SERVER_LOCK = frozenset({"serverDeleteProhibited", "serverTransferProhibited", "serverUpdateProhibited"})
"""What a registry lock puts on a domain: all three, since one alone may be a dispute or a rule of the registry's."""
