"""Fees that a registry wants of a change of registrant (RFC 8748): agreed to within the settings' limit alone, and charged once."""

import pytest

from freehold.epp.extensions import fee, strict_bundles
from freehold.languages import pick
from freehold.operations.task_texts import item_text
from freehold.store import tasks
from support.practice import practice
from support.served import acme
from support.waiting import until

MANY = [f"m{number:02d}.com" for number in range(30)]
NAMES = [f"a{number}.{suffix}" for number in range(1, 20) for suffix in ("com", "net", "be", "lu")]
MODES = ("be=trade-with-consent:update", "lu=trade:dnslu")
LOST = {"l1.com": {"drop": "after-doing"}, "l2.com": {"drop": "before-doing"}, "l3.com": {"answer": 2400}}
"""Ways in which an answer tells nothing."""
ASKED = [f"q{number}.com" for number in range(1, 6)]
BUNDLE = ["xn--fsq270a.example", "xn--fsqz41a.example"]
POLICY = {"tlds/example.toml": f'extensions = ["{strict_bundles.NAMESPACE}"]\n'}
LOCKED = ("u1.com", "u2.com")
"""With the account's update lock, which a change may lift here."""
NEW_HOLDER = 3
"""A profile whose contact object no other test makes."""


def seed(names):
    file = acme([{"name": name, "locks": ["update"] if name in LOCKED else []} for name in names])
    file["accounts"][0]["profiles"].append(
        {"id": NEW_HOLDER, "verified": True, "holder": "New Widgets Ltd", "email": "new@example.com"}
    )
    return file


@pytest.fixture(scope="module")
def running():
    """At a registry where one change may cost up to ten euros."""
    names = [*NAMES, *MANY, *LOST, *LOCKED, *ASKED, *BUNDLE]
    with practice(
        seed=seed(names), modes=MODES, extensions=(fee.NAMESPACE, strict_bundles.NAMESPACE), policy=POLICY,
        fee_at_most="10.00 EUR", sessions=1,
        lift_update_lock="yes",
    ) as running:  # fmt: skip
        yield running


def price(running, name, amount, currency="EUR", **more):
    running.sandbox.ask("price", name=name, amount=amount, currency=currency, **more)


def changed(running, *names, **more):
    """Change them, and wait for the end; their rows."""
    task_no = running.change(names, **more)
    running.finished(task_no)
    return running.rows(task_no)


def charged(running, *names):
    """How often the registry charged each."""
    charges = running.sandbox.transforms("fee")
    return [charges.get(name, 0) for name in names]


def sent(running, name):
    """What the registry did to a domain, charges included."""
    return [entry["command"] for entry in running.sandbox.ledger() if entry["object"] == name]


def checks(running):
    """How many checks of domains the registry answered."""
    answers = running.app.catalogue.by_name["north"].manners.figures.answers
    return sum(count for (command, _), count in answers.items() if command == "domain:check")


def test_a_fee_within_the_limit_is_agreed_to_and_noted(running):
    price(running, "a1.com", "5.50")
    price(running, "a1.net", "10.00")
    rows = changed(running, "a1.com", "a1.net", "a2.com", lock=True)

    assert rows == {
        "a1.com": ("SUCCEEDED", None, "charged 5.50 EUR"),
        "a1.net": ("SUCCEEDED", None, "charged 10.00 EUR"),
        "a2.com": ("SUCCEEDED", None, None),
    }
    assert charged(running, *rows) == [1, 1, 0]
    assert sent(running, "a1.com") == ["domain:update", "fee"]


def test_a_note_of_a_charge_does_not_show_in_answers_to_callers(running):
    price(running, "a3.com", "5.50")
    task_no = running.change(["a3.com"])
    running.finished(task_no)

    with running.store.reading() as session:
        (row,) = tasks.items_page(session, tasks.find(session, task_no), 1, 10).rows
    assert row.message == "charged 5.50 EUR"
    assert item_text(row, pick("en")) == "The operation is successful."


def test_what_may_not_be_agreed_to_fails_before_anything_is_sent(running):
    price(running, "a4.com", "10.01")
    price(running, "a4.net", "5.00", "USD")
    price(running, "a5.com", "5.00", secret="ask your account manager")
    contacts = running.sandbox.ask("contacts")
    rows = changed(running, "a4.com", "a4.net", "a5.com", profile_id=NEW_HOLDER)

    assert rows == {
        "a4.com": ("FAILED", "RegistryFeeAboveLimit", "10.01 EUR"),
        "a4.net": ("FAILED", "RegistryFeeAboveLimit", "5.00 USD"),
        "a5.com": ("FAILED", "RegistryFeeNotTold", "ask your account manager"),
    }
    assert [sent(running, name) for name in rows] == [[], [], []]
    assert running.sandbox.ask("contacts") == contacts


def test_a_group_is_asked_for_in_few_checks_and_each_name_has_its_own_price(running):
    for number, name in enumerate(MANY):
        price(running, name, f"{number}.50")
    before = checks(running)
    rows = changed(running, *MANY)

    assert {name: row[2] for name, row in rows.items()} == {
        name: f"charged {number}.50 EUR" if number < 10 else f"{number}.50 EUR" for number, name in enumerate(MANY)
    }
    assert charged(running, *MANY) == [1] * 10 + [0] * 20
    # Twenty names a check.
    assert checks(running) - before == 2


@pytest.mark.parametrize(("code", "names"), [(2306, ["q1.com", "q2.com"]), (2400, ["q3.com", "q4.com"])])
def test_names_that_the_registry_does_not_take_together_are_asked_for_one_by_one(running, code, names):
    for name in names:
        price(running, name, "5.50")
    running.sandbox.add_faults([{"domain": "*", "command": "check", "answer": code, "times": 1}])

    assert changed(running, *names) == dict.fromkeys(names, ("SUCCEEDED", None, "charged 5.50 EUR"))
    assert charged(running, *names) == [1, 1]


