"""``freehold account user``: sub-users of an account, and the policies that say what each may do."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freehold.cli.accounts import find_account
from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import output_option, say, write_record, write_rows

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.accounts import Account
    from freehold.store.users import User

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


def find_user(session: "Session", account: "Account", name: str) -> "User":
    """The account's user of this name; a ClickException that says how to find it otherwise."""
    from freehold.store import users

    found = users.by_name(session, account.id, name)
    if found is None:
        raise click.ClickException(
            f"The account {account.name} has no user {name}. freehold account user list {account.name} shows those there are."
        )
    return found


@click.group()
def user() -> None:
    """Make users of an account, who may do what their policies allow and no more."""


@user.command()
@click.argument("account")
@click.argument("name")
@data_option
def add(account: str, name: str, data: Path) -> None:
    """Make the user NAME of ACCOUNT. It may do nothing until it is given a policy, and needs a key to sign with."""
    from freehold.clock import SystemClock
    from freehold.store import users

    if not _NAME.match(name):
        raise click.UsageError(
            "The name of a user has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit."
        )

    def work(session: "Session") -> None:
        found = find_account(session, account)
        if users.by_name(session, found.id, name) is not None:
            raise click.ClickException(f"The account {account} has a user {name} already.")
        users.add(session, found.id, name, [], SystemClock().now())

    with open_store(data) as database:
        database.write_now(work)
    say(f"Made user {name} of {account}. Give it a policy: freehold account user policy set {account} {name} FILE.json")
    say(f"And a key: freehold account key add {account} --user {name}")


@user.command(name="list")
@click.argument("account")
@data_option
@output_option
def list_(account: str, data: Path, output: str) -> None:
    """List the users of ACCOUNT."""
    from freehold.store import accounts, users
    from freehold.terms.instants import utc_text

    with open_store(data) as database, database.reading() as session:
        found = find_account(session, account)
        keys = accounts.keys_of(session, found.id)
        everyone = users.of_account(session, found.id)
    rows = [
        {
            "user": each.name,
            "policies": len(each.policies),
            "active_keys": sum(key.active for key in keys if key.user == each.name),
            "created_at": utc_text(each.created_at),
        }
        for each in everyone
    ]
    write_rows(("user", "policies", "active_keys", "created_at"), rows, output)


@user.command()
@click.argument("account")
@click.argument("name")
@data_option
@output_option
def show(account: str, name: str, data: Path, output: str) -> None:
    """Show the user NAME of ACCOUNT: its keys, and its policies in the form that policy set takes."""
    from freehold.store import accounts
    from freehold.terms.instants import utc_text

    with open_store(data) as database, database.reading() as session:
        found = find_account(session, account)
        theirs = find_user(session, found, name)
        keys = [key.id for key in accounts.keys_of(session, found.id) if key.user == name]
    policies: Any = theirs.policies if output == "json" else json.dumps(theirs.policies, ensure_ascii=False)
    shown = {"account": account, "user": name, "created_at": utc_text(theirs.created_at)}
    write_record({**shown, "access_keys": ", ".join(keys), "policies": policies}, output)


@user.group()
def policy() -> None:
    """Say what a user may do."""


@policy.command(name="set")
@click.argument("account")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
def set_(account: str, name: str, file: Path, data: Path) -> None:
    """Give the user NAME of ACCOUNT the policy in FILE, or the list of policies, in place of all it has.

    It counts within a second. A file with anything that is not understood is refused, and nothing changes.
    """
    from freehold.rpc.permissions import permission_names
    from freehold.store import users
    from freehold.terms.access import BadPolicy, read_policies, read_text

    def work(session: "Session") -> int:
        found = find_account(session, account)
        theirs = find_user(session, found, name)
        try:
            given = read_text(file.read_text(encoding="utf-8-sig"))
            read_policies(given, account=found.user_id, known=permission_names())
        except (BadPolicy, UnicodeDecodeError) as error:
            raise click.ClickException(f"{file.name}: {error}. Nothing was changed.") from error
        listed = given if isinstance(given, list) else [given]
        users.set_policies(session, found.id, theirs.id, listed)
        return len(listed)

    with open_store(data) as database:
        number = database.write_now(work)
    say(f"User {name} of {account} has {number} {'policy' if number == 1 else 'policies'} now.")


@user.command()
@click.argument("account")
@click.argument("name")
@data_option
def remove(account: str, name: str, data: Path) -> None:
    """Take the user NAME of ACCOUNT away, with its keys; the tasks it made stay."""
    from freehold.store import accounts, client_tokens, users

    def work(session: "Session") -> int:
        found = find_account(session, account)
        theirs = find_user(session, found, name)
        gone = accounts.delete_keys_of(session, found.id, theirs.id)
        client_tokens.forget_user(session, found.id, theirs.id)
        users.remove(session, found.id, theirs.id)
        return gone

    with open_store(data) as database:
        gone = database.write_now(work)
    say(f"User {name} of {account} is gone, and its {gone} {'key' if gone == 1 else 'keys'} with it.")
