"""What a submit accepts, refuses and writes (registrant-family.md, 2; REL-13, INV-6)."""

import itertools

import pytest

from freehold.operations import registrant_change
from freehold.settings import Settings
from freehold.store import emails, tasks
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.refusals import (
    ContactTemplateRealNamedNotExist,
    DomainNotExist,
    RegContactEmailNotVerified,
    TaskIsBeingProcessed,
    TooManyDomains,
)
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW
from support.stored import handed_over


def submit(house, names, profile_id, *, lock=False, account_id=None):
    return lambda session: registrant_change.submit(
        session,
        house.office,
        account_id=account_id or house.ada,
        names=[DomainName.parse(name) for name in names],
        profile_id=profile_id,
        lock_after=lock,
        client_ip="192.0.2.1",
        now=house.clock.now(),
    )


def verified_profile(house, account_id=None):
    account_id = account_id or house.ada
    house.write(lambda session: emails.put_verified(session, account_id, HOLDER.email, NOW))
    return house.profile(account_id, status=RealNameStatus.SUCCEEDED)


def task(house, task_no):
    return house.read(lambda session: tasks.find(session, task_no))


def rows(house, task_no):
    """(domain, state, reason) of each row, in order."""
    page = house.read(lambda session: tasks.items_page(session, tasks.find(session, task_no), 1, 1000))
    return [(row.domain_name, ItemState(row.state), row.reason) for row in page.rows]


def test_what_is_wrong_is_told_in_one_order(offices):
    """A list with everything wrong, mended one fault after the other."""
    house = offices(most_domains=3)
    house.domains(house.ada, "good.com", "busy.com")
    house.domains(house.cy, "stranger.com")
    unverified = house.profile(house.ada)
    unproved = house.profile(house.ada, status=RealNameStatus.SUCCEEDED, email="unproved@example.com")
    good = verified_profile(house)
    house.write(submit(house, ["busy.com"], good))

    told = [
        house.refused(submit(house, names, profile))
        for names, profile in (
            (["good.com", "busy.com", "stranger.com", "unknown.com"], unverified),
            (["good.com", "busy.com", "stranger.com"], unverified),
            (["good.com", "busy.com", "stranger.com"], unproved),
            (["good.com", "busy.com", "stranger.com"], good),
            (["good.com", "busy.com"], good),
        )
    ]

    assert [type(refusal) for refusal in told] == [
        TooManyDomains, ContactTemplateRealNamedNotExist, RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed,
    ]  # fmt: skip
    assert told[0].values == {"count": 4, "limit": 3}
    assert told[3].values == {"names": "stranger.com", "count": 1}
    assert told[4].values == {"names": "busy.com", "count": 1}
    assert rows(house, house.write(submit(house, ["good.com"], good))) == [("good.com", ItemState.WAITING, None)]


@pytest.mark.parametrize("status", [status for status in RealNameStatus if status is not RealNameStatus.SUCCEEDED])
def test_a_profile_must_be_verified(house, status):
    house.domains(house.ada, "good.com")
    verified_profile(house)
    profile = house.profile(house.ada, status=status)

    assert type(house.refused(submit(house, ["good.com"], profile))) is ContactTemplateRealNamedNotExist


def test_a_strangers_profile_and_a_missing_one_are_one_and_the_same(house):
    house.domains(house.ada, "good.com")
    strangers = verified_profile(house, house.cy)

    theirs = house.refused(submit(house, ["good.com"], strangers))
    missing = house.refused(submit(house, ["good.com"], 777))

    assert (type(theirs), theirs.values) == (type(missing), {"profile": strangers})


def test_a_mail_address_proved_by_another_account_is_not_proved(house):
    house.domains(house.ada, "good.com")
    verified_profile(house, house.cy)
    profile = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)

    assert type(house.refused(submit(house, ["good.com"], profile))) is RegContactEmailNotVerified


def test_strangers_and_unknown_names_are_told_together_in_the_order_of_the_list(house):
    house.domains(house.ada, "good.com")
    house.domains(house.cy, "stranger.com", "例子.cn")
    profile = verified_profile(house)

    told = house.refused(submit(house, ["例子.cn", "unknown.com", "good.com", "stranger.com"], profile))

    assert told.values == {"names": "例子.cn, unknown.com, stranger.com", "count": 3}


def test_the_first_thousand_bad_names_are_told_and_the_rest_counted(house):
    """REL-13: every one counts, and the sentence stays readable."""
    names = [f"unknown-{number:04d}.com" for number in range(1012)]

    told = house.refused(submit(house, names, verified_profile(house)))

    assert told.values["count"] == 1012
    assert str(told.values["names"]) == f"{', '.join(names[:1000])}, … and 12 more"


def test_busy_names_are_told_whole_too(house):
    names = [f"busy-{number:04d}.com" for number in range(1012)]
    house.domains(house.ada, "free.com", *names)
    profile = verified_profile(house)
    house.write(submit(house, names, profile))

    told = house.refused(submit(house, ["free.com", *reversed(names)], profile))

    assert type(told) is TaskIsBeingProcessed
    assert told.values["count"] == 1012
    assert str(told.values["names"]) == f"{', '.join(names[:1000])}, … and 12 more"


