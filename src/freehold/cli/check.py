"""``freehold check``: verify the invariants that the store shows from inside (REL-0)."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freehold.cli.data_folder import data_option, database_address
from freehold.cli.output import plain, say

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.integrity.checker import Summary

_VIOLATED = 1


class CannotLook(click.ClickException):
    """The database cannot be opened, or not read to its end."""

    exit_code = 2


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: each violation, then the summary.")
def check(data: Path, as_json: bool) -> int:
    """Verify each invariant that the store shows from inside, beside a running server or without one.

    Nothing is changed. Each violation is told with the number of its invariant. The exit code is 0 when there is none, 1
    when there is any, and 2 when the database cannot be opened. What only the registry can tell, freehold reconcile
    asks it.
    """
    from freehold.integrity.checker import Checker, as_values

    url = database_address()
    with _opened(data, url) as store:
        checker = Checker(store)
        damage = 0
        for sentence in _damage(data, url):
            damage += 1
            _tell({"invariant": None, "check": "database", "sentence": sentence, "values": {}}, as_json=as_json)
        for violation in checker.violations():
            _tell(as_values(violation), as_json=as_json)
        summary = checker.summary
    _sum_up(summary, damage, as_json=as_json)
    return _VIOLATED if damage or summary.violations else 0


@contextmanager
def _opened(data: Path, url: str | None) -> Iterator["Database"]:
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.opening import open_store

    try:
        store = open_store(data, url=url, lock=False, make=False)
        try:
            yield store
        finally:
            store.close()
    except (CannotOpen, WrongKey) as error:
        raise CannotLook(str(error)) from error


def _damage(data: Path, url: str | None) -> list[str]:
    """What ``freehold db check`` finds."""
    from freehold.opening import check_store

    return check_store(data, url=url)


def _tell(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(f"{json.dumps(found, ensure_ascii=False)}\n")
    else:
        sys.stdout.write(f"{found['invariant'] or 'database'}  {plain(found['sentence'])}\n")


def _sum_up(summary: "Summary", damage: int, *, as_json: bool) -> None:
    if as_json:
        values = {
            "violations": summary.violations + damage,
            "looked_at": summary.looked_at,
            "not_checked": summary.not_checked,
        }
        sys.stdout.write(f"{json.dumps({'summary': values}, ensure_ascii=False)}\n")
        return
    for number, reason in summary.not_checked.items():
        say(f"{number} is not checked. {reason}")
    count = sum(summary.looked_at.values())
    found = summary.violations + damage
    if found:
        say(f"{found} violations found in {count} looks. Keep the data as they are, and ask for help with these lines.")
    else:
        say(f"No violation found in {count} looks.")
