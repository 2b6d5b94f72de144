"""``freehold account``: accounts, and the access keys that sign for them and their users."""

import re
import secrets
import string
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from freehold.cli.account_user import user
from freehold.cli.accounts import find_account
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
    """Make accounts, their users and their access keys."""


account.add_command(user)


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
        return _give_key(session, accounts.create(session, name, SystemClock().now()), None, sha1=True)

    with open_store(data, make=True) as database:
        key_id, secret = database.write_now(work)
    _show_key(name, None, key_id, secret, output)


@account.command(name="list")
@data_option
@output_option
def list_(data: Path, output: str) -> None:
    """List the accounts and their keys; secrets are never shown again."""
    from freehold.store import accounts

    with open_store(data) as database, database.reading() as session:
        everyone = [(found, accounts.keys_of(session, found.id)) for found, _ in accounts.everyone(session)]
    rows: list[dict[str, object]] = []
    for found, keys in everyone:
        holder: dict[str, object] = {"account": found.name, "user_id": found.user_id, "language": found.language}
        # An account without keys has a line of its own, with nothing in the key's place.
        rows += [{**holder, "user": key.user, "access_key_id": key.id, "active": key.active} for key in keys] or [
            holder
        ]
    write_rows(("account", "user_id", "language", "user", "access_key_id", "active"), rows, output)


@account.command()
@click.argument("name")
@click.argument("language", type=click.Choice(["zh", "en", "none"]))
@data_option
def language(name: str, language: "Literal['zh', 'en', 'none']", data: Path) -> None:
    """Choose the LANGUAGE of the account NAME: of messages where a call has no Lang, and of all mails to its holders.

    With none, messages are English and everybody is written to in the language that their data show.
    """
    from freehold.store import accounts

    chosen = None if language == "none" else language
    _write(data, lambda session: accounts.choose_language(session, find_account(session, name).id, chosen))
    say(f"{name} has no language of its own." if chosen is None else f"{name} is told and written to in {chosen}.")


@account.group()
def key() -> None:
    """Give out access keys, switch them off and on, take them away."""


@key.command()
@click.argument("name")
@click.option("--user", "user_name", help="Give it to this user of the account.")
@click.option("--no-sha1", is_flag=True, help="Take no signatures with HMAC-SHA1 (V1) of it.")
@data_option
@output_option
def add(name: str, user_name: str | None, no_sha1: bool, data: Path, output: str) -> None:
    """Give the account NAME another access key; its secret is shown this once."""
    from freehold.cli.account_user import find_user

    def work(session: "Session") -> tuple[str, str]:
        found = find_account(session, name)
        user_id = None if user_name is None else find_user(session, found, user_name).id
        _leave_room(session, found.id, user_name)
        return _give_key(session, found, user_id, sha1=not no_sha1)

    with open_store(data) as database:
        key_id, secret = database.write_now(work)
    _show_key(name, user_name, key_id, secret, output)


@key.command(name="list")
@click.argument("name")
@data_option
@output_option
def list_keys(name: str, data: Path, output: str) -> None:
    """List the keys of the account NAME and of its users, with when each last signed, to about a minute."""
    from freehold.store import accounts
    from freehold.terms.instants import utc_text

    with open_store(data) as database, database.reading() as session:
        keys = accounts.keys_of(session, find_account(session, name).id)
    rows = [
        {
            "access_key_id": each.id,
            "user": each.user,
            "active": each.active,
            "hmac_sha1": each.hmac_sha1,
            "created_at": utc_text(each.created_at),
            "last_used_at": None if each.last_used_at is None else utc_text(each.last_used_at),
        }
        for each in keys
    ]
    write_rows(("access_key_id", "user", "active", "hmac_sha1", "created_at", "last_used_at"), rows, output)


@key.command()
@click.argument("key_id")
@data_option
def disable(key_id: str, data: Path) -> None:
    """Switch the key KEY_ID off: what it signs is refused within a second."""
    _switch(key_id, data, active=False)


@key.command()
@click.argument("key_id")
@data_option
def enable(key_id: str, data: Path) -> None:
    """Switch the key KEY_ID on again."""
    _switch(key_id, data, active=True)


@key.command()
@click.argument("key_id")
@click.argument("state", type=click.Choice(["on", "off"]))
@data_option
def sha1(key_id: str, state: str, data: Path) -> None:
    """Say whether signatures with HMAC-SHA1 (V1) of the key KEY_ID count."""
    from freehold.store import accounts

    with open_store(data) as database:
        if not database.write_now(lambda session: accounts.switch_sha1(session, key_id, on=state == "on")):
            raise _no_key(key_id)
    say(f"Signatures of {key_id} with HMAC-SHA1 are {'taken' if state == 'on' else 'refused'}.")


@key.command()
@click.argument("key_id")
@data_option
def delete(key_id: str, data: Path) -> None:
    """Take the key KEY_ID away for good; it must be off, so that nothing that still uses it breaks unseen."""
    from freehold.store import accounts

    def work(session: "Session") -> None:
        found = accounts.find_key(session, key_id)
        if found is None:
            raise _no_key(key_id)
        if found.active:
            raise click.ClickException(f"Access key {key_id} is on. Switch it off first: freehold account key disable.")
        accounts.delete_key(session, key_id)

    _write(data, work)
    say(f"Access key {key_id} is gone.")


def _switch(key_id: str, data: Path, *, active: bool) -> None:
    from freehold.store import accounts

    def work(session: "Session") -> None:
        found = accounts.find_key(session, key_id)
        if found is None:
            raise _no_key(key_id)
        if active and not found.active:
            _leave_room(session, found.account.id, None if found.user is None else found.user.name)
        accounts.switch_key(session, key_id, active=active)

    _write(data, work)
    say(f"Access key {key_id} is {'on' if active else 'off'}.")


def _write(data: Path, work: "Callable[[Session], None]") -> None:
    with open_store(data) as database:
        database.write_now(work)


def _no_key(key_id: str) -> click.ClickException:
    return click.ClickException(f"There is no access key {key_id}. freehold account list shows those there are.")


def _leave_room(session: "Session", account_id: int, user_name: str | None) -> None:
    from freehold.store import accounts

    active = [each.id for each in accounts.keys_of(session, account_id) if each.user == user_name and each.active]
    if len(active) >= _MOST_ACTIVE_KEYS:
        raise click.ClickException(
            f"The {'account' if user_name is None else 'user'} has {len(active)} active keys already, and "
            f"{_MOST_ACTIVE_KEYS} are the most: {', '.join(active)}. Switch one off first: freehold account key disable KEY_ID."
        )


def _give_key(session: "Session", holder: "Account", user_id: int | None, *, sha1: bool) -> tuple[str, str]:
    from freehold.clock import SystemClock
    from freehold.store import accounts

    key_id = "FH" + "".join(secrets.choice(_SIGNS) for _ in range(22))
    secret = "".join(secrets.choice(_SIGNS) for _ in range(_SECRET_LENGTH))
    accounts.put_key(session, holder, key_id, secret, SystemClock().now(), user_id=user_id, hmac_sha1=sha1)
    return key_id, secret


def _show_key(name: str, user_name: str | None, key_id: str, secret: str, output: str) -> None:
    holder = {"account": name} if user_name is None else {"account": name, "user": user_name}
    write_record({**holder, "access_key_id": key_id, "access_key_secret": secret}, output)
    say("Keep the secret now: it is stored encrypted and not shown again.")
