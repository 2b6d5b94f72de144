"""What commands ask about accounts: one by its name, and the names of all."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.accounts import Account


def find_account(session: "Session", name: str) -> "Account":
    """The account of this name; a ClickException that says how to find it otherwise."""
    from freehold.store import accounts

    found = accounts.by_name(session, name)
    if found is None:
        raise click.ClickException(f"There is no account {name}. freehold account list shows those there are.")
    return found


def account_names(session: "Session") -> dict[int, str]:
    """Every account's name, by the account's id."""
    from freehold.store import accounts

    return {found.id: found.name for found, _ in accounts.everyone(session)}
