"""Which domains to look at for a text in their name, or for a nameserver, instead of at all that the account has.

What is found is what the exact conditions of a search say (``domain_search``); what stands here leads to those that may
fit, and holds nothing back. It is left away where going through the account's domains takes less: those of a small
account, and texts that a good part of its domains has.

On SQLite a name is looked up by the threes of characters in a text, and what costs is the threes that all names have
("sho", "hop", "op-" in a book of shops). So some of the account's names are looked at first, spread over all of them, and
threes that many of them have are not asked for: in a million names 1 ms in place of 20 (decision 0021).
"""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.session import Prepared, Session
from freehold.db.text_indexes import CHARACTERS, WORD
from freehold.store import accounts
from freehold.store.domains import NAMES, NAMESERVERS, domains

Sample = Sequence[tuple[str, str, str]]
"""Name, name as people read it, and nameservers of each."""

_SMALL = 2_000
"""Domains that are gone through in less time than it takes to find out how not to."""

_SAMPLED = 64
"""Reading them takes 0.3 ms."""

_RARE = 1
"""Of these, how many may have what is asked for: the one that is looked for may be among them. What one domain in ten has is
in more of them but once in a hundred times."""

_UNCOMMON, _ASKED = 3, 8
"""Of these, how many may have another three that is asked for besides a rare one; and threes asked for at most."""


def sample(session: Session, account_id: int) -> Sample:
    """Some domains of the account, spread over the times at which they were entered; none of a small account."""
    if accounts.domains_held(session, account_id) < _SMALL:
        return []
    first, last = _ENDS.run(session, account_id=account_id).fetchone()
    ids = [first + (last - first) * place // (_SAMPLED - 1) for place in range(_SAMPLED)]
    found: Sample = _SOME.run(session, account_id=account_id, ids=ids).fetchall()
    return found


def _end(which: Callable[[sa.ColumnElement[int]], sa.ColumnElement[int]]) -> sa.ScalarSelect[int]:
    return sa.select(which(domains.c.id)).where(domains.c.account_id == sa.bindparam("account_id")).scalar_subquery()


# Each by itself: asked for both at once, SQLite goes through all of the account's.
_ENDS = Prepared(lambda: sa.select(_end(sa.func.min), _end(sa.func.max)))


def _some() -> sa.Executable:
    ids = number_array("ids")
    return (
        sa.select(domains.c.name, domains.c.name_unicode, domains.c.nameservers)
        .select_from(ids.join(domains, domains.c.id == ids.c.value))
        .where(domains.c.account_id + sa.literal_column("0") == sa.bindparam("account_id"))
    )


_SOME = Prepared(_some)


def names_with(session: Session, some: Sample, text: str) -> list[sa.ColumnElement[bool]]:
    """A condition that every domain meets which has the text in its name in either form; none where it would not help.

    *some* is a ``sample`` of the account that is searched, and *text* is in lower case.
    """
    threes = {text[at : at + CHARACTERS] for at in range(len(text) - CHARACTERS + 1)}
    shared = {three: sum(three in name or three in read for name, read, _ in some) for three in sorted(threes)}
    # To SQLite a text ends at a NUL, and no text of PostgreSQL has one.
    if not some or min(shared.values(), default=_RARE + 1) > _RARE or "\0" in text:
        return []
    asked = [three for three in sorted(shared, key=shared.__getitem__) if shared[three] <= _UNCOMMON]
    return [NAMES.has(session, text, asked[:_ASKED])]


def served_by(session: Session, some: Sample, nameserver: str) -> list[sa.ColumnElement[bool]]:
    """The same for domains that have the nameserver."""
    shared = sum(nameserver in hosts.split() for *_, hosts in some)
    if not some or shared > _RARE or not WORD.issuperset(nameserver):
        return []
    return [NAMESERVERS.has_word(session, nameserver)]
