"""What a comparison says of one domain: pure, so every case is cheap."""

import msgspec
import pytest

from freehold.gateway.objects import RegistryDomain
from freehold.operations.reconcile.compare import Registrant, compare
from freehold.store.reconciles import Ours
from freehold.terms.drift import Difference, Verdict
from freehold.terms.instants import DAY, HOUR, MINUTE, SECOND, Instant, from_text, to_datetime
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK, LockSetting

NOW = from_text("2026-03-10T12:00Z")
EXPIRES = from_text("2027-03-10T00:00Z")
OURS = Ours(
    id=7, account_id=1, name="shop.com", instance_id="S1", registrant_id=3, registrant_handle="FH1",
    transfer_lock=LockSetting.NEVER_SET, update_lock=LockSetting.NEVER_SET, no_transfer_until=None, expires_at=EXPIRES,
    updated_at=NOW, busy=False,
)  # fmt: skip
THEIRS = RegistryDomain(
    "shop.com", "FH1", frozenset({"ok"}), "registrar-1", "D1", "2027-03-10T00:00Z", ("2026-03-10T12:00Z",)
)
KNOWN = Registrant("FH1")


def ours(**changes):
    return msgspec.structs.replace(OURS, **changes)


def theirs(*, expires_at=EXPIRES, changed_at=NOW, **changes):
    return msgspec.structs.replace(
        THEIRS,
        expires="" if expires_at is None else to_datetime(expires_at).isoformat(),
        changed=() if changed_at is None else (to_datetime(changed_at).isoformat(),),
        **changes,
    )


def found(mine=OURS, other=THEIRS, registrant=KNOWN):
    finding = compare(mine, other, registrant, "registrar-1", NOW)
    return finding.verdict, [str(difference) for difference in finding.differences]


def test_what_is_equal_is_the_same():
    assert found() == (Verdict.SAME, [])


def test_a_domain_that_is_not_there_is_missing():
    assert found(other=None) == (Verdict.MISSING_THERE, [])


def test_a_domain_of_another_registrar_is_missing_and_says_whose_it_is():
    assert found(other=theirs(sponsor="registrar-9")) == (
        Verdict.MISSING_THERE,
        ["sponsor: ours registrar-1, theirs registrar-9"],
    )


@pytest.mark.parametrize(
    ("changed_at", "verdict"),
    [
        (NOW + HOUR, Verdict.THEIRS_NEWER),
        (NOW - HOUR, Verdict.OURS_NEWER),
        (NOW + MINUTE + 1, Verdict.THEIRS_NEWER),
        (NOW + MINUTE, Verdict.UNKNOWN),
        (NOW - MINUTE, Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_dates_tell_which_is_newer_unless_clocks_may_differ_by_as_much(changed_at, verdict):
    other = theirs(registrant="XX9", changed_at=changed_at)

    assert found(other=other) == (verdict, ["registrant: ours FH1, theirs XX9"])


def test_another_object_with_our_data_is_the_same_registrant():
    assert found(other=theirs(registrant="XX9"), registrant=Registrant("FH1", same=True)) == (Verdict.SAME, [])
    assert found(other=theirs(registrant="XX9"), registrant=Registrant(None, same=True)) == (Verdict.SAME, [])


def test_a_registrant_that_we_never_put_there_is_never_called_newer():
    other = theirs(registrant="XX9", changed_at=Instant(NOW - DAY))

    assert found(other=other, registrant=Registrant(None, same=False)) == (
        Verdict.UNKNOWN,
        ["registrant: ours -, theirs XX9"],
    )


def test_where_the_registry_holds_no_contacts_the_registrant_is_not_compared():
    assert found(other=theirs(registrant=None)) == (Verdict.SAME, [])


@pytest.mark.parametrize(
    ("changed_at", "verdict"),
    [
        (NOW + HOUR, Verdict.THEIRS_NEWER),
        (NOW - MINUTE + 1, Verdict.THEIRS_NEWER),
        (NOW - MINUTE, Verdict.UNKNOWN),
        (NOW - HOUR, Verdict.OURS_NEWER),
        (None, Verdict.UNKNOWN),
    ],
)
def test_what_was_changed_after_the_backup_of_a_restored_copy_is_newer(changed_at, verdict):
    """A change within a minute of our last one is told too: our copy is surely from before it."""
    finding = compare(OURS, theirs(registrant="XX9", changed_at=changed_at), KNOWN, "registrar-1", NOW, NOW)

    assert finding.verdict is verdict


def test_a_registrant_of_the_time_after_the_backup_is_newer_though_we_never_put_one_there():
    other = theirs(registrant="XX9", changed_at=Instant(NOW + 1))

    assert compare(OURS, other, Registrant(None, same=False), "registrar-1", NOW, NOW).verdict is Verdict.THEIRS_NEWER


@pytest.mark.parametrize("busy", [{"busy": True}, {}])
def test_what_is_being_changed_is_not_judged(busy):
    statuses = frozenset() if busy else frozenset({"pendingUpdate"})
    other = theirs(registrant="XX9", statuses=statuses, changed_at=Instant(NOW + DAY))

    assert found(ours(**busy), other)[0] is Verdict.UNKNOWN


def test_an_expiry_may_differ_by_a_day_since_lists_have_dates_only():
    assert found(other=theirs(expires_at=Instant(EXPIRES + DAY))) == (Verdict.SAME, [])
    assert found(other=theirs(expires_at=Instant(EXPIRES + DAY + SECOND), changed_at=Instant(NOW + HOUR))) == (
        Verdict.THEIRS_NEWER,
        ["expires: ours 2027-03-10T00:00:00Z, theirs 2027-03-11T00:00:01Z"],
    )


@pytest.mark.parametrize(
    ("mine", "statuses", "expected"),
    [
        ({}, {TRANSFER_LOCK, UPDATE_LOCK}, []),
        ({"transfer_lock": LockSetting.ON}, {TRANSFER_LOCK}, []),
        ({"transfer_lock": LockSetting.ON}, set(), [Difference(TRANSFER_LOCK, "on", "off")]),
        ({"transfer_lock": LockSetting.OFF}, {TRANSFER_LOCK}, [Difference(TRANSFER_LOCK, "off", "on")]),
        ({"no_transfer_until": Instant(NOW + DAY)}, set(), [Difference(TRANSFER_LOCK, "on", "off")]),
        ({"no_transfer_until": Instant(NOW - DAY)}, set(), []),
        ({"update_lock": LockSetting.ON}, set(), [Difference(UPDATE_LOCK, "on", "off")]),
    ],
)
def test_a_lock_that_somebody_here_switched_is_compared(mine, statuses, expected):
    finding = compare(ours(**mine), theirs(statuses=frozenset(statuses)), KNOWN, "registrar-1", NOW)

    assert list(finding.differences) == expected
