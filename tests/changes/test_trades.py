"""Changes of registrant that take more than an update: data beside it, a command of its own, the holders' consent (epp-facts.md, 8, E to G)."""

import subprocess
import sys

import pytest

from freehold.engine import sweep
from freehold.operations import work_list
from freehold.store import held
from freehold.store.hand_ins import HandIn
from freehold.terms.hand_ins import ASKED, read_values
from support.practice import practice
from support.waiting import until

LOCK = "clientTransferProhibited"
MODES = (
    "no=update-with-data:applicant-declaration",
    "ee=update-with-data:legal-document",
    "gr=update-with-data:owner-change",
    "it=update-with-data:auth-info",
    "at=update-with-data:verification",
    "lu=trade:dnslu",
    "au=trade:registrant-transfer",
    "fr=trade-with-consent:frnic",
    "be=trade-with-consent:update",
    "fi=trade-with-consent:update:key",
)
DECLARATION = "version = 3.2\nname = Kari Nordmann\naccepted = 2026-11-20T10:00:00Z\n"
REPORT = "verified = 2026-11-20T10:00:00Z\nmethod = idcard\n"
ELIGIBILITY = "explanation = sold\nyears = 2\nregistrantName = Example Widgets Ltd\nregistrantID = 12345\n"


LOST = ({"drop": "after-doing"}, {"drop": "before-doing"}, {"answer": 2400})
"""Ways in which an answer tells nothing."""


@pytest.fixture(scope="module")
def running():
    """One practice for all: each test has names of its own."""
    tlds = [mode.partition("=")[0] for mode in MODES]
    places = [f"{number}{more}" for number in range(1, 20) for more in ("", 0, 1, 2)]
    names = {f"{letter}{place}.{tld}" for letter in "abc" for place in places for tld in tlds}
    with practice(*sorted(names), modes=MODES) as running:
        yield running


def give(running, *names, text=None, document=None, key=None):
    """What ``freehold work give`` does, without waiting for a process and for the server's next look."""
    for name in names:
        with running.store.reading() as session:
            wanted = work_list.wanted_of(session, name)
        values = {} if text is None else read_values(ASKED[wanted], text)
        given = HandIn(kind=wanted, values=values, document=document or "", document_kind="pdf", key=key or "")
        running.store.write_now(
            lambda session, name=name, given=given: work_list.give(
                session, name, given, running.clock.now(), running.app.system.now()
            )
        )
    sweep.sweep(running.store, running.app.queue, running.app.system)


