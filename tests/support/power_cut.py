"""A disk as a record of system calls left it, and what it may hold after the power went.

What is assumed of the disk, which is less than journaling file systems give:

- Of a file, what was written before a finished ``fsync`` or ``fdatasync`` of it began is there. Of everything later any
  part may be there: each piece of 512 octets by itself, holes filled with zeros, a new length or the old one.
- A name that was made, moved or removed is so after a finished ``fsync`` of its folder, not of the file alone. Of the later
  ones the first few are, in the order they were done in.
- The index of SQLite's journal (``-shm``) is mapped memory, whose writes are no calls: it holds anything.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from support.recorded_calls import RecordedCall

SECTOR = 512
LEAST = 0.25
"""How often nothing survives that was not flushed."""
SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Of a file's pieces that were not flushed, how many survive; each file by itself."""
_AT_THE_END = -1
_UNSEEN = frozenset(("mmap", "msync", "sendfile", "copy_file_range"))
"""Ways to write that leave no octets in the record."""


@dataclass(slots=True, eq=False)
class _File:
    live: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    loose: list[tuple[int, int, bytes | None]] = field(default_factory=list)
    """Not flushed: when it was done, where, and what; no octets is a new length."""

    @classmethod
    def holding(cls, octets: bytes) -> "_File":
        return cls(bytearray(octets), bytearray(octets))

    def change(self, when: int, at: int, octets: bytes | None) -> None:
        _apply(self.live, at, octets)
        self.loose.append((when, at, octets))

    def flush(self, begun: int) -> None:
        for when, at, octets in self.loose:
            if when < begun:
                _apply(self.durable, at, octets)
        self.loose = [change for change in self.loose if change[0] >= begun]

    def torn(self, chance: random.Random, share: float) -> bytearray:
        content = bytearray(self.durable)
        for _, at, octets in self.loose:
            if octets is None:
                if chance.random() < share:
                    _apply(content, at, None)
                continue
            for begin, end in _pieces(at, at + len(octets)):
                if chance.random() < share:
                    _apply(content, begin, octets[begin - at : end - at])
        return content


