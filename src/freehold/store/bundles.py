"""Whose turn a bundle is: names that are one object at a registry (RFC 9095) are changed by one item at a time.

Which names those are only the registry tells, at a look. So the item that looked claims the bundle before it sends anything, and
the claim counts, for every process on the database, for as long as the item is open: also while its answer is missing or
its process is dead. It needs no taking back; who comes after an item that ended takes it over.
"""

from collections.abc import Collection

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn
from freehold.store.tasks import items

bundle_claims = sa.Table(
    "bundle_claims",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("bundle", sa.String(253), primary_key=True, comment="the first of its names by code point; A-labels"),
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False, comment="the item's"),
    comment="Which item last had the turn to change a bundle of names. C1",
)


def claim(session: Session, registry: str, names: Collection[str], place: tuple[int, int]) -> bool:
    """Give an item (task id, number) the bundle's turn, unless another one that has it is still open.

    A registry's names belong to one account as a rule; where two accounts have names of one bundle they wait for one
    another all the same. Writers come one after the other on either database (decision 0017), so this may look first.
    """
    of_bundle = sa.and_(bundle_claims.c.registry == registry, bundle_claims.c.bundle == min(names))
    others = sa.or_(bundle_claims.c.task_id != place[0], bundle_claims.c.seq != place[1])
    taken = session.execute(
        sa.select(bundle_claims.c.seq)
        .join(items, sa.and_(items.c.task_id == bundle_claims.c.task_id, items.c.seq == bundle_claims.c.seq))
        .where(of_bundle, others, items.c.busy_domain_id.is_not(None))
    ).first()
    if taken is not None:
        return False
    session.execute(bundle_claims.delete().where(of_bundle))
    session.execute(bundle_claims.insert().values(registry=registry, bundle=min(names), task_id=place[0], seq=place[1]))
    return True
