"""Providers of verification codes that are missing, late or not to be trusted (epp-facts.md, 10)."""

from pathlib import Path

from freehold.terms.instants import DAY
from freehold.terms.verification_codes import CodeType
from support.code_practice import LOCK, at_codes, kept, sent
from support.codes import anchor, pem
from support.practice import practice
from support.waiting import until


def test_without_a_provider_the_row_waits_for_a_person_and_says_what_to_do():
    with practice("a.com", modes=["thin-with-code"]) as running:
        task_no = running.change(["a.com"])
        until(lambda: running.rows(task_no)["a.com"][0] == "HELD")

        state, reason, words = running.rows(task_no)["a.com"]
        assert (state, reason) == ("HELD", "CodeProviderMissing")
        assert "code_provider for the registry north" in words
        assert "freehold work done a.com" in words
        assert running.sandbox.ledger() == []


def test_a_provider_that_answers_later_leaves_the_row_waiting_over_a_restart():
    with at_codes("a.com", codes={"answer_seconds": 86400}) as running:
        task_no = running.change(["a.com"], lock=True)
        until(lambda: running.rows(task_no)["a.com"][:2] == ("LATER", "VerificationCodeAwaited"))
        first = kept(running, CodeType.DOMAIN, "a.com")
        running.restart()
        assert running.rows(task_no)["a.com"][:2] == ("LATER", "VerificationCodeAwaited")
        assert running.sandbox.ledger() == []

        running.clock.advance(2 * DAY)
        # The holder's code is asked for when the name's is there, and takes as long.
        until(lambda: kept(running, CodeType.REAL_NAME, str(running.task(task_no).contact_id)) is not None)
        running.clock.advance(2 * DAY)
        assert running.finished(task_no).succeeded == 1
        assert kept(running, CodeType.DOMAIN, "a.com").request_id == first.request_id
        assert sent(running, "a.com") == {"a.com": [([LOCK], ["domain", "real-name"])]}


def test_a_provider_whose_anchor_does_not_vouch_for_its_codes_is_a_persons_work(tmp_path: Path):
    stranger = tmp_path / "stranger.pem"
    stranger.write_text(pem(anchor("stranger")))
    with at_codes("a.com", codes={"anchors_file": stranger}) as running:
        task_no = running.change(["a.com"])
        until(lambda: running.rows(task_no)["a.com"][0] == "HELD")

        assert running.rows(task_no)["a.com"] == (
            "HELD", "VerificationCodeNotTrusted", "practice: no trust anchor vouches for its signer",
        )  # fmt: skip
        assert running.sandbox.ledger() == []


def test_where_real_names_are_no_duty_no_code_is_asked_for():
    with at_codes("a.com", settings={"real_name_duty": "off"}) as running:
        assert running.finished(running.change(["a.com"], lock=True)).succeeded == 1
        assert sent(running, "a.com") == {"a.com": [([LOCK], [])]}
