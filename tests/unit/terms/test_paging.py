"""Pages are counted the way the published API counts (registrant-family.md, 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.terms.paging import Page


@pytest.mark.parametrize(
    ("number", "size", "total", "pages", "has_previous", "has_next"),
    [
        (1, 20, 0, 0, False, False),
        (1, 20, 1, 1, False, False),
        (1, 20, 20, 1, False, False),
        (1, 20, 21, 2, False, True),
        (2, 20, 21, 2, True, False),
        (2, 20, 41, 3, True, True),
        (9, 20, 21, 2, True, False),
        (2, 20, 0, 0, True, False),
        (1, 1, 3, 3, False, True),
    ],
)
def test_where_a_page_lies(number, size, total, pages, has_previous, has_next):
    page = Page([], number, size, total)

    assert (page.pages, page.has_previous, page.has_next) == (pages, has_previous, has_next)


@given(st.integers(1, 5000), st.integers(0, 100_000))
def test_following_the_next_page_comes_to_every_row_and_ends(size, total):
    pages = Page([], 1, size, total).pages

    assert (pages - 1) * size < total <= pages * size or total == pages == 0
    assert all(Page([], number, size, total).has_next for number in {1, max(1, pages - 1)} if number < pages)
    assert not Page([], max(1, pages), size, total).has_next
