"""A registry that misbehaves while registrants change by more than an update: every row ends true, and each trade is made once (REL-7).

Success only where the ledger shows the trade once; failure only where the registry holds what it held.
"""

from collections import Counter

import pytest

from support.practice import practice
from support.waiting import until

MODES = ("lu=trade:dnslu", "fr=trade-with-consent:frnic", "gr=update-with-data:owner-change")
SHARES = {"lu": 50, "fr": 25, "gr": 25}
ORDERS = {
    "dropped after doing": {"drop": "after-doing"},
    "dropped before doing": {"drop": "before-doing"},
    "2400": {"answer": 2400},
    "refused": {"answer": 2306},
}


def names_of(number, suffix):
    return [f"m{number}-{place:02d}.{suffix}" for place in range(SHARES[suffix])]


@pytest.fixture(scope="module")
def running():
    names = [name for number in range(len(ORDERS)) for suffix in SHARES for name in names_of(number, suffix)]
    with practice(*names, modes=MODES, backoff_seconds=0.05, longest_backoff_seconds=0.2) as running:
        yield running


@pytest.mark.parametrize("misbehaviour", ORDERS)
def test_each_trade_is_made_once_or_not_at_all(running, misbehaviour):
    number, order = list(ORDERS).index(misbehaviour), ORDERS[misbehaviour]
    names = [name for suffix in SHARES for name in names_of(number, suffix)]
    meant = names[::2]
    running.sandbox.add_faults([
        {"domain": name, "command": "update" if name.endswith(".gr") else "trade", "times": 1, **order} for name in meant
    ])  # fmt: skip
    task_no = running.change(names)
    asked = names_of(number, "fr")
    for name in asked:
        # Where the beginning was refused, nobody is asked.
        until(lambda name=name: running.sandbox.ask("decide", name=name, verdict="confirm")
              or running.rows(task_no)[name][0] == "FAILED", seconds=120)  # fmt: skip
    running.finished(task_no)

    held = {entry["name"]: entry["registrant"] for entry in running.sandbox.domains()}
    given = Counter(entry["object"] for entry in running.sandbox.ledger() if (entry["detail"] or {}).get("registrant"))
    for name, (state, _, _) in running.rows(task_no).items():
        expected = ("SUCCEEDED", True, 1) if state == "SUCCEEDED" else ("FAILED", False, 0)
        assert (state, held[name] != "PRIOR", given[name]) == expected, name
    failed = [name for name, row in running.rows(task_no).items() if row[0] == "FAILED"]
    assert sorted(failed) == (sorted(meant) if "answer" in order and order["answer"] == 2306 else [])
    assert running.sandbox.ask("stats")["together"] == 0
