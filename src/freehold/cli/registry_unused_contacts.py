"""``freehold registry unused-contacts``: contact objects that nothing uses, and what becomes of each."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option, open_store
from freehold.cli.output import language_option, output_option, write_rows
from freehold.cli.sentences import said

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.operations.unused_contacts import UnusedContact
    from freehold.settings import RegistrySettings

_COLUMNS = ("registry", "handle", "since", "due", "state", "why")
_PAGE = 1000


@click.command("unused-contacts")
@config_option
@language_option
@data_option
@output_option
def unused_contacts(config: Path | None, lang: str, data: Path, output: str) -> None:
    """List contact objects of ours that nothing uses any more, since when, and what becomes of each.

    A running server asks the registry about each once it is due, and deletes it unless the registry shows something linked
    to it. How long they are kept, if not for ever, is the setting unused_contact_days of each registry.
    """
    from freehold.settings import load

    configured = load(config, os.environ, {"data": data}).registries
    with open_store(data) as database:
        write_rows(_COLUMNS, _rows(database, configured, lang), output)


def _rows(database: "Database", configured: "Mapping[str, RegistrySettings]", lang: str) -> Iterator[dict[str, object]]:
    from freehold.operations import unused_contacts

    place: tuple[str, int] | None = ("", 0)
    while place is not None:
        with database.reading() as session:
            found, place = unused_contacts.after(session, place, _PAGE, configured)
        yield from (_row(one, lang) for one in found)


def _row(one: "UnusedContact", lang: str) -> dict[str, object]:
    from freehold.terms.instants import utc_text

    return {
        "registry": one.registry,
        "handle": one.handle,
        "since": utc_text(one.since),
        "due": None if one.due_at is None else utc_text(one.due_at),
        "state": one.fate.value,
        "why": said(f"unused.{one.fate.value}", lang, registry=one.registry, code=one.refused_with),
    }