def command(running, *arguments, text=None):
    """``freehold work give`` in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "freehold", "work", "give", *arguments, "--data", str(running.settings.data)],
        input=text, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    sweep.sweep(running.store, running.app.queue, running.app.system)
    return ended


def waits(running, task_no, name, state, reason=None):
    until(lambda: running.rows(task_no)[name][:2] == (state, reason))


def details(running, name):
    return [entry["detail"] for entry in running.sandbox.ledger() if entry["object"] == name]


def traded(running, *names):
    """How often a trade of each domain was applied."""
    counts = running.sandbox.transforms("domain:trade")
    return [counts.get(name, 0) for name in names]


def changed(running, *names):
    """How often an update gave each domain another registrant."""
    return [sum(bool(detail.get("registrant")) for detail in details(running, name)) for name in names]


def test_what_needs_no_person_goes_along_by_itself(running):
    before = running.sandbox.ask("look", name="a1.it")["auth"]
    task = running.finished(running.change(["a1.gr", "a1.it"], lock=True))

    assert (task.succeeded, task.failed) == (2, 0)
    assert changed(running, "a1.gr", "a1.it") == [1, 1]
    assert running.at_registry("a1.gr")["statuses"] == [LOCK]
    assert running.sandbox.ask("look", name="a1.it")["auth"] != before


def test_a_declaration_is_waited_for_and_nothing_is_made_before_it_is_there(running):
    task_no = running.change(["a2.no", "b2.no", "a2.at"])
    waits(running, task_no, "a2.no", "HELD", "DeclarationNeeded")
    waits(running, task_no, "a2.at", "HELD", "VerificationReportNeeded")
    assert changed(running, "a2.no", "b2.no", "a2.at") == [0, 0, 0]

    wrong = command(running, "a2.no", "--text", "-", text="name = Kari")
    assert (wrong.returncode, "version, accepted is missing" in wrong.stderr) == (1, True)
    assert command(running, "a2.no", "b2.no", "--text", "-", text=DECLARATION).returncode == 0
    give(running, "a2.at", text=REPORT)
    task = running.finished(task_no)

    assert (task.succeeded, task.failed) == (3, 0)
    assert changed(running, "a2.no", "b2.no", "a2.at") == [1, 1, 1]


def test_a_document_goes_along_and_then_the_prior_holder_is_waited_for(tmp_path, running):
    document = tmp_path / "transfer.pdf"
    document.write_bytes(b"%PDF-1.4 signed")
    task_no = running.change(["a3.ee", "b3.ee", "c3.ee"])
    for name in ("a3.ee", "b3.ee", "c3.ee"):
        waits(running, task_no, name, "HELD", "DocumentNeeded")
    assert command(running, "a3.ee", "b3.ee", "c3.ee", "--file", str(document)).returncode == 0
    for name in ("a3.ee", "b3.ee", "c3.ee"):
        waits(running, task_no, name, "AWAITING_REGISTRY")
    running.restart()
    running.sandbox.ask("decide", name="a3.ee", verdict="confirm")
    running.sandbox.ask("decide", name="b3.ee", verdict="refuse")
    running.sandbox.ask("decide", name="c3.ee", verdict="lapse")
    task = running.finished(task_no)

    assert (task.succeeded, task.failed) == (1, 2)
    rows = running.rows(task_no)
    for name, words in (("b3.ee", "the holder said no"), ("c3.ee", "the time to consent is over")):
        assert rows[name][:2] == ("FAILED", "RegistryReviewFailed")
        # A look that comes before the registry's message sees that it is over, and no words.
        assert rows[name][2] in {f"Pending action refused: {words}", None}
    assert running.at_registry("b3.ee") == {"name": "b3.ee", "registrant": "PRIOR", "statuses": []}
    assert changed(running, "a3.ee", "b3.ee", "c3.ee") == [1, 0, 0]


def test_a_trade_changes_the_registrant_and_the_lock_follows(running):
    task = running.finished(running.change(["a5.lu", "b5.lu"], lock=True))

    assert (task.succeeded, task.failed) == (2, 0)
    assert traded(running, "a5.lu", "b5.lu") == [1, 1]
    assert running.at_registry("a5.lu")["statuses"] == [LOCK]
    assert running.at_registry("a5.lu")["registrant"] != "PRIOR"
    assert [detail["add"] for detail in details(running, "a5.lu")] == [[], [LOCK]]


def test_a_domain_that_has_the_registrant_already_is_not_traded_again(running):
    running.finished(running.change(["a6.lu"]))
    assert running.finished(running.change(["a6.lu"])).succeeded == 1

    assert traded(running, "a6.lu") == [1]


@pytest.mark.parametrize("number", range(3))
def test_a_trade_without_an_answer_is_looked_for_before_it_is_sent_again(running, number):
    names = [f"a8{number}.lu", f"a8{number}.au"]
    running.sandbox.add_faults([{"domain": name, "command": "trade", "times": 1, **LOST[number]} for name in names])
    task_no = running.change(names)
    waits(running, task_no, f"a8{number}.au", "HELD", "EligibilityNeeded")
    give(running, f"a8{number}.au", text=ELIGIBILITY)

    assert running.finished(task_no).succeeded == 2
    assert traded(running, *names) == [1, 1]


def test_a_licence_is_transferred_and_then_its_contact_changed(running):
    ends = running.sandbox.ask("look", name="a9.au")["expires_at"]
    task_no = running.change(["a9.au"], lock=True)
    waits(running, task_no, "a9.au", "HELD", "EligibilityNeeded")
    give(running, "a9.au", text=ELIGIBILITY)

    assert running.finished(task_no).succeeded == 1
    transfer, update = details(running, "a9.au")
    assert transfer == {
        "eligibility": {"registrantName": "Example Widgets Ltd", "registrantID": "12345"},
        "explanation": "sold",
    }
    assert update["add"] == [LOCK]
    assert running.sandbox.ask("look", name="a9.au")["expires_at"] != ends


def test_a_trade_that_the_registry_refuses_says_why(running):
    running.sandbox.add_faults([{"domain": "a10.lu", "command": "trade", "answer": 2306}])
    task_no = running.change(["a10.lu", "b10.lu"])
    running.finished(task_no)

    assert running.rows(task_no)["a10.lu"][:2] == ("FAILED", "RegistryRefused")
    assert traded(running, "a10.lu", "b10.lu") == [0, 1]


def begun(running, *names):
    task_no = running.change(names, lock=True)
    for name in names:
        reason = "RegistryKeyNeeded" if name.endswith(".fi") else "AwaitingConsent"
        waits(running, task_no, name, "AWAITING_REGISTRY", reason)
    return task_no


def test_holders_confirm_refuse_or_let_it_lapse(running):
    task_no = begun(running, "a11.fr", "b11.fr", "c11.fr", "a11.be")
    running.sandbox.ask("decide", name="a11.fr", verdict="confirm")
    running.sandbox.ask("decide", name="a11.be", verdict="confirm")
    running.sandbox.ask("decide", name="b11.fr", verdict="refuse")
    waits(running, task_no, "b11.fr", "FAILED", "RegistryReviewFailed")
    waits(running, task_no, "a11.fr", "SUCCEEDED")
    running.days_pass_at_the_registry(15)
    task = running.finished(task_no)

    assert (task.succeeded, task.failed) == (2, 2)
    assert running.rows(task_no)["c11.fr"] == (
        "FAILED", "ConsentLapsed", "Pending action refused: the time to consent is over",
    )  # fmt: skip
    assert traded(running, "a11.fr", "b11.fr", "c11.fr") == [1, 0, 0]
    assert running.at_registry("a11.fr")["statuses"] == [LOCK]
    assert running.at_registry("c11.fr") == {"name": "c11.fr", "registrant": "PRIOR", "statuses": []}


def test_a_key_ends_what_waits_for_it_and_a_wrong_one_is_asked_for_again(running):
    task_no = begun(running, "a12.fi")
    with running.store.reading() as session:
        assert len(held.after(session, (0, 0), 10)) == 1
    give(running, "a12.fi", key="密钥-wrong-key")
    until(lambda: (running.rows(task_no)["a12.fi"][2] or "").startswith("Invalid authorization"))
    key = running.sandbox.ask("mailed_key", name="a12.fi")
    assert command(running, "a12.fi", "--key", "-", text=key).returncode == 0

    assert running.finished(task_no).succeeded == 1
    assert changed(running, "a12.fi") == [1]
    assert running.at_registry("a12.fi")["statuses"] == [LOCK]
    with running.store.reading() as session:
        assert len(held.after(session, (0, 0), 10)) == 0


def test_a_lost_answer_to_the_key_is_looked_for(running):
    task_no = begun(running, "a13.fi")
    running.sandbox.add_faults([{"domain": "a13.fi", "command": "transfer", "drop": "after-doing", "times": 1}])
    give(running, "a13.fi", key=running.sandbox.ask("mailed_key", name="a13.fi"))

    assert running.finished(task_no).succeeded == 1
    assert changed(running, "a13.fi") == [1]


def test_what_waits_outlives_a_restart_and_is_begun_once(running):
    task_no = begun(running, "a14.fr", "a14.be", "a14.fi")
    running.restart()
    running.sandbox.ask("decide", name="a14.fr", verdict="confirm")
    running.sandbox.ask("decide", name="a14.be", verdict="confirm")
    give(running, "a14.fi", key=running.sandbox.ask("mailed_key", name="a14.fi"))

    assert running.finished(task_no).succeeded == 3
    assert changed(running, "a14.fr", "a14.be", "a14.fi") == [1, 1, 1]


@pytest.mark.parametrize("number", range(3))
def test_a_beginning_without_an_answer_is_not_begun_twice(running, number):
    running.sandbox.add_faults([{"domain": f"a16{number}.fr", "command": "trade", "times": 1, **LOST[number]}])
    task_no = begun(running, f"a16{number}.fr")
    running.sandbox.ask("decide", name=f"a16{number}.fr", verdict="confirm")

    assert running.finished(task_no).succeeded == 1
    assert traded(running, f"a16{number}.fr") == [1]


def test_a_change_that_the_registry_still_shows_after_its_time_is_for_a_person(running):
    """To call it failed could be wrong: the holder may yet say yes."""
    task_no = begun(running, "a17.fr")
    running.clock.advance(15 * 86_400_000)
    running.restart()

    waits(running, task_no, "a17.fr", "HELD", "ConsentOverdue")
