"""What a switch of a lock accepts, refuses and writes (registrant-family.md, 8)."""

import pytest

from freehold.operations import locks, work_list
from freehold.policy.loading import Policies
from freehold.store import domains, tasks
from freehold.terms.domain_name import DomainName
from freehold.terms.locks import Lock, LockSetting
from freehold.terms.refusals import DomainNotExist, TaskIsBeingProcessed, TooManyDomains
from freehold.terms.tasks import ItemState
from support.office import NOW


def switch(house, names, lock=Lock.TRANSFER, *, on=True):
    return lambda session: locks.switch(
        session, house.office, account_id=house.ada, names=[DomainName.parse(name) for name in names], lock=lock, on=on,
        client_ip="192.0.2.1", now=NOW,
    )  # fmt: skip


def rows(house, task_no):
    page = house.read(lambda session: tasks.items_page(session, tasks.find(session, task_no), 1, 100))
    return {row.domain_name: (ItemState(row.state).name, row.reason) for row in page.rows}


def test_a_list_is_refused_whole_and_the_bad_names_told(offices):
    house = offices(most_domains=3)
    house.domains(house.ada, "good.com", "busy.com")
    house.domains(house.cy, "stranger.com")
    house.write(switch(house, ["busy.com"]))

    told = [
        house.refused(switch(house, names))
        for names in (
            ["good.com", "busy.com", "stranger.com", "nobody.com"],
            ["good.com", "busy.com", "stranger.com"],
            ["good.com", "busy.com", "GOOD.com"],
        )
    ]

    assert [type(refusal) for refusal in told] == [TooManyDomains, DomainNotExist, TaskIsBeingProcessed]
    assert [refusal.values.get("names") for refusal in told] == [None, "stranger.com", "busy.com"]


@pytest.mark.parametrize(
    ("lock", "on", "barred"),
    [(Lock.TRANSFER, True, True), (Lock.TRANSFER, False, True), (Lock.UPDATE, False, False), (Lock.UPDATE, True, False)],
)  # fmt: skip
def test_an_update_lock_bars_the_transfer_lock_and_not_itself(house, lock, on, barred):
    house.domains(house.ada, "locked.com", update_lock=LockSetting.ON)
    house.domains(house.ada, "free.com")

    found = rows(house, house.write(switch(house, ["locked.com", "free.com"], lock, on=on)))

    assert found["locked.com"] == (("FAILED", "DomainUpdateLocked") if barred else ("WAITING", None))
    assert found["free.com"] == ("WAITING", None)


@pytest.mark.parametrize("lock", list(Lock))
def test_a_lock_outside_epp_is_switched_as_the_operator_reports(offices, lock):
    house = offices(tlds=("com",))
    house.domains(house.ada, "a.hk", "b.xyz")
    found = rows(house, house.write(switch(house, ["a.hk", "b.xyz"], lock)))
    assert found == {"a.hk": ("HELD", "CarriedOutByHand"), "b.xyz": ("FAILED", "NoRegistryForSuffix")}

    house.write(lambda session: work_list.done(session, "a.hk", "", NOW, policies=Policies(), duty="mainland"))

    domain = house.read(lambda session: domains.by_name(session, house.ada, "a.hk"))
    on = {Lock.TRANSFER: domain.transfer_lock, Lock.UPDATE: domain.update_lock}
    assert {kind: setting.value for kind, setting in on.items()} == {
        **dict.fromkeys(Lock, "NONE_SETTING"), lock: "OPEN",
    }  # fmt: skip
    assert domain.registrant_id == domain.contact_id(domains.ContactRole.ADMIN)


def test_a_domain_whose_lock_is_being_switched_is_busy_and_keeps_its_registrant(house):
    house.domains(house.ada, "a.com")
    house.write(switch(house, ["a.com"]))

    domain = house.read(lambda session: domains.by_name(session, house.ada, "a.com"))

    assert (domain.being_changed, domain.registrant_changing) == (True, False)
