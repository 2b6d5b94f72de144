"""Make a backup beside a running server: copy, check the copy, seal it, read back what was sealed, publish.

The copy is one consistent view; others write on meanwhile. It lies in the data folder until it is sealed, as well or as badly
guarded as the database itself. What is sealed is written under a name of its own and takes its place when it is whole,
so that a file under a backup's name is always one. Whatever a run that died left behind, the next one removes.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from freehold import __version__
from freehold.backups import archive
from freehold.clock import Clock
from freehold.db.durable import flush_folder, make_folder
from freehold.db.engine import STORE_ERRORS, CannotOpen
from freehold.db.sealed_stream import DamagedBackup, Header, SealedReader, SealedWriter
from freehold.db.snapshot import copy_database
from freehold.db.stamp import SCHEMA_VERSION
from freehold.db.vault import fingerprint, load_or_make_key
from freehold.faults import fault
from freehold.opening import check_copy
from freehold.terms.instants import utc_text

FOLDER = "backups"
ENDING = ".backup"
_PARTIAL = ".partial"
_PART_OCTETS = 1 << 20
_NOT_COPIED: tuple[type[Exception], ...] = (OSError, *STORE_ERRORS)


class CannotBackUp(Exception):
    """No backup was made; the sentence says why."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that is whole."""

    file: Path
    header: Header
    octets: int


def make(data: Path, to: Path | None, system: Clock, business: Clock) -> Made:
    """Back the data folder up into *to*, or into a new file in its folder ``backups``. Changes nothing else.

    Raises CannotBackUp, CannotOpen or WrongKey with what to do.
    """
    database = data / archive.DATABASE
    if not database.exists():
        raise CannotOpen(
            f"{data} holds no freehold.db. A PostgreSQL database is backed up with its own tools (pg_dump, or a base backup "
            "with its journal); keep master.key apart from it."
        )
    key = load_or_make_key(data / "master.key", make=False)
    header = Header(
        made_at=system.now(), business_at=business.now(), schema=SCHEMA_VERSION, program=__version__,
        key=fingerprint(key).hex(),
    )  # fmt: skip
    with _alone(data):
        to = _place(data, to, header)
        copy = data / "freehold.db.copy"
        try:
            _copy(database, copy)
            troubles = check_copy(copy, key)
            if troubles:
                raise CannotBackUp(f"The database is not sound, so no backup was made: {' '.join(troubles[:3])}")
            _seal(archive.members(data, copy), to, key, header)
        finally:
            for file in data.glob(f"{copy.name}*"):
                file.unlink()
    return Made(file=to, header=header, octets=to.stat().st_size)


def _copy(database: Path, copy: Path) -> None:
    try:
        copy_database(database, copy)
    except _NOT_COPIED as error:
        raise CannotBackUp(
            f"{database.name} could not be copied: {error}. The copy lies beside it for a while: make room for it there."
        ) from error


def _seal(files: list[tuple[str, Path]], to: Path, key: bytes, header: Header) -> None:
    partial = to.with_name(f".{to.name}{_PARTIAL}")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            archive.write(SealedWriter(out, key, header), files, lambda: fault("backup.mid_copy"))
            out.flush()
            os.fsync(out.fileno())
        _compare(files, partial, key)
        fault("backup.before_publish")
        partial.rename(to)
    except OSError as error:
        raise CannotBackUp(
            f"{to} could not be written: {error.strerror}. Make room there, or name another place with --to."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    flush_folder(to.parent)


def _compare(files: list[tuple[str, Path]], sealed: Path, key: bytes) -> None:
    """Open what was written, as a restore would: what a disk gives back must be what it was given."""
    with sealed.open("rb") as source:
        found = [(str(name), _digest(content)) for name, content in archive.read(SealedReader(source, key))]
    wanted = []
    for name, file in files:
        with file.open("rb") as content:
            wanted.append((name, _digest(content)))
    if found != wanted:
        raise DamagedBackup("What was written does not read back as it was. Look at the disk; no backup was made.")


def _digest(content: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    while part := content.read(_PART_OCTETS):
        digest.update(part)
    return digest.digest()


def _place(data: Path, to: Path | None, header: Header) -> Path:
    if to is not None:
        if to.exists():
            raise CannotBackUp(f"{to} is there already. Name another file.")
        return to
    folder = data / FOLDER
    make_folder(folder)
    for left in folder.glob(f".*{_PARTIAL}"):
        left.unlink()
    to = folder / f"freehold-{utc_text(header.made_at).replace('-', '').replace(':', '')}{ENDING}"
    if to.exists():
        raise CannotBackUp(f"{to} is there already: one a second is the most.")
    return to


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One backup of a folder at a time: the copy has one name, so that a dead run's is found."""
    with (data / "backup.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotBackUp("A backup of this folder is being made already.") from error
        yield
