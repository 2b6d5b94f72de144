"""Log-in security (RFC 8807), and a new password for a registry account (epp-facts.md, 2)."""

import json
from dataclasses import replace

import pytest

from freehold.clock import SystemClock
from freehold.epp.extensions.login_security import NAMESPACE
from freehold.gateway.session import LoginRefused, open_session
from freehold.opening import open_store
from freehold.operations.registry_books import RegistryBooks
from freehold.store import registries, registry_passwords
from freehold.terms.holds import PauseSource
from freehold.terms.instants import DAY, Instant, from_text, utc_text
from freehold.terms.login_warnings import LoginWarning
from freehold.terms.outcomes import Done
from support.passwords import PasswordAccount
from support.registries import account, command, lock, run

LONG = "a sentence is longer than sixteen characters"


@pytest.fixture
def changing(north, tmp_path):
    north.admin.ask("warn", events=[])
    return PasswordAccount(tmp_path, north)


def given(tmp_path, text):
    file = tmp_path / "new"
    file.write_text(f"{text}\n")
    return "--from-file", file


async def opened(settings, **more):
    session = await open_session(settings, "TEST-login", **more)
    await session.log_out("TEST-logout")
    return session


def test_without_the_extension_a_password_of_sixteen_characters_is_made_and_taken(changing):
    code, out, err = changing.change("--show")

    assert (code, err.splitlines()[0][:31]) == (0, "north has the new password. The")
    assert len(out.strip()) == 16
    assert changing.at_registry == out.strip()
    assert changing.kept == [changing.at_registry]


def test_with_the_extension_the_password_goes_into_it_and_may_be_long(changing, north, tmp_path):
    north.admin.ask("offer", extensions=[NAMESPACE])

    assert changing.change(*given(tmp_path, LONG))[0] == 0
    assert changing.at_registry == LONG
    with pytest.raises(LoginRefused):
        run(opened(changing.settings))
    assert run(opened(replace(changing.settings, password=LONG))).alive is False
    # Back to one that the next test's plain log-in can carry.
    assert changing.change()[0] == 0
    assert len(changing.at_registry) == 32
    assert changing.change(*given(tmp_path, "shorter-again"))[0] == 0


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (LONG, "It is longer than 16 characters"),
        ("short", "It is shorter than 6 characters"),
        ("two  spaces", "It has spaces at an end or in a row"),
    ],
)
def test_a_password_that_cannot_be_sent_is_neither_kept_nor_sent(changing, tmp_path, new, why):
    before = changing.at_registry

    code, _, err = changing.change(*given(tmp_path, new))

    assert code == 1
    assert why in err
    assert changing.at_registry == before
    assert changing.kept == [before]


def test_all_sentences_of_the_command_are_there_in_chinese(changing):
    assert "已采用新密码" in changing.change("--lang", "zh")[2]


def test_a_lane_logs_in_with_the_new_password_while_the_settings_have_the_former(changing, north):
    assert changing.change()[0] == 0
    store = open_store(changing.data, lock=False, make=False)

    async def work():
        async with account(changing.settings, books=RegistryBooks(store, SystemClock())) as registry:
            north.seed("shop-1.com")
            return await lock(registry, "shop-1.com")

    assert isinstance(run(work()), Done)
    store.close()


def test_a_lane_settles_a_change_whose_fate_is_not_known_and_keeps_both_until_then(changing, north):
    held = changing.settings.password
    store = open_store(changing.data)
    books = RegistryBooks(store, SystemClock())

    async def work():
        async with account(changing.settings, books=books) as registry:
            return await registry.facts()

    def begun(known, wanted):
        store.write_now(
            lambda session: registry_passwords.begin(session, "north", held, known, wanted, SystemClock().now())
        )

    begun(held, "never-sent")
    run(work())
    # The former one holds; but the new one may still be under way, and so is not forgotten.
    assert changing.kept == [held, "never-sent"]
    begun("the-former", held)
    run(work())
    assert changing.kept == [held]
    with store.reading() as session:
        assert registries.all_pauses(session) == {}
    store.close()


def test_two_passwords_refused_stop_the_account_and_there_is_no_third_try(changing, north):
    store = open_store(changing.data)
    held = changing.settings.password
    store.write_now(
        lambda session: registry_passwords.begin(session, "north", held, "wrong-1", "wrong-2", SystemClock().now())
    )

    code, _, err = changing.change()

    assert code == 1
    assert "north refuses the log-in with what is known" in err
    with store.reading() as session:
        assert [pause.source for pause in registries.all_pauses(session)["north"]] == [PauseSource.LOGIN]
    assert changing.kept == ["wrong-2", "wrong-1"]
    store.close()


