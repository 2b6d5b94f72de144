"""Groups of domains."""

from freehold.operations import domain_groups
from freehold.store import domain_search, groups
from freehold.store.domain_search import Search
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.refusals import TooManyDomainGroups, TooManyDomains
from support.office import NOW

NAMES = ["a.com", "b.com", "c.com"]


def filled(house, group, names, *, replace=False, account=None):
    return lambda session: domain_groups.fill(
        session,
        house.office,
        account_id=account or house.ada,
        group_id=group,
        names=[DomainName.parse(name) for name in names],
        replace=replace,
        now=NOW,
    )


def made(house, name, at=NOW):
    return house.write(lambda session: domain_groups.save(session, house.ada, None, name, Instant(at))).id


def members(house, group):
    return sorted(
        domain.name
        for domain in house.read(
            lambda session: domain_search.search(session, house.ada, Search(group_id=group), 1, 100)
        ).rows
    )


def test_domains_are_added_or_put_in_the_place_of_those_there(house):
    house.domains(house.ada, *NAMES)
    shops = made(house, "shops")

    house.write(filled(house, shops, ["a.com", "A.com"]))
    house.write(filled(house, shops, ["b.com"]))
    assert members(house, shops) == ["a.com", "b.com"]

    house.write(filled(house, shops, ["c.com"], replace=True))
    assert members(house, shops) == ["c.com"]


def test_a_domain_leaves_the_group_it_was_in(house):
    house.domains(house.ada, *NAMES)
    shops, offices = made(house, "shops"), made(house, "offices")
    house.write(filled(house, shops, NAMES))

    house.write(filled(house, offices, ["b.com"]))

    assert (members(house, shops), members(house, offices)) == (["a.com", "c.com"], ["b.com"])


def test_a_group_that_is_deleted_leaves_its_domains(house):
    house.domains(house.ada, *NAMES)
    shops = made(house, "shops")
    house.write(filled(house, shops, NAMES))

    house.write(lambda session: domain_groups.delete(session, house.ada, shops))

    kept = house.read(lambda session: domain_search.search(session, house.ada, Search(), 1, 100)).rows
    assert [(domain.name, domain.group_id) for domain in kept] == [("c.com", None), ("b.com", None), ("a.com", None)]
    assert house.read(lambda session: groups.names(session, house.ada)) == {}


def test_two_accounts_may_name_their_groups_alike(house):
    made(house, "shops")

    other = house.write(lambda session: domain_groups.save(session, house.cy, None, "shops", NOW))

    assert (other.name, other.total) == ("shops", 0)


def test_groups_are_found_and_ordered(house):
    house.domains(house.ada, *NAMES)
    shops, _, stores = made(house, "Shops"), made(house, "100%", NOW + 2), made(house, "more shops", NOW + 1)
    house.write(filled(house, shops, ["a.com"]))
    house.write(filled(house, stores, ["b.com", "c.com"]))

    def listed(**how):
        how = {"ascending": False, **how}
        return [group.name for group in house.read(lambda session: groups.of_account(session, house.ada, **how))]

    assert listed() == ["100%", "more shops", "Shops"]
    assert listed(contains="SHOP", order="name", ascending=True) == ["Shops", "more shops"]
    assert listed(order="total") == ["more shops", "Shops", "100%"]
    assert listed(contains="%") == ["100%"]


def test_an_account_keeps_a_thousand_groups(house):
    house.write(lambda session: [groups.add(session, house.ada, f"group {number}", NOW) for number in range(1000)])

    refusal = house.refused(lambda session: domain_groups.save(session, house.ada, None, "one more", NOW))

    assert isinstance(refusal, TooManyDomainGroups)


def test_a_list_of_more_names_than_a_call_takes_is_refused(offices):
    house = offices(most_domains=2)
    house.domains(house.ada, *NAMES)
    shops = made(house, "shops")

    assert isinstance(house.refused(filled(house, shops, NAMES)), TooManyDomains)
