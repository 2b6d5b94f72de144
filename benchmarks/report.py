"""The measured report: a page with a table, its chart, and the figures they are made of, kept from run to run.

A run of some benchmarks puts its figures in the place of theirs and leaves the others, so each tells when it was measured.
"""

import importlib.metadata
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import pysqlite3

from benchmarks import chart
from benchmarks.figures import Figure
from benchmarks.rounds import ROUNDS
from benchmarks.servers import ROOT
from freehold.clock import SystemClock
from freehold.terms.instants import utc_text

PAGE = ROOT / "docs" / "benchmarks.md"
DRAWING = ROOT / "docs" / "benchmarks.svg"
KEPT = ROOT / "docs" / "benchmarks.json"

_LIBRARIES = ("cryptography", "dbos", "httptools", "lxml", "msgspec", "psycopg", "sqlalchemy", "uvicorn", "uvloop")
_HEAD = """# Benchmarks

Written by `make bench REPORT=1`; not edited by hand. A figure without a unit is a ratio of two things measured in one run, turn by
turn in {rounds} rounds, the order reversed each round: the median of the rounds' ratios. Where nothing else is said they are answers
for each CPU-second of the whole process tree of a server, asked over HTTP on one machine with real signatures; every answer
is checked. What each measures stands at the head of its file in `benchmarks/`.

![Each value beside its target](benchmarks.svg)

| benchmark | what | value | target | met | measured |
|---|---|---|---|---|---|
"""


def keep(name: str, figures: list[Figure], *, page: Path = PAGE, drawing: Path = DRAWING, kept: Path = KEPT) -> None:
    """Put one benchmark's figures into the report."""
    known = json.loads(kept.read_text()) if kept.exists() else []
    told = {"day": utc_text(SystemClock().now())[:10], "versions": versions()}
    whole = merged(known, name, [{**figure, **told} for figure in figures])
    kept.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n")
    page.write_text(written(whole))
    drawing.write_text(chart.drawn(whole))


def merged(known: list[Figure], name: str, found: list[Figure]) -> list[Figure]:
    """What is kept once these were found: others stay, of the same benchmark those that were not measured this time too."""
    again = {_place(figure) for figure in found}
    first = next((place for place, figure in enumerate(known) if figure["bench"] == name), len(known))
    before, behind = ([one for one in part if _place(one) not in again] for part in (known[:first], known[first:]))
    return [*before, *found, *behind]


def _place(figure: Figure) -> tuple[str, str, str]:
    return figure["bench"], figure["what"], str(figure["detail"].get("database", ""))


def written(figures: list[Figure]) -> str:
    """The page."""
    lines = [_HEAD.format(rounds=ROUNDS)]
    for figure in figures:
        bound = "≥" if figure["bound"] == "min" else "≤"
        unit = "" if figure["unit"] == "ratio" else f" {figure['unit']}"
        met = "yes" if figure["met"] else "**no**"
        cells = (
            figure["bench"], _told(figure), f"{figure['value']:g}{unit}", f"{bound} {figure['target']:g}{unit}", met,
            figure["day"],
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines) + "\n## Measured with\n\n" + "".join(f"* {line}\n" for line in _by_versions(figures))


def _told(figure: Figure) -> str:
    database = figure["detail"].get("database", "sqlite")
    named = database in figure["what"] or database == "sqlite"
    return figure["what"] if named else f"{figure['what']} ({database})"


def _by_versions(figures: list[Figure]) -> list[str]:
    found: dict[str, list[str]] = {}
    for figure in figures:
        names = found.setdefault(figure["versions"], [])
        if figure["bench"] not in names:
            names.append(figure["bench"])
    return [f"{versions}: {', '.join(names)}" for versions, names in found.items()]


def versions() -> str:
    """Of what was measured and what it was measured with; nothing that tells whose machine it was."""
    ours = [f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES]
    server = [f"SQLite {pysqlite3.sqlite_version}"]
    peers = [f"moto {version}" for version in _peers_version()] + [f"epptools {importlib.metadata.version('epptools')}"]
    machine = f"{os.cpu_count()} cores ({platform.machine()})"
    return ", ".join([f"Python {platform.python_version()}", *server, *ours, *peers, machine])


def _peers_version() -> list[str]:
    program: Any = ROOT / ".venv-bench" / "bin" / "python"
    if not program.exists():
        return []
    asked = "import importlib.metadata; print(importlib.metadata.version('moto'))"
    return [subprocess.run([str(program), "-c", asked], capture_output=True, text=True, check=True).stdout.strip()]
