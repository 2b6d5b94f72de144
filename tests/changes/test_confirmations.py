"""Where holders are asked, a change waits for the word of the prior and of the new one (epp-facts.md, 11; decision 15)."""

import re
from dataclasses import replace

import pytest

from freehold.operations import cancellation
from freehold.operations.registrant_change import confirmations, submit
from freehold.operations.registrant_change.confirmations import NoConfirmation
from freehold.policy.loading import Policies
from freehold.store import outbox
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.mails import MailState
from support.asking import AWAITED, BO, CY, IP, NEW
from support.office import NOW
from support.practice import practice
from support.served import acme
from support.waiting import until


def test_by_default_nobody_is_asked(asking):
    asking.hold(BO, "a.com")
    asking.office = asking.house.office

    task_no = asking.submit("a.com")

    assert asking.rows(task_no) == {"a.com": ("WAITING", None)}
    assert asking.links() == {}


def test_an_item_goes_on_when_its_prior_holder_and_the_new_one_confirmed(asking):
    asking.hold(BO, "a.com", "b.com")
    asking.hold(CY, "c.com")
    task_no = asking.submit("a.com", "b.com", "c.com")
    assert asking.rows(task_no) == dict.fromkeys(["a.com", "b.com", "c.com"], AWAITED)
    assert asking.links().keys() == {NEW, BO, CY}
    assert asking.open_chunks() == []

    asking.says(BO)
    assert set(asking.rows(task_no).values()) == {AWAITED}
    asking.says(NEW)

    assert asking.rows(task_no) == {"a.com": ("WAITING", None), "b.com": ("WAITING", None), "c.com": AWAITED}
    assert asking.open_chunks() == [(1, 2)]
    asking.says(CY)
    assert asking.rows(task_no)["c.com"] == ("WAITING", None)
    # The chunk was woken and nobody took it yet: the round that does sees all three.
    assert asking.open_chunks() == [(1, 2)]


def test_a_refusal_of_a_prior_holder_ends_theirs_and_one_of_the_new_holder_all_that_waits(asking):
    asking.hold(BO, "a.com")
    asking.hold(CY, "c.com")
    task_no = asking.submit("a.com", "c.com")

    assert asking.says(BO, confirms=False) is ConfirmationState.REFUSED
    assert asking.rows(task_no) == {"a.com": ("FAILED", "ConfirmationRefused"), "c.com": AWAITED}
    asking.says(NEW, confirms=False)

    assert asking.rows(task_no)["c.com"] == ("FAILED", "ConfirmationRefused")
    assert asking.says(CY) is ConfirmationState.MOOT


def test_a_cancelled_task_asks_nobody_any_more(asking):
    house = asking.house
    asking.hold(BO, "a.com")
    task_no = asking.submit("a.com")

    house.write(lambda session: cancellation.cancel(session, asking.office, house.ada, task_no, house.clock.at))

    assert asking.rows(task_no) == {"a.com": ("CANCELLED", "Cancelled")}
    assert asking.says(BO) is ConfirmationState.MOOT
    assert asking.rows(task_no) == {"a.com": ("CANCELLED", "Cancelled")}


def test_the_first_answer_counts(asking):
    asking.hold(BO, "a.com")
    task_no = asking.submit("a.com")

    assert asking.says(BO) is ConfirmationState.CONFIRMED
    assert asking.says(BO, confirms=False) is ConfirmationState.CONFIRMED
    asking.says(NEW)

    assert asking.rows(task_no) == {"a.com": ("WAITING", None)}


def test_silence_ends_it_after_sixty_days_to_the_millisecond(asking):
    house = asking.house
    asking.hold(BO, "a.com")
    task_no = asking.submit("a.com")
    asking.says(NEW)
    house.clock.at = Instant(NOW + 60 * DAY - 1)
    assert confirmations.lapse_due(house.store, house.clock.at) == 0

    house.clock.at = Instant(NOW + 60 * DAY)
    assert asking.says(BO) is ConfirmationState.SENT
    assert confirmations.lapse_due(house.store, house.clock.at) == 1

    assert asking.rows(task_no) == {"a.com": ("FAILED", "ConfirmationLapsed")}
    assert asking.says(BO) is ConfirmationState.LAPSED
    assert confirmations.lapse_due(house.store, house.clock.at) == 0


def test_only_what_the_rule_calls_a_change_of_registrant_is_asked_about(asking):
    """The rule is that of generic suffixes; a new telephone is no change of registrant."""
    asking.hold(BO, "a.com", "b.cn")
    asking.hold(NEW, "same.com", organization="new ltd", telephone="57199999999")

    task_no = asking.submit("a.com", "b.cn", "same.com")

    states = {name: state for name, (state, _) in asking.rows(task_no).items()}
    assert states == {"a.com": "AWAITING_CONFIRMATION", "b.cn": "WAITING", "same.com": "WAITING"}
    # a.com and same.com share one, which may be worked on; b.cn is audited and has its own.
    assert asking.open_chunks() == [(1, 1), (2, 1)]


