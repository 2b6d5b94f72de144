"""What ``freehold doctor`` looks at of the machine: programs, the data folder and its disk, limits, clock, port."""

import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from pwd import getpwuid

from freehold.cli.findings import Finding, said
from freehold.cli.listening import host_and_port

_OLDEST_PYTHON = (3, 11)

_LEAST_ROOM = 512 * 1024 * 1024
"""Octets free below which a large task may fill the disk: 100,000 items take about 100 MB with their journal."""

_FEWEST_FILES, _FEW_FILES = 512, 4096
"""Each connection of a caller takes one, and one address alone may have 1,024 of them."""

_LARGEST_STEP_BACK_SECONDS = 60
_CONNECT_SECONDS = 5.0

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "lustre", "afs"}
)  # fmt: skip
_MEMORY = frozenset({"tmpfs", "ramfs"})


def python() -> Iterator[Finding]:
    """The interpreter is new enough."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST_PYTHON:
        yield Finding("Python", "bad", found, said("python"))
    else:
        yield Finding("Python", "good", found)


def sqlite() -> Iterator[Finding]:
    """SQLite is there and new enough (REL-2)."""
    try:
        import pysqlite3

        from freehold.db.sqlite import OLDEST
    except ImportError as error:
        yield Finding("SQLite", "bad", said("sqlite_missing", name=error.name), said("setup"))
        return
    if pysqlite3.sqlite_version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        yield Finding("SQLite", "bad", pysqlite3.sqlite_version, said("sqlite_old", wanted=wanted))
    else:
        yield Finding("SQLite", "good", pysqlite3.sqlite_version)


def folder(data: Path) -> Iterator[Finding]:
    """The data folder: there, ours, closed to others, on a disk that keeps what it is given, with room."""
    check = "data folder"
    try:
        status = data.stat()
    except FileNotFoundError:
        yield Finding(check, "look", said("no_folder", folder=data), said("makes_folder"))
        return
    except OSError as error:
        yield Finding(check, "bad", said("closed", folder=data, why=error.strerror), said("open_it"))
        return
    try:
        # Tried, and not asked for: rights, a file system mounted for reading and a full one all show so.
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        yield Finding(check, "bad", said("closed", folder=data, why=error.strerror), said("open_it"))
        return
    strangers = sorted(file.name for file in data.iterdir() if file.lstat().st_uid != status.st_uid)
    if strangers:
        found = said("owners", files=", ".join(strangers[:3]), folder=data)
        yield Finding(check, "bad", found, said("chown", owner=_user(status.st_uid), folder=data))
    elif status.st_mode & 0o077:
        yield Finding(check, "look", said("others_look", folder=data), said("chmod", folder=data))
    else:
        yield Finding(check, "good", str(data))
    yield from _disk(data)


def _user(number: int) -> str:
    try:
        return getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _disk(data: Path) -> Iterator[Finding]:
    kind = file_system_of(data, Path("/proc/self/mountinfo").read_text(encoding="utf-8"))
    if kind in _NETWORK:
        yield Finding("file system", "bad", said("network", folder=data, kind=kind), said("local_disk"))
    elif kind in _MEMORY:
        yield Finding("file system", "bad", said("memory", folder=data, kind=kind), said("real_disk"))
    free = shutil.disk_usage(data).free
    room = said("room", megabytes=f"{free // 1024**2:,}")
    if free < _LEAST_ROOM:
        yield Finding("disk", "bad", room, said("make_room"))
    else:
        yield Finding("disk", "good", room)


def file_system_of(path: Path, mounts: str) -> str:
    """The kind of file system a path is on, from the kernel's table of mounts (proc(5), mountinfo)."""
    real, kind, longest = str(path.resolve()), "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        # Blanks in names are written as octal numbers.
        point = before.split()[4].replace("\\040", " ")
        below = real == point or real.startswith(point.rstrip("/") + "/")
        # Of two at the same point the later covers the earlier.
        if below and len(point) >= longest:
            kind, longest = after.split()[0], len(point)
    return kind


def flushes() -> Iterator[Finding]:
    """Nothing stands between us and the disk that answers flushes without carrying them out (REL-1)."""
    preloaded = [name for name in os.environ.get("LD_PRELOAD", "").replace(":", " ").split() if "eatmydata" in name]
    if preloaded:
        yield Finding("flushes", "bad", said("flushes", library=Path(preloaded[0]).name), said("unset_preload"))


def files() -> Iterator[Finding]:
    """Open files and connections that a server may have."""
    from freehold.web.open_files import most_open_files

    most = most_open_files()
    found = said("files", files=f"{most:,}")
    if most < _FEW_FILES:
        yield Finding("open files", "bad" if most < _FEWEST_FILES else "look", found, said("raise_files"))
    else:
        yield Finding("open files", "good", found)


def clock(data: Path) -> Iterator[Finding]:
    """The clock must not be behind what was written: signatures and nonces count on it."""
    from freehold.clock import SystemClock
    from freehold.terms.instants import SECOND, Instant, utc_text

    now = SystemClock().now()
    try:
        newest = max((file.stat().st_mtime for file in data.glob("freehold.db*")), default=0.0)
    except OSError:
        newest = 0.0
    if newest * SECOND - now > _LARGEST_STEP_BACK_SECONDS * SECOND:
        written = utc_text(Instant(int(newest * SECOND)))
        yield Finding("clock", "bad", said("clock_back", now=utc_text(now), written=written), said("set_clock"))
    else:
        yield Finding("clock", "good", utc_text(now))


def port(listen: str) -> Iterator[Finding]:
    """The address is free, or Freehold answers there and takes calls."""
    address = host_and_port(listen)
    try:
        family, *_, found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        yield Finding("port", "bad", said("no_address", host=address[0], why=error.strerror), said("correct_listen"))
        return
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(found)
        except OSError as error:
            yield from _who_is_there(address, listen, error)
        else:
            yield Finding("port", "good", said("free", listen=listen))


def _who_is_there(address: tuple[str, int], listen: str, error: OSError) -> Iterator[Finding]:
    if _answer(address, "/healthz") != {"status": "alive"}:
        yield Finding("port", "bad", said("taken", listen=listen, why=error.strerror), said("other_port"))
        return
    ready = _answer(address, "/readyz")
    if ready == {"status": "ready"}:
        yield Finding("port", "good", said("running", listen=listen))
        return
    lacks = ready.get("lacks")
    words = "; ".join(f"{part}: {why}" for part, why in lacks.items()) if isinstance(lacks, dict) else "no answer"
    yield Finding("port", "bad", said("not_ready", listen=listen, lacks=words), said("see_operations"))


def _answer(address: tuple[str, int], path: str) -> dict[str, object]:
    """What is told at a path; nothing when it is no object, or nobody answers."""
    import ssl
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    # Only who answers is asked here, so its certificate is not looked at: it may be for another name than loopback.
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    for connection in (
        HTTPConnection(*address, timeout=_CONNECT_SECONDS),
        HTTPSConnection(*address, timeout=_CONNECT_SECONDS, context=anyone),
    ):
        try:
            connection.request("GET", path)
            found = json.loads(connection.getresponse().read(4096))
        except (OSError, HTTPException, ValueError):
            continue
        finally:
            connection.close()
        return found if isinstance(found, dict) else {}
    return {}
