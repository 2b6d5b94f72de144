"""``python -m fuzz.one TARGET FOLDER SECONDS [INPUT]``: fuzz one target by coverage, or try it with one input again.

Run by ``python -m fuzz`` in a process of its own: what is fuzzed is compiled with counters as it is imported.
"""

import importlib
import sys
from pathlib import Path

import atheris

SECONDS_FOR_ONE = 1
MEBIBYTES = 256
LONGEST = 16_384
"""Octets of an input that is drawn; seeds may be longer."""


def main(name: str, folder: Path, seconds: int, *again: str) -> None:
    """Run the target; libFuzzer ends the process, with a code that is not 0 when it saved an input."""
    with atheris.instrument_imports(include=["freehold", "idna", "PIL"]):
        target = importlib.import_module(f"fuzz.targets.{name}")
    seeds, found = folder / "seeds", folder / "found"
    for place in (seeds, found):
        place.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate(target.seeds()):
        (seeds / str(number)).write_bytes(octets)
    limits = [f"-timeout={SECONDS_FOR_ONE}", f"-rss_limit_mb={MEBIBYTES}", f"-artifact_prefix={folder}/"]
    drawn = [f"-max_len={LONGEST}", f"-max_total_time={seconds}", "-print_final_stats=1", str(found), str(seeds)]
    atheris.Setup([sys.argv[0], *limits, *(again or drawn)], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
