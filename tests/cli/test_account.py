"""``freehold account``: made once, secrets shown once, two active keys at most."""

import json

from freehold.opening import open_store
from freehold.store import accounts


def made(run, data, name: str = "acme") -> dict[str, str]:
    return json.loads(run("account", "create", name, "--data", data, "-o", "json").out)


def test_a_new_account_gets_a_key_whose_secret_signs(run, data) -> None:
    shown = made(run, data)

    store = open_store(data)
    with store.reading() as session:
        key = accounts.find_key(session, shown["access_key_id"])
    store.close()
    assert key is not None
    assert (key.account.name, key.secret, key.active) == ("acme", shown["access_key_secret"], True)


def test_secrets_have_160_random_bits_and_are_not_shown_again(run, data) -> None:
    """SEC-9."""
    secrets = {made(run, data, name)["access_key_secret"] for name in ("a", "b", "c")}

    assert len(secrets) == 3
    assert {len(secret) for secret in secrets} == {30}
    assert all(secret.isalnum() and secret.isascii() for secret in secrets)
    listed = run("account", "list", "--data", data, "-o", "jsonl").out
    assert not any(secret in listed for secret in secrets)


def test_accounts_are_listed_with_their_keys(run, data) -> None:
    shown = made(run, data)

    assert json.loads(run("account", "list", "--data", data, "-o", "json").out) == [
        {"account": "acme", "user_id": "1000000001", "access_key_id": shown["access_key_id"], "active": True}
    ]


def test_a_name_that_is_taken_is_refused_and_makes_no_key(run, data) -> None:
    made(run, data)
    before = run("account", "list", "--data", data, "-o", "json").out

    ended = run("account", "create", "acme", "--data", data)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: There is an account acme already.")
    assert run("account", "list", "--data", data, "-o", "json").out == before


def test_a_name_with_odd_characters_is_refused_before_anything_is_made(run, data) -> None:
    assert run("account", "create", "a b", "--data", data).code == 2
    assert not data.exists()


def test_keys_are_changed_without_a_pause_and_two_are_active_at_most(run, data) -> None:
    """SEC-9."""
    first = made(run, data)["access_key_id"]
    second = json.loads(run("account", "key", "add", "acme", "--data", data, "-o", "json").out)["access_key_id"]

    third = run("account", "key", "add", "acme", "--data", data)
    assert (third.code, third.out) == (1, "")
    assert first in third.err
    assert second in third.err

    assert run("account", "key", "disable", first, "--data", data).code == 0
    assert run("account", "key", "add", "acme", "--data", data).code == 0
    again = run("account", "key", "enable", first, "--data", data)
    assert again.code == 1
    assert "Switch one off first" in again.err


def test_an_unknown_key_or_account_is_named(run, data) -> None:
    made(run, data)

    assert "no access key nobody" in run("account", "key", "disable", "nobody", "--data", data).err
    assert "no account nobody" in run("account", "key", "add", "nobody", "--data", data).err
