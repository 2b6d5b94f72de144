"""Twenty tests of a client that change nothing in the cloud."""

import pytest
from holder_change import Busy, HolderChange, NotAllowed, Outcome
from Tea.exceptions import TeaException

SHOPS = [f"shop-{n:02d}.xyz" for n in range(1, 61)]


def test_a_domain_gets_its_new_holder(change):
    assert change.outcomes(change.submit(["shop-01.xyz"], 1)) == [
        Outcome("shop-01.xyz", True, "The operation is successful.")
    ]
    assert change.holder("shop-01.xyz") == "Example Widgets Ltd"


def test_what_was_not_asked_for_stays(change):
    change.outcomes(change.submit(["shop-01.xyz"], 1))
    assert change.holder("shop-02.xyz") == "Prior Holder"


def test_chinese_names_are_told_in_chinese(change):
    assert [outcome.domain for outcome in change.outcomes(change.submit(["例子.cn"], 1))] == ["例子.cn"]


def test_more_rows_than_a_page_are_all_told(change):
    assert [outcome.domain for outcome in change.outcomes(change.submit(SHOPS, 1))] == SHOPS


def test_a_name_given_twice_is_told_once(change):
    assert len(change.outcomes(change.submit(["shop-01.xyz", "SHOP-01.xyz"], 1))) == 1


def test_an_update_lock_fails_its_row_alone(change):
    found = change.outcomes(change.submit(["locked.com", "shop-01.xyz"], 1))
    assert [(outcome.domain, outcome.changed) for outcome in found] == [("locked.com", False), ("shop-01.xyz", True)]


def test_an_expired_domain_is_not_changed(change):
    assert [outcome.changed for outcome in change.outcomes(change.submit(["old.net"], 1))] == [False]


def test_an_unverified_profile_is_not_allowed(change):
    with pytest.raises(NotAllowed):
        change.submit(["shop-01.xyz"], 2)


def test_an_unverified_mail_address_is_not_allowed(change):
    with pytest.raises(NotAllowed, match="not yet verified"):
        change.submit(["shop-01.xyz"], 3)


def test_a_strangers_domain_is_not_allowed_and_named(change):
    with pytest.raises(NotAllowed, match="stranger.com"):
        change.submit(["shop-01.xyz", "stranger.com"], 1)


def test_a_malformed_name_is_not_allowed(change):
    with pytest.raises(NotAllowed, match="-bad-.com"):
        change.submit(["-bad-.com"], 1)


def test_a_busy_domain_is_told_as_busy(freehold, change):
    freehold.add_fault(domain="shop-01.xyz", pending_seconds=3600)
    change.submit(["shop-01.xyz"], 1)
    with pytest.raises(Busy, match="shop-01.xyz"):
        change.submit(["shop-01.xyz"], 1)


def test_a_review_at_the_registry_is_waited_for(freehold, change):
    freehold.add_fault(domain="shop-01.xyz", pending_seconds=3600)
    task = change.submit(["shop-01.xyz"], 1)
    freehold.settle()
    assert change.holder("shop-01.xyz") == "Prior Holder"
    freehold.advance(hours=2)
    assert [outcome.changed for outcome in change.outcomes(task)] == [True]


def test_a_refusal_of_the_registry_is_told(freehold, change):
    freehold.add_fault(domain="shop-01.xyz", answer=2306)
    assert [outcome.changed for outcome in change.outcomes(change.submit(["shop-01.xyz"], 1))] == [False]


def test_a_lost_answer_changes_nothing_twice(freehold, change):
    freehold.add_fault(domain="shop-01.xyz", drop="after-doing", times=1)
    assert [outcome.changed for outcome in change.outcomes(change.submit(["shop-01.xyz"], 1))] == [True]


def test_throttled_questions_are_asked_again(freehold, change):
    task = change.submit(["shop-01.xyz"], 1)
    freehold.add_fault(action="QueryTaskDetailList", code="Throttling.User", times=3)
    assert [outcome.changed for outcome in change.outcomes(task)] == [True]


def test_throttled_submits_are_sent_again(freehold, change):
    freehold.add_fault(action="*", code="Throttling.User", times=2)
    assert change.submit(["shop-01.xyz"], 1)


def test_patience_ends(freehold, change):
    task = change.submit(["shop-01.xyz"], 1)
    freehold.add_fault(action="QueryTaskDetailList", code="Throttling.User")
    with pytest.raises(TeaException, match="Throttling.User"):
        change.outcomes(task)


def test_a_wrong_secret_is_not_allowed(freehold):
    with pytest.raises(NotAllowed):
        HolderChange(freehold.endpoint, freehold.access_key_id, "wrong").submit(["shop-01.xyz"], 1)


def test_each_test_begins_with_the_seed(change):
    assert {change.holder(name) for name in SHOPS[:5]} == {"Prior Holder"}
