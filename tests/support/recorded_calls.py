"""What a program and its children do to the files of one folder, call by call, recorded by strace; and what they answer callers."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.waiting import until

_CALLS = (
    "openat", "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "lseek",
    "ftruncate", "truncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "mmap", "msync", "sendfile",
    "copy_file_range", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
)  # fmt: skip

_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^\w+\(\d+<([^>]*)>")
_RESULT_FILE = re.compile(r"^\d+<([^>]*)>")
_HANDED = re.compile(r"\d+<([^>]*)>")
_NAMING = ("rename(", "link(", "unlink(", "mkdir(", "rmdir(", "truncate(")
"""Calls that are given names alone."""
_ANSWER = b"HTTP/1.1 "


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call that succeeded; *began* and *ended* are its places in the record, which count up over all threads."""

    name: str
    began: int
    ended: int
    file: str
    """The path of the open file or folder that it is about; empty when it is given names alone."""
    texts: tuple[bytes, ...]
    """What was written, or the names that it was given."""
    rest: str
    """Flags and numbers as strace tells them."""
    result: int
    opened: str
    """The path of what an ``openat`` opened."""
    at: float = 0.0
    """When strace told of its end, as the system's clock has it."""


def recording(to: Path) -> list[str]:
    """What to put before a command to have its calls recorded in a file; the test is skipped where that is not allowed."""
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"strace cannot run a program here: {tried.stderr.strip()}")
    # -D: the command keeps the process that was started, and strace runs beside it.
    return ["strace", "-D", "-f", "-y", "-xx", "-s", "100000000", "--seccomp-bpf", "--quiet=attach,personality", "-ttt",
            "-e", "signal=none", "-e", f"trace={','.join(_CALLS)}", "-o", str(to)]  # fmt: skip


def read(record: Path, root: Path, pid: int) -> list[RecordedCall]:
    """The calls of an ended process about what lies under *root*, and its answers over HTTP.

    Names that do not begin at ``/`` are taken to be under *root*.
    """
    until(lambda: re.search(rf"^{pid} +\S+ \+\+\+ ", _tail(record), re.MULTILINE), every=0.01)
    return list(_read(record, str(root)))


def _tail(record: Path) -> str:
    with record.open("rb") as file:
        file.seek(max(0, record.stat().st_size - 4096))
        return file.read().decode("ascii", "replace")


def _read(record: Path, root: str) -> Iterator[RecordedCall]:
    wanted = (_hex(root.encode()), f'"{_hex(_ANSWER)}')
    begun: dict[str, tuple[int, str]] = {}
    with record.open(encoding="ascii") as lines:
        for place, line in enumerate(lines):
            pid, time, said = line.rstrip("\n").split(None, 2)
            if said.endswith("<unfinished ...>"):
                begun[pid] = place, said.removesuffix("<unfinished ...>")
                continue
            began = place
            if said.startswith("<... "):
                began, start = begun.pop(pid)
                said = start + said.partition("resumed>")[2]
            if said.startswith(_NAMING) or any(part in said for part in wanted):
                call = _parsed(said, began, place, float(time), root)
                if call is not None and ((call.texts and call.texts[0].startswith(_ANSWER)) or _about(call, root)):
                    yield call


def _about(call: RecordedCall, root: str) -> bool:
    paths = (call.file, call.opened, *(text.decode("utf-8", "replace") for text in call.texts))
    return any(path.startswith(root) for path in paths)


def _parsed(said: str, began: int, ended: int, at: float, root: str) -> RecordedCall | None:
    head, _, result = said.rpartition(" = ")
    value = re.match(r"\d+", result)
    if value is None:
        return None
    name = head.partition("(")[0]
    file, opened = (_HANDED if name == "mmap" else _FILE).search(head), _RESULT_FILE.match(result)
    texts = [_octets(text) for text in _TEXT.findall(head)]
    if said.startswith(_NAMING):
        texts = [text if text.startswith(b"/") else f"{root}/".encode() + text for text in texts]
    return RecordedCall(
        name=name, began=began, ended=ended, file=_path(file), texts=tuple(texts),
        rest=head.rpartition('"')[2].rstrip(" )"), result=int(value[0]), opened=_path(opened), at=at,
    )  # fmt: skip


def _path(found: re.Match[str] | None) -> str:
    return "" if found is None else _octets(found[1]).decode() if found[1].startswith("\\x") else found[1]


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _hex(octets: bytes) -> str:
    return "".join(f"\\x{octet:02x}" for octet in octets)
