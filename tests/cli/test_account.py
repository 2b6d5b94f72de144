"""``freehold account``: made once, secrets shown once, two active keys at most."""

import json

from freehold.opening import open_store
from freehold.store import accounts
from freehold.terms.instants import from_text


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
        {
            "account": "acme",
            "user_id": "1000000001",
            "language": None,
            "user": None,
            "access_key_id": shown["access_key_id"],
            "active": True,
        }
    ]


def test_an_account_is_given_a_language_and_may_be_rid_of_it(run, data) -> None:
    made(run, data)

    def chosen():
        return json.loads(run("account", "list", "--data", data, "-o", "json").out)[0]["language"]

    assert run("account", "language", "acme", "zh", "--data", data).err == "acme is told and written to in zh.\n"
    assert chosen() == "zh"
    assert run("account", "language", "acme", "none", "--data", data).err == "acme has no language of its own.\n"
    assert chosen() is None
    assert run("account", "language", "acme", "fr", "--data", data).code == 2
    assert "There is no account nobody" in run("account", "language", "nobody", "en", "--data", data).err


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


def test_the_keys_of_an_account_are_listed_with_their_last_use(run, data) -> None:
    key_id = made(run, data)["access_key_id"]
    store = open_store(data)
    store.write_now(lambda session: accounts.note_use(session, key_id, from_text("2026-03-01T09:00:00")))
    store.close()

    (listed,) = json.loads(run("account", "key", "list", "acme", "--data", data, "-o", "json").out)

    assert listed.pop("created_at").endswith("Z")
    assert listed == {
        "access_key_id": key_id,
        "user": None,
        "active": True,
        "hmac_sha1": True,
        "last_used_at": "2026-03-01T09:00:00Z",
    }


def test_a_key_is_deleted_once_it_is_off(run, data) -> None:
    key_id = made(run, data)["access_key_id"]

    refused = run("account", "key", "delete", key_id, "--data", data)
    assert (refused.code, "Switch it off first" in refused.err) == (1, True)

    assert run("account", "key", "disable", key_id, "--data", data).code == 0
    assert run("account", "key", "delete", key_id, "--data", data).code == 0
    assert json.loads(run("account", "key", "list", "acme", "--data", data, "-o", "json").out) == []
    assert "no access key" in run("account", "key", "delete", key_id, "--data", data).err


def test_hmac_sha1_is_switched_off_and_on_for_a_key(run, data) -> None:
    """SEC-1."""
    first = made(run, data)["access_key_id"]
    added = json.loads(run("account", "key", "add", "acme", "--no-sha1", "--data", data, "-o", "json").out)

    def states() -> dict[str, bool]:
        listed = json.loads(run("account", "key", "list", "acme", "--data", data, "-o", "json").out)
        return {key["access_key_id"]: key["hmac_sha1"] for key in listed}

    assert states() == {first: True, added["access_key_id"]: False}
    assert run("account", "key", "sha1", first, "off", "--data", data).code == 0
    assert run("account", "key", "sha1", added["access_key_id"], "on", "--data", data).code == 0
    assert states() == {first: False, added["access_key_id"]: True}
    assert "no access key nobody" in run("account", "key", "sha1", "nobody", "off", "--data", data).err
