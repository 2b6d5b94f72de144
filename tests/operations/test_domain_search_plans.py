"""Searches of which depth must cost nothing are ranges of an index (performance.md, the store)."""

import pytest

from freehold.store import domain_search
from freehold.store.domain_search import Match, Search
from support.plans import plans

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.parametrize("wanted", [Search(), Search(length_from=3, form=12), Search(excluded=Match("x"))], ids=str)
def test_a_scroll_reads_on_where_it_stands(house, wanted):
    (plan,) = plans(house, lambda session: domain_search.scroll(session, house.ada, wanted, 5, behind=1000))

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
