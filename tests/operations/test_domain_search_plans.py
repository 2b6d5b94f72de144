"""Searches of which depth must cost nothing are ranges of an index (performance.md, the store)."""

import pytest

from freehold.db.text_indexes import tables_of
from freehold.store import change_log, domain_registrants, domain_search, domains, untold_items
from freehold.store.domain_registrants import NewRegistrant
from freehold.store.domain_search import Match, Search
from freehold.terms.verification import RealNameStatus
from support.office import NOW
from support.plans import plans

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.parametrize("wanted", [Search(), Search(length_from=3, form=12), Search(excluded=Match("x"))], ids=str)
def test_a_scroll_reads_on_where_it_stands(house, wanted):
    plan = plans(house, lambda session: domain_search.scroll(session, house.ada, wanted, 5, behind=1000))[-1]

    assert plan[0].startswith("SEARCH domains USING INDEX ix_domains_account_entry (account_id=? AND id<?)"), plan
    assert not any("TEMP B-TREE" in step for step in plan)


def test_names_that_begin_alike_are_a_range(house):
    wanted = Search(keyword=Match("shop", prefix=True), order=(("name", True),))
    said = plans(house, lambda session: domain_search.count(session, house.ada, wanted))
    house.domains(house.ada, "shop-1.example", "a.example")
    said += plans(house, lambda session: domain_search.search(session, house.ada, wanted, 1, 5))

    for plan in said:
        assert any(
            "ix_domains_account_name (account_id=? AND name_unicode>? AND name_unicode<?)" in step for step in plan
        )
        assert not any("SCAN domains" in step for step in plan), plan


@pytest.mark.parametrize(
    ("wanted", "step"),
    [
        (Search(transferring_out=True), "ix_domains_leaving (account_id=? AND transferring_out=?)"),
        (Search(auto_renew=True), "ix_domains_auto_renew (account_id=? AND auto_renew=?)"),
        (Search(real_name_status="FAILED"), "ix_domains_unproved (account_id=? AND real_name_status=?)"),
        (Search(group_id=3), "ix_domains_group (group_id=?)"),
        (Search(registrant_ids=[3]), "ix_domains_registrant (registrant_id=?)"),
        (Search(suffixes=["com"]), "ix_domains_account_suffix (account_id=? AND suffix=?)"),
        (Search(form=14, length_from=3), "ix_domains_account_form (account_id=? AND label_form=? AND label_length>?)"),
        (Search(being_changed=True), "uq_items_busy_domain (busy_domain_id>?)"),
    ],
    ids=str,
)
def test_a_filter_that_few_domains_fit_is_an_index_of_them(house, wanted, step):
    counted = plans(house, lambda session: domain_search.count(session, house.ada, wanted))[-1]
    read = plans(house, lambda session: domain_search.scroll(session, house.ada, wanted, 5))[-1]

    for plan in (counted, read):
        assert any(step in each for each in plan), plan


def test_rows_about_one_domain_are_an_index_of_them_whatever_task_they_are_in(house):
    said = plans(house, lambda session: change_log.newest(session, house.ada, domain_name="a.example"))
    said += plans(house, lambda session: untold_items.page(session, house.ada, 1, 5, domain_name="a.example"))

    for plan in said:
        assert any("ix_items_domain (domain_id=?" in step for step in plan), plan


@pytest.fixture
def full_house(house):
    """One whose account has more domains than are gone through."""
    hosts = ("ns1.hosting.example", "ns2.hosting.example")
    house.domains(house.ada, *(f"shop-{number}.example" for number in range(2_000)), nameservers=hosts)
    house.domains(house.ada, "quay-例子.example", nameservers=("ns1.quay.example",))
    return house


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Search(name_contains="quay"), "domain_names"),
        (Search(keyword=Match("ay-例")), "domain_names"),
        (Search(keyword=Match("-例子", suffix=True)), "domain_names"),
        (Search(nameserver="ns1.quay.example"), "domain_nameservers"),
    ],
    ids=str,
)
def test_a_text_that_few_domains_have_leads_to_them(full_house, wanted, index):
    counted = plans(full_house, lambda session: domain_search.count(session, full_house.ada, wanted))[-1]
    read = plans(full_house, lambda session: domain_search.search(session, full_house.ada, wanted, 1, 5))[-1]

    for plan in (counted, read):
        assert any(step.startswith(f"SCAN {index} VIRTUAL TABLE INDEX") for step in plan), plan
        assert any("SEARCH domains USING INTEGER PRIMARY KEY (rowid=?)" in step for step in plan), plan
        assert not any("SCAN domains" in step for step in plan), plan


@pytest.mark.parametrize(
    "wanted",
    [
        Search(name_contains="qu"),
        Search(name_contains="shop"),
        Search(keyword=Match("quay", prefix=True)),
        Search(nameserver="ns2.hosting.example"),
        Search(nameserver="ns1.quay.example *"),
    ],
    ids=str,
)
def test_a_text_that_is_short_or_that_many_domains_have_is_looked_for_in_all(full_house, wanted):
    plan = plans(full_house, lambda session: domain_search.count(session, full_house.ada, wanted))[-1]

    assert not any("VIRTUAL TABLE" in step for step in plan), plan


def test_a_new_registrant_leaves_the_indexes_of_texts_alone(full_house):
    def content(session):
        return [
            session.raw.execute(f"SELECT * FROM {table}").fetchall()
            for index in (domains.NAMES, domains.NAMESERVERS)
            for table in tables_of(index.name)[1:]
        ]

    before = full_house.read(content)
    domain = full_house.read(lambda session: domains.by_name(session, full_house.ada, "shop-7.example"))
    change = NewRegistrant(domain.id, domain.registrant_id, "FAILED")

    full_house.write(lambda session: domain_registrants.give_registrant(session, [change], NOW))

    after = full_house.read(lambda session: domains.by_name(session, full_house.ada, "shop-7.example"))
    assert after.real_name_status is RealNameStatus.FAILED
    assert full_house.read(content) == before