def test_a_registry_that_refuses_to_tell_changes_nothing_and_its_words_say_why(running):
    running.sandbox.add_faults([{"domain": "*", "command": "check", "answer": 2306, "times": 2}])
    row = changed(running, "q5.com")["q5.com"]

    assert row == ("FAILED", "RegistryFeeNotTold", "2306 Parameter value policy error; ordered by a fault")
    assert sent(running, "q5.com") == []


def test_a_bundle_is_paid_for_once(running):
    running.sandbox.ask("show", name=BUNDLE[0], extensions={"bundle": BUNDLE})
    for name in BUNDLE:
        price(running, name, "5.50")
    rows = changed(running, *BUNDLE)

    assert {row[0] for row in rows.values()} == {"SUCCEEDED"}
    assert sorted(charged(running, *BUNDLE)) == [0, 1]


def test_a_domain_that_has_the_registrant_already_is_not_paid_for_again(running):
    price(running, "a6.com", "5.50")
    changed(running, "a6.com")

    assert changed(running, "a6.com") == {"a6.com": ("SUCCEEDED", None, None)}
    assert charged(running, "a6.com") == [1]


def test_what_stands_in_the_way_is_seen_before_it_is_paid_for(running):
    price(running, "a7.com", "5.50")
    running.sandbox.ask("change", name="a7.com", who="Registry", add=["serverUpdateProhibited"])

    assert changed(running, "a7.com") == {"a7.com": ("FAILED", "DomainServerLocked", None)}
    assert charged(running, "a7.com") == [0]


def test_a_lost_answer_is_looked_for_and_nothing_is_charged_twice(running):
    for name, order in LOST.items():
        price(running, name, "5.50")
        running.sandbox.add_faults([{"domain": name, "command": "update", "times": 1, **order}])
    rows = changed(running, *LOST, lock=True)

    assert {row[0] for row in rows.values()} == {"SUCCEEDED"}
    assert charged(running, *LOST) == [1, 1, 1]


def test_a_price_that_moves_between_question_and_command_is_asked_for_again(running):
    price(running, "a9.com", "5.50", then="6.00")
    price(running, "a9.net", "5.50", then="12.00")
    rows = changed(running, "a9.com", "a9.net")

    assert rows == {
        "a9.com": ("SUCCEEDED", None, "charged 6.00 EUR"),
        "a9.net": ("FAILED", "RegistryFeeAboveLimit", "12.00 EUR"),
    }
    assert charged(running, *rows) == [1, 0]


def test_a_price_that_rises_after_a_lost_answer_is_not_agreed_to_by_the_earlier_one(running):
    price(running, "a10.com", "5.50", then="5.50")
    running.sandbox.add_faults([{"domain": "a10.com", "command": "update", "times": 1, "drop": "before-doing"}])
    task_no = running.change(["a10.com"])
    until(lambda: not running.sandbox.ask("faults"))
    price(running, "a10.com", "11.00")
    running.finished(task_no)

    assert running.rows(task_no) == {"a10.com": ("FAILED", "RegistryFeeAboveLimit", "11.00 EUR")}
    assert charged(running, "a10.com") == [0]


def test_an_update_lock_that_was_lifted_for_a_change_too_dear_is_on_again(running):
    running.sandbox.ask("behave", unlocks_apart=True)
    price(running, "u1.com", "5.50")
    price(running, "u2.com", "5.50", then="12.00")
    rows = changed(running, *LOCKED)

    assert rows == {
        "u1.com": ("SUCCEEDED", None, "charged 5.50 EUR"),
        "u2.com": ("FAILED", "RegistryFeeAboveLimit", "12.00 EUR"),
    }
    assert [running.at_registry(name)["statuses"] for name in LOCKED] == [["clientUpdateProhibited"]] * 2
    assert charged(running, *LOCKED) == [1, 0]
    assert running.at_registry("u2.com")["registrant"] == "PRIOR"


def test_a_trade_by_a_command_of_its_own_has_no_place_for_an_agreement(running):
    price(running, "a14.lu", "50.00")

    assert changed(running, "a14.lu") == {"a14.lu": ("SUCCEEDED", None, None)}


def test_the_fee_of_what_holders_consent_to_is_kept_until_the_end(running):
    price(running, "a11.be", "5.50")
    price(running, "a12.be", "50.00")
    task_no = running.change(["a11.be", "a12.be"], lock=True)
    until(lambda: running.rows(task_no)["a11.be"] == ("AWAITING_REGISTRY", "AwaitingConsent", "charged 5.50 EUR"))
    running.restart()
    running.sandbox.ask("decide", name="a11.be", verdict="confirm")
    running.finished(task_no)

    assert running.rows(task_no) == {
        "a11.be": ("SUCCEEDED", None, "charged 5.50 EUR"),
        "a12.be": ("FAILED", "RegistryFeeAboveLimit", "50.00 EUR"),
    }
    assert charged(running, "a11.be", "a12.be") == [1, 0]


def test_a_beginning_without_an_answer_is_not_paid_for_twice(running):
    price(running, "a13.be", "5.50")
    running.sandbox.add_faults([{"domain": "a13.be", "command": "update", "times": 1, "drop": "after-doing"}])
    task_no = running.change(["a13.be"])
    until(lambda: running.rows(task_no)["a13.be"][0] == "AWAITING_REGISTRY")
    running.sandbox.ask("decide", name="a13.be", verdict="confirm")
    running.finished(task_no)

    assert running.rows(task_no)["a13.be"][0] == "SUCCEEDED"
    assert charged(running, "a13.be") == [1]