def test_one_person_who_is_both_is_asked_once(asking):
    asking.hold(NEW, "a.com")

    task_no = asking.submit("a.com")

    assert asking.links().keys() == {NEW}
    asking.says(NEW)
    assert asking.rows(task_no) == {"a.com": ("WAITING", None)}


def test_a_prior_holder_without_an_address_cannot_be_asked(asking):
    asking.hold("", "a.com")
    asking.hold(BO, "b.com")

    task_no = asking.submit("a.com", "b.com")

    assert asking.rows(task_no) == {"a.com": ("FAILED", "PriorHolderNoAddress"), "b.com": AWAITED}


def test_what_is_done_by_hand_goes_to_the_work_list_once_confirmed(new_data, tmp_path, asking):
    folder = tmp_path / "by-hand"
    folder.mkdir()
    (folder / "families").mkdir()
    (folder / "families" / "gtld.toml").write_text('[registrant_change]\nmethod = "by-hand"\n')
    (folder / "tlds").mkdir()
    (folder / "tlds" / "com.toml").write_text('[registrant_change]\nmethod = "by-hand"\n')
    asking.office = replace(asking.office, policies=Policies.load(folder))
    asking.hold(BO, "a.com")
    task_no = asking.submit("a.com")
    assert asking.rows(task_no) == {"a.com": AWAITED}

    asking.says(BO)
    asking.says(NEW)

    assert asking.rows(task_no) == {"a.com": ("HELD", "CarriedOutByHand")}


def test_the_lock_may_be_given_up_by_the_prior_holder_before_the_change_and_who_and_when_is_kept(asking):
    house = asking.house
    asking.hold(BO, "a.com")
    asking.hold(CY, "c.com")
    asking.submit("a.com", "c.com")
    shown = house.write(
        lambda session: confirmations.open_link(session, asking.office, asking.links()[BO], house.clock.at)
    )
    assert (shown.prior_asked, shown.lock_days) == (True, 60)
    house.clock.at = Instant(NOW + 5)

    asking.says(BO, waives_lock=True)
    asking.says(CY)
    asking.says(NEW, waives_lock=True)

    kept = house.read(
        lambda session: session.raw.execute("SELECT role, lock_waived_at FROM confirmations ORDER BY id").fetchall()
    )
    assert sorted(kept, key=str) == sorted([("prior", NOW + 5), ("prior", None), ("new", None)], key=str)
    waived = house.read(
        lambda session: session.raw.execute(
            "SELECT domain_name, lock_waived FROM items ORDER BY domain_name"
        ).fetchall()
    )
    assert waived == [("a.com", 1), ("c.com", 0)]


@pytest.mark.parametrize("token", ["", "x", "a" * 128, "\u4e2d\u6587"])
def test_a_token_nobody_was_sent_opens_nothing(asking, token):
    asking.hold(BO, "a.com")
    asking.submit("a.com")

    with pytest.raises(NoConfirmation):
        asking.house.write(lambda session: confirmations.open_link(session, asking.office, token, NOW))


def test_a_token_is_not_kept_and_a_lost_look_writes_no_second_mail(asking):
    asking.hold(BO, "a.com")
    asking.submit("a.com")

    assert confirmations.send_due(asking.house.store, asking.office, NOW) == 0
    stored = str(asking.house.content()["confirmations"])
    assert [token for token in asking.links().values() if token in stored] == []


def test_a_lock_that_was_given_up_is_not_set_and_that_of_others_is():
    domains_held = [{"name": "a.com"}, {"name": "c.com", "profile": 3}]
    seed = acme(domains_held)
    seed["accounts"][0]["profiles"].append({"id": 3, "verified": True, "holder": "Cy Ltd", "email": CY})
    with practice(seed=seed) as running:
        running.app.office = office = replace(running.app.office, confirmations="ask")
        task_no = running.store.write_now(
            lambda session: submit(
                session, office, account_id=running.account_id, names=[DomainName("a.com"), DomainName("c.com")],
                profile_id=1, lock_after=True, client_ip=IP, now=running.clock.now(),
            )
        )  # fmt: skip

        def links():
            with running.store.reading() as session:
                found = outbox.newest(session, list(MailState), 10)
            mails = [posted.mail for posted in found if posted.mail.event.startswith("confirm-")]
            return {mail.recipient: re.search(r"token=([\w-]+)", mail.body)[1] for mail in mails}

        until(lambda: len(links()) == 3)
        for address, token in links().items():
            running.store.write_now(
                lambda session, address=address, token=token: confirmations.answer(
                    session, office, token, confirms=True, waives_lock=address == "prior@example.com", ip=IP,
                    now=running.clock.now(),
                )
            )  # fmt: skip
        running.finished(task_no)

        shown = {name: running.at_registry(name)["statuses"] for name in ("a.com", "c.com")}
        assert shown == {"a.com": [], "c.com": ["clientTransferProhibited"]}
        assert running.domain("a.com").no_transfer_until is None
        assert running.domain("c.com").no_transfer_until is not None
