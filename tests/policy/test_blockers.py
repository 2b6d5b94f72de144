"""What stands in the way of a change is told by reasons of the catalogue, all of them, the first first."""

from typing import get_args

import pytest

from freehold.policy.blockers import REASONS, DomainState, blockers
from freehold.policy.loading import Policies
from freehold.policy.tld import Blocking
from freehold.terms.instants import DAY, Instant, from_text
from freehold.terms.reasons import Reason
from freehold.terms.verification import RealNameStatus

NOW = from_text("2026-11-24")
FREE = DomainState(expires_at=Instant(NOW + DAY))


@pytest.fixture(scope="module")
def policy():
    return Policies().of("a.com", NOW)


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (FREE, []),
        (FREE._replace(expires_at=NOW), [Reason.DOMAIN_EXPIRED]),
        (FREE._replace(expires_at=Instant(NOW + 1)), []),
        (FREE._replace(update_locked=True), [Reason.UPDATE_LOCKED]),
        (FREE._replace(transferring=True), [Reason.TRANSFERRING]),
        (FREE._replace(real_name=RealNameStatus.AUDITING), [Reason.UNDER_REVIEW]),
        (FREE._replace(real_name=RealNameStatus.FAILED), []),
        (FREE._replace(statuses={"ok", "clientTransferProhibited", "serverHold", "inactive"}), []),
        (FREE._replace(statuses={"pendingUpdate"}), [Reason.BEING_CHANGED]),
        (FREE._replace(statuses={"redemptionPeriod", "pendingDelete"}), [Reason.BEING_DELETED]),
        (
            FREE._replace(expires_at=NOW, update_locked=True, statuses={"clientUpdateProhibited", "pendingTransfer"}),
            [Reason.DOMAIN_EXPIRED, Reason.UPDATE_LOCKED, Reason.TRANSFERRING],
        ),
    ],
)
def test_everything_that_stands_in_the_way_is_told_once(policy, state, reasons):
    assert blockers(policy, state, NOW) == reasons


def test_every_status_that_a_file_may_name_has_a_reason():
    assert set(REASONS) == set(get_args(Blocking))
