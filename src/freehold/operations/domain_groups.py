"""Groups of domains: make, rename, delete, and put domains in."""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.operations.office import Office
from freehold.store import domains, groups
from freehold.store.groups import Group
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.phrases import told
from freehold.terms.refusals import (
    DomainGroupNameDuplicated,
    DomainGroupNotExist,
    DomainNotExist,
    TooManyDomainGroups,
    TooManyDomains,
)

MOST = 1000
"""Groups of one account: they are listed on one page."""


def save(session: Session, account_id: int, group_id: int | None, name: str, now: Instant) -> Group:
    """Make a group, or give the one of this id another name; the group then."""
    if group_id is not None:
        _existing(session, account_id, group_id)
    other = groups.named(session, account_id, name)
    if other is not None and other != group_id:
        raise DomainGroupNameDuplicated(name=name)
    if group_id is not None:
        groups.rename(session, account_id, group_id, name, now)
        return _existing(session, account_id, group_id)
    if groups.count(session, account_id) >= MOST:
        raise TooManyDomainGroups(limit=MOST)
    return _existing(session, account_id, groups.add(session, account_id, name, now))


def delete(session: Session, account_id: int, group_id: int) -> None:
    """Forget a group; its domains stay, in none."""
    _existing(session, account_id, group_id)
    groups.delete(session, account_id, group_id)


def fill(
    session: Session,
    office: Office,
    *,
    account_id: int,
    group_id: int,
    names: Sequence[DomainName],
    replace: bool,
    now: Instant,
) -> None:
    """Put domains into a group, beside those in it or instead of them. The list is taken whole or refused whole."""
    _existing(session, account_id, group_id)
    wanted = list(dict.fromkeys(names))
    if len(wanted) > office.most_domains:
        raise TooManyDomains(count=len(wanted), limit=office.most_domains)
    found = domains.candidates(session, account_id, wanted)
    if len(found) < len(wanted):
        known = {candidate.name for candidate in found}
        strangers = [name.unicode for name in wanted if name not in known]
        raise DomainNotExist(names=told(strangers), count=len(strangers))
    if replace:
        groups.empty(session, account_id, group_id)
    groups.put(session, account_id, group_id, [candidate.id for candidate in found], now)


def _existing(session: Session, account_id: int, group_id: int) -> Group:
    group = groups.get(session, account_id, group_id)
    if group is None:
        raise DomainGroupNotExist(group=group_id)
    return group