@pytest.mark.parametrize(
    ("order", "code", "taken"),
    [
        ({"drop": "after-doing"}, 0, True),
        ({"drop": "before-doing"}, 1, False),
        ({"misbehave": "garbage"}, 0, True),
        ({"answer": 2400}, 1, False),
    ],
    ids=["done, and no answer", "not done, and no answer", "done, and garbage", "failed within"],
)
def test_an_answer_that_does_not_count_is_settled_by_asking(changing, north, order, code, taken):
    """The new one first, then the former one once; each command is sent once."""
    before = changing.at_registry
    north.admin.add_faults([{"domain": "*", "command": "password", "times": 1, **order}])

    ended, _, err = changing.change()

    assert (ended, changing.at_registry != before) == (code, taken)
    assert ("has the new password" in err) is taken
    # The former one is tried first from now on, and neither is forgotten before one of them surely is.
    assert changing.kept[0] == changing.at_registry
    assert len(changing.kept) == (1 if taken else 2)
    assert changing.change()[0] == 0
    assert changing.kept == [changing.at_registry]


def test_while_the_registry_lets_nobody_in_nothing_is_begun(changing, north):
    north.admin.ask("most_sessions", number=0)

    code, _, err = changing.change()

    assert code == 1
    assert "Nothing was sent to north: 2502" in err
    assert changing.kept == [changing.at_registry]


def test_a_password_that_the_registry_refuses_leaves_the_former_one(changing, north):
    north.admin.ask("offer", extensions=[NAMESPACE])
    before = changing.at_registry

    code, _, err = changing.change_with_input("[LOGIN-SECURITY]\n")

    assert code == 1
    assert "did not take the new password; the former one holds" in err
    assert changing.at_registry == before
    assert changing.kept == [before]


def test_a_password_in_the_settings_that_is_newer_goes_before_the_one_changed_here(changing, north):
    assert changing.change()[0] == 0
    text = changing.config.read_text()
    changing.config.write_text(text.replace(changing.settings.password, changing.at_registry))
    changing.settings = replace(changing.settings, password=changing.at_registry)

    assert changing.kept == [changing.at_registry]
    assert changing.change()[0] == 0
    assert changing.kept == [changing.at_registry]


def test_the_check_of_a_registry_uses_the_changed_password(changing):
    assert changing.change()[0] == 0

    assert command("registry", "check", "north", "--config", changing.config, "--data", changing.data)[0] == 0
    assert command("registry", "check", "north", "--config", changing.config)[0] == 1


def test_what_a_registry_warns_of_at_the_log_in_becomes_an_alarm(changing, north):
    soon = Instant(SystemClock().now() + 3 * DAY)
    north.admin.ask("offer", extensions=[NAMESPACE])
    events = [
        {"type": "password", "level": "warning", "expires": utc_text(soon), "words": "Password expires soon"},
        {"type": "stat", "name": "failedLogins", "level": "warning", "value": "100", "words": "Many wrong log-ins"},
    ]
    north.admin.ask("warn", events=events)

    seen = run(opened(changing.settings)).warnings
    assert seen == (
        LoginWarning("password", "warning", "Password expires soon", from_text(utc_text(soon))),
        LoginWarning("stat failedLogins", "warning", "Many wrong log-ins", None),
    )
    assert [warning.state(SystemClock().now()) for warning in seen] == ["bad", "look"]

    store = open_store(changing.data)

    async def work():
        async with account(changing.settings, books=RegistryBooks(store, SystemClock())) as registry:
            await registry.facts()

    run(work())
    store.close()
    _, _, err = command("registry", "list", "--config", changing.config, "--data", changing.data)
    assert f"north: the registry says of the password that it ends in 2 days, at {utc_text(soon)}" in err
    _, _, err = command("registry", "check", "north", "--config", changing.config, "--data", changing.data)
    assert "Many wrong log-ins" in err
    _, out, _ = command(
        "doctor", "--config", changing.config, "--data", changing.data, "--listen", "127.0.0.1:0", "-o", "json"
    )
    found = {row["check"]: row["state"] for row in json.loads(out)}
    assert found["registry north, password"] == "bad"
