"""What a backup holds: a tar archive inside the sealed stream, so that files follow one another and nothing is sought.

Members are ``freehold.db``, the operator's own files under ``policy/``, and ``clock`` where business time was moved. What else
lies in a data folder stays out: the key, which must never lie beside what it opens; nonces of the last half second, that are in
the database a moment later; mails written to files, which have gone out; the practice registry's world and certificates,
which are the other side's; and the server's own CA, which is made again.
"""

import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from freehold.db.sealed_stream import DamagedBackup, SealedReader, SealedWriter

DATABASE = "freehold.db"
CLOCK = "clock"
POLICY = "policy"
_POLICY_ENDING = ".toml"


def members(data: Path, database: Path) -> list[tuple[str, Path]]:
    """Name in the archive and file of all that belongs; *database* is the copy that was made."""
    found = [(DATABASE, database)]
    found += [(f"{POLICY}/{file.name}", file) for file in sorted((data / POLICY).glob(f"*{_POLICY_ENDING}"))]
    if (data / CLOCK).is_file():
        found.append((CLOCK, data / CLOCK))
    return found


def write(out: SealedWriter, files: list[tuple[str, Path]], passed: Callable[[], None]) -> None:
    """Write the files; *passed* is called as each part of one is read."""
    with tarfile.open(fileobj=cast("IO[bytes]", out), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name, file in files:
            with file.open("rb") as source:
                entry = tarfile.TarInfo(name)
                entry.mode = 0o600
                entry.size = file.stat().st_size
                archive.addfile(entry, _Watched(source, passed))
    out.finish()


def read(source: SealedReader) -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
    """The files, one after another, each to be read before the next. Raises DamagedBackup."""
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", source), mode="r|") as archive:
            for entry in archive:
                place = PurePosixPath(entry.name)
                content = archive.extractfile(entry) if entry.isreg() and _belongs(place) else None
                if content is None:
                    # Whoever could seal it has the key; but no file is ever written where none belongs.
                    raise DamagedBackup(f"The backup holds {entry.name}, which belongs to none.")
                yield place, content
    except tarfile.TarError as error:
        raise DamagedBackup("The backup's archive cannot be read.") from error
    # To the last frame, or a tail that was cut off would go unnoticed.
    source.read()


def _belongs(place: PurePosixPath) -> bool:
    if len(place.parts) == 1:
        return place.name in {DATABASE, CLOCK}
    return place.parts[:-1] == (POLICY,) and place.suffix == _POLICY_ENDING and place.name != ".."


class _Watched:
    """A file that tells of each part read."""

    def __init__(self, source: IO[bytes], passed: Callable[[], None]) -> None:
        self._source = source
        self._passed = passed

    def read(self, size: int = -1) -> bytes:
        self._passed()
        return self._source.read(size)
