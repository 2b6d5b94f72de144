"""``freehold account user``: users with keys of their own, policies that are understood or refused whole."""

import json

import pytest

from freehold.opening import open_store
from freehold.store import accounts, client_tokens

POLICY = {
    "Version": "1",
    "Statement": [
        {"Effect": "Allow", "Action": "domain:Query*", "Resource": "acs:domain:*:1000000001:*"},
        {"Effect": "Deny", "Action": "*", "Resource": "acs:domain:*:*:domain/银行.cn"},
    ],
}


@pytest.fixture
def acme(run, data):
    run("account", "create", "acme", "--data", data)
    assert run("account", "user", "add", "acme", "bo", "--data", data).code == 0


def shown(run, data):
    return json.loads(run("account", "user", "show", "acme", "bo", "--data", data, "-o", "json").out)


def key_for_bo(run, data, *more):
    return run("account", "key", "add", "acme", "--user", "bo", "--data", data, "-o", "json", *more)


def test_a_user_is_made_without_rights_and_without_a_key(run, data, acme) -> None:
    found = shown(run, data)

    assert (found["account"], found["user"], found["access_keys"], found["policies"]) == ("acme", "bo", "", [])
    (listed,) = json.loads(run("account", "user", "list", "acme", "--data", data, "-o", "json").out)
    assert (listed["user"], listed["policies"], listed["active_keys"]) == ("bo", 0, 0)


def test_a_users_key_signs_for_the_user_with_its_policy(run, data, acme, tmp_path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY, ensure_ascii=False), encoding="utf-8")
    assert run("account", "user", "policy", "set", "acme", "bo", file, "--data", data).code == 0
    key = json.loads(key_for_bo(run, data).out)

    assert (key["account"], key["user"], len(key["access_key_secret"])) == ("acme", "bo", 30)
    assert shown(run, data)["policies"] == [POLICY]
    store = open_store(data)
    with store.reading() as session:
        user = accounts.find_key(session, key["access_key_id"]).user
    store.close()
    assert user.name == "bo"
    assert user.policy.of("domain:QueryCommonInfo").account_wide
    assert not user.policy.of("domain:SecuritySetting").somewhere


def test_what_is_shown_can_be_set_again(run, data, acme, tmp_path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps([POLICY, POLICY]), encoding="utf-8")
    run("account", "user", "policy", "set", "acme", "bo", file, "--data", data)

    file.write_text(json.dumps(shown(run, data)["policies"]), encoding="utf-8")

    assert "2 policies" in run("account", "user", "policy", "set", "acme", "bo", file, "--data", data).err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (json.dumps(POLICY).replace("Query", "Qwery"), "there is no action 'domain:Qwery*'"),
        (json.dumps(POLICY).replace("1000000001", "1000000002"), "is of another account"),
        ("{", "it is not JSON"),
        ('{"Version": "1", "Version": "1", "Statement": []}', "a key stands twice"),
        ("\x80", "Nothing was changed"),
    ],
)
def test_a_policy_that_is_not_understood_changes_nothing(run, data, acme, tmp_path, text, why) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY), encoding="utf-8")
    run("account", "user", "policy", "set", "acme", "bo", file, "--data", data)
    file.write_bytes(text.encode("latin-1"))

    ended = run("account", "user", "policy", "set", "acme", "bo", file, "--data", data)

    assert (ended.code, ended.out) == (1, "")
    assert why in ended.err
    assert shown(run, data)["policies"] == [POLICY]


def test_a_user_has_two_active_keys_at_most_beside_those_of_the_account(run, data, acme) -> None:
    run("account", "key", "add", "acme", "--data", data)
    assert [key_for_bo(run, data).code for _ in range(3)] == [0, 0, 1]


def test_a_user_that_is_removed_takes_keys_and_tokens_along(run, data, acme) -> None:
    key_id = json.loads(key_for_bo(run, data).out)["access_key_id"]
    store = open_store(data)
    with store.reading() as session:
        key = accounts.find_key(session, key_id)
    store.write_now(lambda session: client_tokens.claim(session, key.account.id, key.user.id, "t", "c", 1))
    store.close()

    assert run("account", "user", "remove", "acme", "bo", "--data", data).code == 0

    assert "no user bo" in run("account", "user", "show", "acme", "bo", "--data", data).err
    store = open_store(data)
    with store.reading() as session:
        assert accounts.find_key(session, key_id) is None
        assert session.raw.execute("SELECT count(*) FROM client_tokens").fetchone() == (0,)
    store.close()


def test_what_is_not_there_or_taken_is_told(run, data, acme) -> None:
    assert "has a user bo already" in run("account", "user", "add", "acme", "bo", "--data", data).err
    assert "no account nobody" in run("account", "user", "add", "nobody", "bo", "--data", data).err
    assert "no user nobody" in run("account", "key", "add", "acme", "--user", "nobody", "--data", data).err
    assert run("account", "user", "add", "acme", "a b", "--data", data).code == 2
