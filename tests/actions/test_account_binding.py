"""Whose a row is, is asked in the store: what calls read and write there takes the account (SEC-14).

Watched while every golden case is answered, so that a new action's calls are looked at when it is built.
"""

import inspect
import sys

import pytest

from actions.cases import CASES
from actions.test_golden import BUILT, filled_in
from freehold.store import accounts
from support.whole_store import MODULES

STORES = [module for module in MODULES if module.__name__.startswith("freehold.store.")]

NOT_AN_ACCOUNTS = {
    "accounts.find_key": "whose key it is, is what it tells",
    "accounts.note_use": "kept by key",
    "nonces.known": "kept by key",
    "nonces.use": "kept by key",
    "emails.by_token": "the token of a mail's link is the right, whoever carries it",
}
"""Functions that calls use and that take no account, each with why it needs none."""


def says_whose(value):
    """Whether this argument tells the account: a row's own data, which says whose it is, does, and so do several rows'."""
    if isinstance(value, list):
        return all(map(says_whose, value))
    return hasattr(value, "account_id") or isinstance(value, accounts.Account)


@pytest.fixture(scope="module")
def used():
    """Functions of the stores that calls used without an account; emptied by each test."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield _watch_all(monkeypatch)


def _watch_all(monkeypatch):
    unbound = set()
    for module in STORES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            signature = inspect.signature(function)
            if function.__module__ != module.__name__ or next(iter(signature.parameters), "") != "session":
                continue

            def watched(*given, _function=function, _signature=signature, **named):
                # What a store asks of another is that store's business.
                outside = not sys._getframe(1).f_globals["__name__"].startswith("freehold.store.")
                arguments = _signature.bind(*given, **named).arguments
                if outside and not (arguments.get("account_id") or any(map(says_whose, arguments.values()))):
                    unbound.add(f"{_function.__module__.rpartition('.')[2]}.{_function.__name__}")
                return _function(*given, **named)

            monkeypatch.setattr(module, name, watched)
    return unbound


@pytest.mark.parametrize("action", sorted(BUILT))
def test_what_calls_use_of_the_stores_takes_the_account(filled, tmp_path, used, action):
    world = filled.opened(tmp_path / "copy")
    used.clear()
    for case in CASES:
        if case.action == action:
            form = {name.removesuffix("@"): filled_in(value, world.known) for name, value in case.parameters.items()}
            world.call(action, {}, form=form, method="POST", **case.signer)
    world.close()

    assert used - set(NOT_AN_ACCOUNTS) == set()
