"""Open a backup: to verify it, or to set up a new data folder from it (REL-21).

A restore is written into a folder beside the target, checked there, made durable, and takes the target's name when it is
whole; if the process dies before, the target is as it was, and the next restore begins anew. What is restored is marked
(``store/restores.py``): nothing is sent from it before somebody settled it with the registries.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from freehold.backups import archive
from freehold.clock import Clock
from freehold.db.durable import flush_folder, make_folder
from freehold.db.sealed_stream import DamagedBackup, Header, SealedReader
from freehold.db.stamp import SCHEMA_VERSION
from freehold.db.vault import load_or_make_key
from freehold.faults import fault
from freehold.opening import check_copy, open_store
from freehold.store import restores

_PART_OCTETS = 1 << 20


class CannotRestore(Exception):
    """Nothing was restored; the sentence says why."""


def verify(file: Path, key_file: Path) -> Header:
    """Open the backup with this key and check the database in it; what it says of itself.

    Raises DamagedBackup, CannotRestore or WrongKey.
    """
    key = load_or_make_key(key_file, make=False)
    with tempfile.TemporaryDirectory(prefix="freehold-verify-") as folder:
        return _opened(file, key, Path(folder))


def restore(file: Path, key_file: Path, data: Path, system: Clock) -> Header:
    """Set the folder *data*, which must be empty or missing, up from the backup; what the backup says of itself.

    Raises CannotRestore, DamagedBackup or WrongKey; then the target is as it was.
    """
    key = load_or_make_key(key_file, make=False)
    data = data.absolute()
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise CannotRestore(f"{data} is not empty. Restore into a new folder; nothing was changed.")
    make_folder(data.parent, 0o777)
    draft = data.with_name(f".{data.name}.restoring")
    # What a restore that died left: it never was anybody's data folder.
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        header = _opened(file, key, draft)
        _put_key(draft / "master.key", key)
        store = open_store(draft, lock=False, make=False)
        try:
            store.write_now(lambda session: restores.begin(session, header.made_at, header.business_at, system.now()))
        finally:
            store.close()
        _flush(draft)
        fault("restore.mid")
        draft.rename(data)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    flush_folder(data.parent)
    return header


def _opened(file: Path, key: bytes, folder: Path) -> Header:
    """Write out what the backup holds, and check it."""
    with file.open("rb") as source:
        sealed = SealedReader(source, key)
        if sealed.header.schema > SCHEMA_VERSION:
            raise CannotRestore(
                f"The backup is at schema {sealed.header.schema}, this program at {SCHEMA_VERSION}. Install a newer Freehold."
            )
        for place, content in archive.read(sealed):
            target = folder / place
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _write(target, content, lambda: fault("restore.mid"))
    database = folder / archive.DATABASE
    if not database.exists():
        raise DamagedBackup("The backup holds no database.")
    if sealed.header.schema == SCHEMA_VERSION:
        troubles = check_copy(database, key)
        if troubles:
            raise DamagedBackup(f"The database in the backup is not sound: {' '.join(troubles[:3])}")
    return sealed.header


def _write(target: Path, content: IO[bytes], passed: Callable[[], None]) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while part := content.read(_PART_OCTETS):
            out.write(part)
            passed()


def _put_key(file: Path, key: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key)


def _flush(folder: Path) -> None:
    """Make all that lies in the folder durable, names too."""
    for place in [*folder.rglob("*"), folder]:
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
