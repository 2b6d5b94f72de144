"""Under which suffixes an account holds domains."""

import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.domains import domains
from freehold.terms.domain_name import DomainName


def of_account(session: Session, account_id: int) -> list[str]:
    """What follows the first label of the account's domains, in readable form and in order, each once.

    A registration is one label under a suffix: of ``shop.com.cn`` it is ``com.cn``.
    """
    rows = _SUFFIXES.run(session, account_id=account_id)
    return sorted(DomainName(f"a.{suffix}").unicode.removeprefix("a.") for (suffix,) in rows)


def _suffixes() -> sa.Executable:
    """From each suffix to the next one, so that a million domains under one cost what one does."""

    def least(*more: sa.ColumnElement[bool]) -> sa.ScalarSelect[str]:
        own = domains.c.account_id == sa.bindparam("account_id")
        return sa.select(sa.func.min(domains.c.suffix)).where(own, *more).scalar_subquery()

    found = sa.select(least().label("suffix")).cte("found", recursive=True)
    behind = sa.select(least(domains.c.suffix > found.c.suffix)).where(found.c.suffix.is_not(None))
    walk = found.union_all(behind)
    return sa.select(walk.c.suffix).where(walk.c.suffix.is_not(None))


_SUFFIXES = Prepared(_suffixes)
