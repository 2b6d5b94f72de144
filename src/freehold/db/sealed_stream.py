r"""A long stream of octets sealed in frames, so that it is read and checked as it comes: what backups are written in.

Layout::

    the line "freehold backup 1\n"
    4 octets   length of the header, big-endian
    header     JSON in the clear, for whoever looks for the right key
    32 octets  salt
    frames     each 65,536 octets of text, the last one 1 to 65,536 (0 only where there is no text at all)

Each frame is AES-256-GCM cipher text with its tag of 16 octets. Its key comes by HKDF-SHA256 from the master key, the salt
and the line, so that no two files share one; its nonce is the frame's number in 11 octets, then one octet that is 1 in the
last frame alone: frames that are lost, moved, repeated or cut off do not open. The SHA-256 of all that stands before the
first frame is bound into every one.
"""

import hashlib
import os
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from freehold.db.vault import WrongKey, fingerprint
from freehold.terms.instants import Instant

_LINE = b"freehold backup 1\n"
_LINE_BEGINS = b"freehold backup "
_SALT_OCTETS = 32
_TAG_OCTETS = 16
_LONGEST_HEADER = 65_536
FRAME_OCTETS = 65_536


class DamagedBackup(Exception):
    """The file is no backup, or was changed or cut off since it was written."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself in the clear; no personal data."""

    made_at: Instant
    """System time at which the copy began: all that was accepted before is in it."""
    business_at: Instant
    """Business time then."""
    schema: str
    program: str
    key: str
    """Fingerprint of the master key it is sealed with, in hex."""


class SealedWriter:
    """Seals what is written to it; ``finish`` makes it whole."""

    def __init__(self, out: BinaryIO, key: bytes, header: Header) -> None:
        self._out = out
        self._held = bytearray()
        self._number = 0
        told = msgspec.json.encode(header)
        beginning = _LINE + len(told).to_bytes(4, "big") + told + os.urandom(_SALT_OCTETS)
        self._cipher, self._bound = _cipher(key, beginning)
        out.write(beginning)

    def write(self, octets: bytes) -> int:
        """Take some more; what fills a frame is written."""
        self._held += octets
        # The last frame is known only at the end, so one octet more than a frame has to be there.
        while len(self._held) > FRAME_OCTETS:
            self._frame(bytes(self._held[:FRAME_OCTETS]), last=False)
            del self._held[:FRAME_OCTETS]
        return len(octets)

    def finish(self) -> None:
        """Write the last frame."""
        self._frame(bytes(self._held), last=True)
        self._held.clear()

    def _frame(self, text: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), text, self._bound))
        self._number += 1


class SealedReader:
    """Reads what ``SealedWriter`` wrote. Raises DamagedBackup, and WrongKey where it was sealed with another key."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        self.header, beginning = _beginning(source)
        if self.header.key != fingerprint(key).hex():
            raise WrongKey("The backup was sealed with another master key than the one given.")
        self._cipher, self._bound = _cipher(key, beginning)
        self._number = 0
        self._text = b""
        self._ahead = source.read(FRAME_OCTETS + _TAG_OCTETS)
        self._over = False

    def read(self, size: int = -1) -> bytes:
        """Up to so many octets (all that are left when negative), empty at the end; only what was found untouched."""
        if size < 0:
            return b"".join(iter(lambda: self.read(FRAME_OCTETS), b""))
        found = bytearray()
        while len(found) < size and (self._text or self._fill()):
            part = self._text[: size - len(found)]
            self._text = self._text[len(part) :]
            found += part
        return bytes(found)

    def _fill(self) -> bool:
        if self._over:
            return False
        frame, self._ahead = self._ahead, self._source.read(FRAME_OCTETS + _TAG_OCTETS)
        self._over = not self._ahead
        try:
            self._text = self._cipher.decrypt(_nonce(self._number, last=self._over), frame, self._bound)
        except InvalidTag as error:
            raise DamagedBackup(
                f"The backup was changed or cut off after it was written (frame {self._number + 1})."
            ) from error
        self._number += 1
        return bool(self._text)


def header_of(source: BinaryIO) -> Header:
    """What the file says of itself; not to be believed before its frames were read. Raises DamagedBackup."""
    return _beginning(source)[0]


def _beginning(source: BinaryIO) -> tuple[Header, bytes]:
    line = source.read(len(_LINE))
    if line != _LINE:
        newer = line.startswith(_LINE_BEGINS)
        raise DamagedBackup("The backup is of a newer Freehold." if newer else "The file is no backup of Freehold's.")
    length = source.read(4)
    octets = int.from_bytes(length, "big")
    told = source.read(octets) if octets <= _LONGEST_HEADER else b""
    salt = source.read(_SALT_OCTETS)
    try:
        header = msgspec.json.decode(told, type=Header)
    except msgspec.DecodeError as error:
        raise DamagedBackup("The backup's header cannot be read.") from error
    if len(salt) != _SALT_OCTETS:
        raise DamagedBackup("The backup is cut off in its header.")
    return header, line + length + told + salt


def _cipher(key: bytes, beginning: bytes) -> tuple[AESGCM, bytes]:
    salt = beginning[-_SALT_OCTETS:]
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=_LINE).derive(key)
    return AESGCM(derived), hashlib.sha256(beginning).digest()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))