def _pieces(begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end:
        next_one = min(end, (begin // SECTOR + 1) * SECTOR)
        yield begin, next_one
        begin = next_one


def _apply(content: bytearray, at: int, octets: bytes | None) -> None:
    upto = at if octets is None else at + len(octets)
    if len(content) < upto:
        content.extend(bytes(upto - len(content)))
    if octets is None:
        del content[at:]
    else:
        content[at:upto] = octets


class _Folder:
    """Stands where a name leads to a folder."""


Names = dict[str, "_File | _Folder"]


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _name(names: Names, name: str, leads_to: "_File | _Folder | None") -> None:
    if leads_to is None:
        names.pop(name, None)
    else:
        names[name] = leads_to


class Disk:
    """Everything under *root*; what lies there now, before the record begins, is durable. It changes as calls are played."""

    def __init__(self, root: Path):
        self._root = str(root)
        self._live: Names = {}
        self._durable: Names = {}
        self._loose: list[tuple[int, str, _File | _Folder | None]] = []
        self._places: dict[str, int] = {}
        for place in sorted(root.rglob("*")):
            one = _Folder() if place.is_dir() else _File.holding(place.read_bytes())
            self._live[str(place)] = self._durable[str(place)] = one

    # -- playing --

    def play(self, call: RecordedCall) -> None:
        """Do what a call did."""
        if call.name in _UNSEEN:
            self._must_be_harmless(call)
            return
        if self._inside(call.file or call.opened or self._given(call, 0)):
            getattr(self, f"_{call.name}")(call)

    def _must_be_harmless(self, call: RecordedCall) -> None:
        writes = call.name != "mmap" or ("PROT_WRITE" in call.rest and "MAP_SHARED" in call.rest)
        assert not writes or not self._inside(call.file) or call.file.endswith("-shm"), f"not in the record: {call}"

    def _inside(self, path: str) -> bool:
        return (path == self._root or path.startswith(f"{self._root}/")) and not path.endswith(" (deleted)")

    def _given(self, call: RecordedCall, number: int) -> str:
        return call.texts[number].decode() if len(call.texts) > number else ""

    def _openat(self, call: RecordedCall) -> None:
        path = call.opened
        if not self._inside(path):
            return
        if "O_CREAT" in call.rest and path not in self._live:
            self._set(call, path, _File())
        if "O_TRUNC" in call.rest:
            self._file(path).change(call.ended, 0, None)
        if "O_RDONLY" not in call.rest:
            self._places[path] = _AT_THE_END if "O_APPEND" in call.rest else 0

    def _lseek(self, call: RecordedCall) -> None:
        if self._places.get(call.file, _AT_THE_END) != _AT_THE_END:
            self._places[call.file] = call.result

    def _write(self, call: RecordedCall) -> None:
        file, octets = self._file(call.file), b"".join(call.texts)[: call.result]
        place = self._places.get(call.file, _AT_THE_END)
        file.change(call.ended, len(file.live) if place == _AT_THE_END else place, octets)
        if place != _AT_THE_END:
            self._places[call.file] = place + len(octets)

    _writev = _write

    def _pwrite64(self, call: RecordedCall) -> None:
        self._file(call.file).change(call.ended, int(call.rest.split(", ")[-1]), b"".join(call.texts)[: call.result])

    _pwritev = _pwrite64

    def _ftruncate(self, call: RecordedCall) -> None:
        self._file(call.file or self._given(call, 0)).change(call.ended, int(call.rest.split(", ")[-1]), None)

    _truncate = _ftruncate

    def _sync_file_range(self, call: RecordedCall) -> None:
        """Begins to write, and makes nothing durable."""

    def _fallocate(self, call: RecordedCall) -> None:
        at, length = (int(number) for number in call.rest.split(", ")[-2:])
        if at + length > len(self._file(call.file).live):
            self._file(call.file).change(call.ended, at + length, None)

    def _fsync(self, call: RecordedCall) -> None:
        found = self._live.get(call.file)
        if isinstance(found, _File):
            found.flush(call.began)
            return
        for when, name, leads_to in self._loose:
            if when < call.began and _folder_of(name) == call.file:
                _name(self._durable, name, leads_to)
        self._loose = [
            change for change in self._loose if change[0] >= call.began or _folder_of(change[1]) != call.file
        ]

    _fdatasync = _fsync

    def _rename(self, call: RecordedCall) -> None:
        old, new = self._given(call, 0), self._given(call, 1)
        leads_to = self._live[old]
        # A folder takes what is in it along, flushed or not; it is seen under whichever name the folder has then.
        for names in (self._live, self._durable):
            names |= {
                f"{new}{name.removeprefix(old)}": one for name, one in names.items() if name.startswith(f"{old}/")
            }
        inside = [change for change in self._loose if change[1].startswith(f"{old}/")]
        self._loose += [(when, f"{new}{name.removeprefix(old)}", one) for when, name, one in inside]
        self._loose.sort(key=itemgetter(0))
        self._set(call, new, leads_to)
        self._set(call, old, None)

    def _link(self, call: RecordedCall) -> None:
        self._set(call, self._given(call, 1), self._live[self._given(call, 0)])

    def _unlink(self, call: RecordedCall) -> None:
        self._set(call, self._given(call, 0), None)

    _rmdir = _unlink

    def _unlinkat(self, call: RecordedCall) -> None:
        name = self._given(call, 0)
        self._set(call, name if name.startswith("/") else f"{call.file}/{name}", None)

    def _mkdir(self, call: RecordedCall) -> None:
        self._set(call, self._given(call, 0), _Folder())

    def _set(self, call: RecordedCall, name: str, leads_to: "_File | _Folder | None") -> None:
        _name(self._live, name, leads_to)
        self._loose.append((call.ended, name, leads_to))

    def _file(self, path: str) -> _File:
        found = self._live[path]
        assert isinstance(found, _File), path
        return found

    # -- what there is --

    def as_seen(self, to: Path, under: str) -> None:
        """Write out what programs see now below a folder of the root: for what the power cut does not reach."""
        self._written(to, {name: one for name, one in self._live.items() if name.startswith(f"{self._root}/{under}")})

    def after_power_loss(self, to: Path, chance: random.Random, but: str | None = None) -> None:
        """Write out what the disk may hold if the power goes now, but nothing below the folder *but*."""
        # Now and then nothing is there but what has to be.
        least = chance.random() < LEAST
        names, upto = dict(self._durable), 0 if least else chance.choice([0, *(when for when, _, _ in self._loose)])
        for when, name, leads_to in self._loose:
            if when <= upto:
                _name(names, name, leads_to)
        kept = {name: one for name, one in names.items() if but is None or not name.startswith(f"{self._root}/{but}")}
        self._written(to, kept, chance, (0.0,) if least else SHARES)

    def _written(
        self, to: Path, names: Names, chance: random.Random | None = None, shares: tuple[float, ...] = ()
    ) -> None:
        to.mkdir(parents=True)
        for name in sorted(names):
            one, place = names[name], to / name.removeprefix(f"{self._root}/")
            if isinstance(one, _Folder):
                if place.parent.is_dir() or chance is None:
                    place.mkdir(mode=0o700, parents=True)
            elif place.parent.is_dir():
                # The mode is the one that every file of a data folder is made with.
                content = one.live if chance is None else one.torn(chance, chance.choice(shares))
                if chance is not None and name.endswith("-shm"):
                    content = bytearray(chance.randbytes(len(content)))
                place.touch(mode=0o600)
                place.write_bytes(content)
