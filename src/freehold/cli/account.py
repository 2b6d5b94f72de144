"""``freehold account``: accounts and the access keys that sign for them."""

import re
import secrets
import string
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import output_option, say, write_record, write_rows

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.accounts import Account

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_SIGNS = string.ascii_letters + string.digits
_SECRET_LENGTH = 30
"""Of 62 signs, so 178 random bits; at least 160 are asked for (SEC-9)."""

_MOST_ACTIVE_KEYS = 2
"""One in use and its successor, so that keys can be changed without a pause (SEC-9)."""


@click.group()
def account() -> None:
    """Make accounts and their access keys."""


@account.command()
@click.argument("name")
@data_option
@output_option
def create(name: str, data: Path, output: str) -> None:
    """Make the account NAME with a first access key; its secret is shown this once."""
    from freehold.clock import SystemClock
    from freehold.store import accounts

    if not _NAME.match(name):
        raise click.UsageError(
            "The name of an account has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit."
        )

    def work(session: "Session") -> tuple[str, str]:
        if accounts.by_name(session, name) is not None:
            raise click.ClickException(f"There is an account {name} already. freehold account list shows them all.")
        return _give_key(session, accounts.create(session, name, SystemClock().now()))

    with open_store(data, make=True) as database:
        key_id, secret = database.write_now(work)
    _show_key(name, key_id, secret, output)


@account.command(name="list")
@data_option
@output_option
def list_(data: Path, output: str) -> None:
    """List the accounts and their keys; secrets are never shown again."""
    from freehold.store import accounts

    with open_store(data) as database, database.reading() as session:
        everyone = accounts.everyone(session)
    rows: list[dict[str, object]] = []
    for found, keys in everyone:
        holder: dict[str, object] = {"account": found.name, "user_id": found.user_id}
        # An account without keys has a line of its own, with nothing in the key's place.
        rows += [{**holder, "access_key_id": key_id, "active": active} for key_id, active in keys] or [holder]
    write_rows(("account", "user_id", "access_key_id", "active"), rows, output)


@account.group()
def key() -> None:
    """Give an account another key, or switch keys off and on."""


@key.command()
@click.argument("name")
@data_option
@output_option
def add(name: str, data: Path, output: str) -> None:
    """Give the account NAME another access key; its secret is shown this once."""
    from freehold.store import accounts

    def work(session: "Session") -> tuple[str, str]:
        found = accounts.by_name(session, name)
        if found is None:
            raise click.ClickException(f"There is no account {name}. freehold account list shows those there are.")
        _leave_room(session, found.id)
        return _give_key(session, found)

    with open_store(data) as database:
        key_id, secret = database.write_now(work)
    _show_key(name, key_id, secret, output)


@key.command()
@click.argument("key_id")
@data_option
def disable(key_id: str, data: Path) -> None:
    """Switch the key KEY_ID off: what it signs is refused from the next call on."""
    _switch(key_id, data, active=False)


@key.command()
@click.argument("key_id")
@data_option
def enable(key_id: str, data: Path) -> None:
    """Switch the key KEY_ID on again."""
    _switch(key_id, data, active=True)


def _switch(key_id: str, data: Path, *, active: bool) -> None:
    from freehold.store import accounts

    def work(session: "Session") -> None:
        found = accounts.find_key(session, key_id)
        if found is None:
            raise click.ClickException(f"There is no access key {key_id}. freehold account list shows those there are.")
        if active and not found.active:
            _leave_room(session, found.account.id)
        accounts.switch_key(session, key_id, active=active)

    with open_store(data) as database:
        database.write_now(work)
    say(f"Access key {key_id} is {'on' if active else 'off'}.")


def _leave_room(session: "Session", account_id: int) -> None:
    from freehold.store import accounts

    active = [
        key_id
        for found, keys in accounts.everyone(session)
        if found.id == account_id
        for key_id, is_active in keys
        if is_active
    ]
    if len(active) >= _MOST_ACTIVE_KEYS:
        raise click.ClickException(
            f"The account has {len(active)} active keys already, and {_MOST_ACTIVE_KEYS} are the most: "
            f"{', '.join(active)}. Switch one off first: freehold account key disable KEY_ID."
        )


def _give_key(session: "Session", holder: "Account") -> tuple[str, str]:
    from freehold.clock import SystemClock
    from freehold.store import accounts

    key_id = "FH" + "".join(secrets.choice(_SIGNS) for _ in range(22))
    secret = "".join(secrets.choice(_SIGNS) for _ in range(_SECRET_LENGTH))
    accounts.put_key(session, holder, key_id, secret, SystemClock().now())
    return key_id, secret


def _show_key(name: str, key_id: str, secret: str, output: str) -> None:
    write_record({"account": name, "access_key_id": key_id, "access_key_secret": secret}, output)
    say("Keep the secret now: it is stored encrypted and not shown again.")
