"""A registry that wants a fee of a change of registrant, and no limit in the settings: nothing is agreed to, and the row says why."""

import pytest

from freehold.epp.extensions import fee
from support.practice import practice

NAMES = [f"a{number}.{suffix}" for number in range(1, 8) for suffix in ("com", "be")]


@pytest.fixture(scope="module")
def running():
    with practice(*NAMES, modes=("be=trade-with-consent:update",), extensions=(fee.NAMESPACE,)) as running:
        yield running


def changed(running, *names):
    """Change them, and wait for the end; their rows."""
    task_no = running.change(names)
    running.finished(task_no)
    return running.rows(task_no)


def checks(running):
    """How many checks of domains the registry answered."""
    answers = running.app.catalogue.by_name["north"].manners.figures.answers
    return sum(count for (command, _), count in answers.items() if command == "domain:check")


def test_no_fee_is_agreed_to_and_the_row_says_what_to_set(running):
    running.sandbox.ask("price", name="a1.com", amount="5.50", currency="EUR")
    running.sandbox.ask("price", name="a1.be", amount="7.00", currency="EUR")
    rows = changed(running, "a1.com", "a1.be", "a2.com")

    assert rows == {
        "a1.com": ("FAILED", "RegistryFeeNotAgreed", "5.50 EUR"),
        "a1.be": ("FAILED", "RegistryFeeNotAgreed", "7.00 EUR"),
        "a2.com": ("SUCCEEDED", None, None),
    }
    assert running.sandbox.transforms("fee") == {}


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [("a3.com", 2003, "ContactRefused"), ("a4.com", 2004, "ContactRefused"), ("a5.com", 2306, "RegistryRefused")],
)
def test_a_refusal_of_what_is_free_is_what_it_was(running, name, code, reason):
    running.sandbox.add_faults([{"domain": name, "command": "update", "answer": code, "times": 1}])

    assert changed(running, name)[name][:2] == ("FAILED", reason)


def test_nothing_is_asked_of_what_goes_well(running):
    before = checks(running)
    changed(running, "a6.com", "a7.com")

    assert checks(running) == before
