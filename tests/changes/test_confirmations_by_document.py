"""Of a change by document the holders are asked as well, while it is reviewed."""

import pytest

from freehold.terms.confirmations import ConfirmationState
from support.asking import AWAITED, BO, NEW
from support.office import HOLDER

IN_REVIEW = ("LATER", "DocumentInReview")


@pytest.fixture
def by_paper(asking):
    """A change by document of two generic names, of which one has its new holder already."""
    asking.hold(BO, "a.com")
    asking.hold(NEW, "b.com", organization="New Ltd", zh_organization=HOLDER.zh_organization)
    return asking.submit_by_document("a.com", "b.com")


def test_holders_are_asked_while_the_document_is_reviewed_and_both_must_allow_the_change(asking, by_paper):
    assert asking.rows(by_paper) == {"a.com": AWAITED, "b.com": IN_REVIEW}
    asking.says(NEW)
    asking.says(BO)
    assert asking.rows(by_paper) == {"a.com": IN_REVIEW, "b.com": IN_REVIEW}
    assert asking.open_chunks() == []

    asking.reviewed(by_paper)

    assert asking.rows(by_paper) == {"a.com": ("LATER", None), "b.com": ("LATER", None)}
    assert len(asking.open_chunks()) == 1


def test_a_document_found_good_first_leaves_the_holders_to_be_waited_for(asking, by_paper):
    asking.reviewed(by_paper)
    assert asking.rows(by_paper) == {"a.com": AWAITED, "b.com": ("LATER", None)}

    asking.says(NEW)
    asking.says(BO)

    assert asking.rows(by_paper)["a.com"] == ("WAITING", None)


def test_a_document_found_wanting_ends_what_waits_for_holders_too(asking, by_paper):
    asking.reviewed(by_paper, "blurred")

    assert set(asking.rows(by_paper).values()) == {("FAILED", "DocumentRejected")}
    assert asking.says(NEW) is ConfirmationState.MOOT


def test_a_document_of_which_holders_want_nothing_waits_for_nobody(asking):
    asking.hold(BO, "a.com")
    task_no = asking.submit_by_document("a.com")

    asking.says(BO, confirms=False)

    assert asking.rows(task_no) == {"a.com": ("FAILED", "ConfirmationRefused")}
    assert asking.document(task_no) == "NONE"
