"""``freehold registry changes``: what registries say somebody else changed."""

from pathlib import Path

import click

from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import output_option, say, write_rows

_COLUMNS = ("domain", "registry", "told", "what", "looked_at", "verdict", "differences")


@click.command()
@data_option
@output_option
def changes(data: Path, output: str) -> None:
    """List domains that a registry gave notice of as changed by somebody else, and how they differ from our copy.

    A running server looks at each at its registry; those that are the same on both sides are not listed. Repair with
    freehold reconcile, which takes them off this list.
    """
    from freehold.store import rechecks
    from freehold.terms.domain_name import DomainName
    from freehold.terms.instants import utc_text

    with open_store(data) as database, database.reading() as session:
        found = rechecks.drifted(session)
    rows: list[dict[str, object]] = [
        {
            "domain": DomainName(one.domain_name).unicode,
            "registry": one.registry,
            "told": utc_text(one.told_at),
            "what": one.words,
            "looked_at": None if one.looked_at is None else utc_text(one.looked_at),
            "verdict": None if one.verdict is None else one.verdict.value,
            "differences": "; ".join(map(str, one.differences)),
        }
        for one in found
    ]
    write_rows(_COLUMNS, rows, output)
    say(f"{len(rows)} domains.")
