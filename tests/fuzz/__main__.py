"""``make fuzz``: each target by coverage for some seconds; not 0 with the input saved when one finds anything (TST-3)."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

TARGETS = sorted(file.stem for file in (Path(__file__).parent / "targets").glob("[a-z]*.py"))
FOLDER = Path(".fuzz")


def main() -> int:
    """Run what was asked for, one after another."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("target", nargs="*", choices=[[], *TARGETS], help="all when left out")
    wanted.add_argument("--seconds", type=int, default=60, help="for each target")
    wanted.add_argument("--again", type=Path, help="try the target with this input alone")
    asked = wanted.parse_args()
    failed = [name for name in asked.target or TARGETS if not _runs(name, asked.seconds, asked.again)]
    if failed:
        print(f"Found something: {', '.join(failed)}.", file=sys.stderr)
    return bool(failed)


def _runs(name: str, seconds: int, again: Path | None) -> bool:
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    command = [sys.executable, "-m", "fuzz.one", name, str(folder), str(seconds), *([str(again)] if again else [])]
    with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
        ended = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT)
        log.seek(0)
        said = log.read()
    if ended.returncode == 0:
        runs = re.search(r"number_of_executed_units: *(\d+)", said)
        memory = re.search(r"peak_rss_mb: *(\d+)", said)
        print(f"{name:18} {int(runs[1]) if runs else 1:>9,} inputs, {memory[1] if memory else '?'} MiB at most")
        return True
    print("\n".join(said.splitlines()[-40:]), file=sys.stderr)
    for saved in sorted(set(folder.glob("*-*")) - before):
        print(f"{name}: saved {saved}. Again: make fuzz ARGS='{name} --again {saved}'", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main())
