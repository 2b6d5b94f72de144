"""Whose turn a bundle is, for all processes on a database (RFC 9095; INV-5)."""

import sqlalchemy as sa

from freehold.store import bundles
from freehold.store.tasks import items
from support.whole_store import fill

NAMES = frozenset({"a.com", "b.com"})


def test_a_bundle_is_one_items_until_it_ends_and_is_then_the_next_ones(database):
    task_id = database.write_now(fill_and_find)
    first, second = (task_id, 3), (task_id, 4)
    claim = lambda place, registry="south", names=NAMES: database.write_now(  # noqa: E731
        lambda session: bundles.claim(session, registry, names, place)
    )
    busy(database, first)
    busy(database, second)

    assert claim(first)
    assert claim(first), "after a crash the same item goes on"
    assert not claim(second)
    assert claim(second, registry="east"), "another registry's names are others"
    assert claim(second, names=frozenset({"c.com"}))

    busy(database, first, until=True)
    assert claim(second)
    busy(database, first)
    assert not claim(first)


def fill_and_find(session):
    fill(session)
    return session.execute(sa.select(sa.func.max(items.c.task_id)).where(items.c.seq == 4)).scalar_one()


def busy(database, place, *, until=False):
    """Let an item be open, or ended."""
    taken = None if until else 1000 + place[1]
    database.write_now(
        lambda session: session.execute(
            items.update().where(items.c.task_id == place[0], items.c.seq == place[1]).values(busy_domain_id=taken)
        )
    )