def test_a_call_takes_100000_names_and_not_one_more(house):
    names = [f"n{number}.com" for number in range(100_001)]
    profile = verified_profile(house)

    assert Settings().limits.most_domains == 100_000
    assert house.refused(submit(house, names, profile)).values == {"count": 100_001, "limit": 100_000}
    assert house.refused(submit(house, [*names[:-1], names[0]], profile)).values["count"] == 100_000


def test_names_count_once_whatever_form_they_come_in(offices):
    house = offices(most_domains=1)
    house.domains(house.ada, "例子.cn")
    profile = verified_profile(house)

    task_no = house.write(submit(house, ["例子.cn", "XN--FSQU00A.CN", "xn--fsqu00a.cn.", "例子。CN"], profile))

    assert rows(house, task_no) == [("xn--fsqu00a.cn", ItemState.WAITING, None)]
    assert task(house, task_no).total == 1


def test_what_forbids_one_domain_makes_a_failed_row(offices):
    """Decision 7: the policy's no for a single domain does not refuse the call."""
    house = offices(tlds=("com", "net"))
    house.domains(house.ada, "late.com", expires_at=NOW)
    house.domains(house.ada, "in-time.com", expires_at=Instant(NOW + 1))
    house.domains(house.ada, "locked.com", update_lock=LockSetting.ON)
    house.domains(house.ada, "unlocked.com", update_lock=LockSetting.OFF, transfer_lock=LockSetting.ON)
    house.domains(house.ada, "audited.com", real_name_status=RealNameStatus.AUDITING)
    house.domains(house.ada, "rejected.com", real_name_status=RealNameStatus.FAILED)
    house.domains(house.ada, "leaving.com", "no-registry.xyz", "good.net")
    house.write(
        lambda session: session.raw.execute("UPDATE domains SET transferring_out = true WHERE name = 'leaving.com'")
    )
    names = ["good.net", "no-registry.xyz", "leaving.com", "rejected.com", "audited.com", "unlocked.com", "locked.com",
             "in-time.com", "late.com"]  # fmt: skip

    task_no = house.write(submit(house, names, verified_profile(house)))

    assert rows(house, task_no) == [
        ("late.com", ItemState.FAILED, "DomainExpired"),
        ("locked.com", ItemState.FAILED, "DomainUpdateLocked"),
        ("audited.com", ItemState.FAILED, "DomainUnderReview"),
        ("leaving.com", ItemState.FAILED, "DomainTransferring"),
        ("no-registry.xyz", ItemState.FAILED, "NoRegistryForSuffix"),
        ("in-time.com", ItemState.WAITING, None),
        ("unlocked.com", ItemState.WAITING, None),
        ("rejected.com", ItemState.WAITING, None),
        ("good.net", ItemState.WAITING, None),
    ]
    found = task(house, task_no)
    assert (found.total, found.waiting, found.executing, found.succeeded, found.failed) == (9, 4, 0, 0, 5)


def test_a_domain_that_failed_there_and_then_is_free_again(house):
    house.domains(house.ada, "late.com", expires_at=NOW)
    profile = verified_profile(house)

    first, second = (house.write(submit(house, ["late.com"], profile)) for _ in range(2))

    assert task(house, first).finished
    assert task(house, second).finished


def test_a_task_keeps_what_was_asked(house):
    house.domains(house.ada, "a.com", "b.com")
    profile = verified_profile(house)

    with_lock, without = (
        task(house, house.write(submit(house, [name], profile, lock=lock))) for name, lock in (("a.com", True), ("b.com", False))
    )  # fmt: skip

    assert (with_lock.lock_after, without.lock_after) == (True, False)
    assert (with_lock.account_id, with_lock.profile_id, with_lock.client_ip) == (house.ada, profile, "192.0.2.1")
    assert (with_lock.created_at, with_lock.updated_at) == (NOW, NOW)


def test_every_row_gets_a_number_of_its_own_and_every_chunk_is_handed_over_once(house):
    names = [f"shop-{number}.com" for number in range(700)]
    house.domains(house.ada, *names)

    task_no = house.write(submit(house, names, verified_profile(house)))

    items = house.read(
        lambda session: session.raw.execute(
            "SELECT seq, chunk, detail_no, busy_domain_id FROM items ORDER BY seq"
        ).fetchall()
    )
    chunks = house.read(lambda session: session.raw.execute("SELECT number FROM chunks ORDER BY number").fetchall())
    handed = house.read(handed_over)
    assert [row[0] for row in items] == list(range(1, 701))
    assert len({row[2] for row in items}) == len({row[3] for row in items}) == 700
    assert [number for number, _ in itertools.groupby(row[1] for row in items)] == [row[0] for row in chunks]
    assert len(handed) == len(chunks)
    assert len(rows(house, task_no)) == 700
