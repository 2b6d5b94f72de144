"""Under which suffixes an account holds domains."""

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.db.texts import AfterFirst
from freehold.store.domains import domains


def of_account(session: Session, account_id: int) -> list[str]:
    """What follows the first label of the account's domains, in readable form and in order, each once.

    A registration is one label under a suffix: of ``shop.com.cn`` it is ``com.cn``.
    """
    suffix = AfterFirst(domains.c.name_unicode, sa.literal_column("'.'"))
    found = session.execute(sa.select(suffix).where(domains.c.account_id == account_id).distinct())
    return sorted(found.scalars())
