"""Sealing of personal data at rest: authenticated encryption bound to where the value belongs (PRV-2, PRV-3).

A sealed value opens only with the same key, for the same field, account and row, so that a value moved elsewhere does
not open. Layout: one octet of key version, twelve of nonce, then AES-256-GCM cipher text with its tag.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from freehold.db.durable import flush_folder

_KEY_OCTETS = 32
_NONCE_OCTETS = 12
_TAG_OCTETS = 16
_VERSION = 1

SEALED_MARK = bytes((_VERSION,))
"""The first octet of every sealed value."""

SEALED_LENGTH = len(SEALED_MARK) + _NONCE_OCTETS + _TAG_OCTETS
"""How many octets a sealed value has at least: that of nothing."""


class Sealed(bytes):
    """A sealed value; the only thing a sealed column takes."""

    __slots__ = ()


class WrongKey(Exception):
    """The key does not open what is stored."""


class Vault:
    """Seals and opens values, and makes digests for exact search."""

    def __init__(self, key: bytes) -> None:
        self.fingerprint = fingerprint(key)
        self._cipher = AESGCM(key)
        self._digest_key = hmac.digest(key, b"exact search", "sha256")

    def seal(self, field: str, account_id: int, row: int | str, value: str | bytes) -> Sealed:
        """Seal a value for one field (``table.column``) of one row of an account."""
        octets = value.encode() if isinstance(value, str) else value
        nonce = os.urandom(_NONCE_OCTETS)
        return Sealed(bytes((_VERSION,)) + nonce + self._cipher.encrypt(nonce, octets, _place(field, account_id, row)))

    def open(self, field: str, account_id: int, row: int | str, sealed: bytes) -> bytes:
        """Open a value; raise WrongKey when it was sealed with another key or for another place."""
        if not sealed or sealed[0] != _VERSION:
            raise WrongKey(f"{field} is sealed with a key version this program does not have")
        nonce, text = sealed[1 : 1 + _NONCE_OCTETS], sealed[1 + _NONCE_OCTETS :]
        try:
            return self._cipher.decrypt(nonce, text, _place(field, account_id, row))
        except InvalidTag as error:
            raise WrongKey(f"{field} does not open: another key, or moved from another place") from error

    def open_text(self, field: str, account_id: int, row: int | str, sealed: bytes) -> str:
        """Open a value that is text."""
        return self.open(field, account_id, row, sealed).decode()

    def digest(self, field: str, account_id: int, text: str) -> bytes:
        """A keyed digest for exact search within one account (PRV-4): equal in two accounts, different digests."""
        return hmac.digest(self._digest_key, f"{field}|{account_id}|{text}".encode(), "sha256")[:16]


def _place(field: str, account_id: int, row: int | str) -> bytes:
    return f"{field}|{account_id}|{row}|{_VERSION}".encode()


def load_or_make_key(file: Path, *, make: bool) -> bytes:
    """Read the master key, or make one in a file of mode 0600; raise WrongKey with what to do."""
    if not file.exists():
        if not make:
            raise WrongKey(f"The master key {file.name} is missing. Put the key of this data folder back.")
        _make_key(file)
    if file.stat().st_mode & 0o077:
        raise WrongKey(f"The master key {file.name} can be read by others. Set its mode to 0600.")
    key = file.read_bytes()
    if len(key) != _KEY_OCTETS:
        raise WrongKey(
            f"The master key {file.name} is not {_KEY_OCTETS} octets long. Put the key of this data folder back."
        )
    return key


def _make_key(file: Path) -> None:
    # Written whole under another name first: half a key after a crash would lock the data for ever. Linked and not
    # renamed: of two processes at once the second must take the first one's key, and not put its own in its place.
    draft = file.with_suffix(f".{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(os.urandom(_KEY_OCTETS))
        out.flush()
        os.fsync(out.fileno())
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    # The name too must outlast a power cut: the database is made durable next, and is lost without its key.
    flush_folder(file.parent)


def fingerprint(key: bytes) -> bytes:
    """What tells keys apart without showing them."""
    return hashlib.sha256(b"freehold master key|" + key).digest()[:16]
