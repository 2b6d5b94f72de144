"""Searching an account's domains: by pages, and by scrolling from one domain to the next."""

from typing import Literal

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from freehold.db.session import Session
from freehold.store import accounts, text_search
from freehold.store.domains import BEING_CHANGED, UNPROVED, Domain, domains, read, reading
from freehold.store.tasks import items
from freehold.terms.instants import Instant
from freehold.terms.paging import Page
from freehold.terms.verification import RealNameStatus

OrderKey = Literal["entry", "registered_at", "expires_at", "name", "kind"]


class Match(msgspec.Struct, frozen=True):
    """A text in a domain's label, which is read as people read it; lower case."""

    text: str
    prefix: bool = False
    suffix: bool = False
    """Where the text has to stand; in either place with both, anywhere with neither."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for among an account's domains; ends of time spans are exclusive."""

    name_contains: str | None = None
    keyword: Match | None = None
    excluded: Match | None = None
    length_from: int | None = None
    length_to: int | None = None
    """Characters of the label, both included."""
    form: int | None = None
    registrant_ids: list[int] | None = None
    nameserver: str | None = None
    tlds: list[str] | None = None
    not_tlds: list[str] | None = None
    suffixes: list[str] | None = None
    group_id: int | None = None
    resource_group_id: str | None = None
    auto_renew: bool | None = None
    registered_from: Instant | None = None
    registered_before: Instant | None = None
    expires_from: Instant | None = None
    expires_before: Instant | None = None
    transferring_out: bool | None = None
    being_changed: bool | None = None
    real_name_status: str | None = None
    nothing: bool = False
    order: tuple[tuple[OrderKey, bool], ...] = ()
    """Keys, the first the weightiest, and whether each ascends; newest entry first when there is none."""
    kinds: tuple[list[str], ...] = ()
    """For the order by kind: the TLDs of the first kinds; all others come behind."""


_ANYTHING = Search()


def search(session: Session, account_id: int, wanted: Search, number: int, size: int) -> Page[Domain]:
    """One page of the account's domains, newest entry first unless ordered otherwise."""
    where = _conditions(session, account_id, wanted)
    total = _counted(session, account_id, wanted, where)
    first = (number - 1) * size
    if first >= total:
        return Page([], number, size, total)
    order = _order(wanted)
    # The ids of the page come from an index alone; whole rows are read for the page only.
    ids = sa.select(domains.c.id).where(*where).order_by(*order).limit(size).offset(first).scalar_subquery()
    rows = session.execute(reading().where(domains.c.id.in_(ids)).order_by(*order))
    return Page([read(row) for row in rows], number, size, total)


def count(session: Session, account_id: int, wanted: Search) -> int:
    """How many of the account's domains fit."""
    return _counted(session, account_id, wanted, _conditions(session, account_id, wanted))


def _counted(session: Session, account_id: int, wanted: Search, where: list[sa.ColumnElement[bool]]) -> int:
    if replace(wanted, order=(), kinds=()) == _ANYTHING:
        return accounts.domains_held(session, account_id)
    return int(session.execute(sa.select(sa.func.count()).select_from(domains).where(*where)).scalar_one())


def scroll(session: Session, account_id: int, wanted: Search, size: int, *, behind: int | None = None) -> list[Domain]:
    """The account's domains that fit, newest entry first, from behind the domain with this id on.

    Any stretch costs what the first costs; a domain that is entered meanwhile does not move the others.
    """
    where = _conditions(session, account_id, wanted)
    if behind is not None:
        where.append(domains.c.id < behind)
    rows = session.execute(reading().where(*where).order_by(domains.c.id.desc()).limit(size))
    return [read(row) for row in rows]


def _order(wanted: Search) -> list[sa.ColumnElement[object]]:
    order = wanted.order or (("entry", False),)
    keys = {
        "entry": domains.c.id,
        "registered_at": domains.c.registered_at,
        "expires_at": domains.c.expires_at,
        "name": domains.c.name_unicode,
        "kind": sa.case(*((domains.c.tld.in_(tlds), place) for place, tlds in enumerate(wanted.kinds)), else_=9)
        if wanted.kinds
        else domains.c.tld,
    }
    named = [keys[key].asc() if ascending else keys[key].desc() for key, ascending in order]
    return [*named, domains.c.id.asc() if order[-1][1] else domains.c.id.desc()]


def _conditions(session: Session, account_id: int, wanted: Search) -> list[sa.ColumnElement[bool]]:
    leading = _leading(session, account_id, wanted)
    found: list[sa.ColumnElement[bool]] = [_account_of(wanted, led=bool(leading)) == account_id, *leading]
    if wanted.nothing:
        found.append(sa.false())
    found += _of_name(wanted) + _of_state(wanted)
    spans = (
        (domains.c.registered_at, wanted.registered_from, wanted.registered_before),
        (domains.c.expires_at, wanted.expires_from, wanted.expires_before),
    )
    for column, start, end in spans:
        if start is not None:
            found.append(column >= start)
        if end is not None:
            found.append(column < end)
    return found


def _leading(session: Session, account_id: int, wanted: Search) -> list[sa.ColumnElement[bool]]:
    """Conditions that lead to the few domains which may have the texts wanted; whether they have is for others to say."""
    keyword = wanted.keyword
    # What a label begins with is a range of its own index already.
    within = keyword.text if keyword is not None and (keyword.suffix or not keyword.prefix) else None
    if not (wanted.name_contains or within or wanted.nameserver):
        return []
    some = text_search.sample(session, account_id)
    found: list[sa.ColumnElement[bool]] = []
    for text in (wanted.name_contains, within):
        if text:
            found += text_search.names_with(session, some, text)
    if wanted.nameserver:
        found += text_search.served_by(session, some, wanted.nameserver)
    return found


def _account_of(wanted: Search, *, led: bool) -> sa.ColumnElement[int]:
    """The account, in a form that keeps the planner from its index where another one leads to a few domains."""
    leads = (wanted.registrant_ids, wanted.group_id, True if wanted.being_changed else None)
    alone = leads == (None, None, None) and not led
    return domains.c.account_id if alone else domains.c.account_id + sa.literal_column("0")


def _of_name(wanted: Search) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.name_contains:
        found.append(
            sa.or_(
                domains.c.name.contains(wanted.name_contains, autoescape=True),
                domains.c.name_unicode.contains(wanted.name_contains, autoescape=True),
            )
        )
    if wanted.keyword is not None:
        found.append(_matches(wanted.keyword))
    if wanted.excluded is not None:
        found.append(sa.not_(_matches(wanted.excluded)))
    if wanted.length_from is not None:
        found.append(domains.c.label_length >= wanted.length_from)
    if wanted.length_to is not None:
        found.append(domains.c.label_length <= wanted.length_to)
    if wanted.form is not None:
        found.append(domains.c.label_form == wanted.form)
    if wanted.tlds is not None:
        found.append(domains.c.tld.in_(wanted.tlds))
    if wanted.not_tlds is not None:
        found.append(domains.c.tld.not_in(wanted.not_tlds))
    if wanted.suffixes is not None:
        found.append(domains.c.suffix.in_(wanted.suffixes))
    return found


def _of_state(wanted: Search) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.registrant_ids is not None:
        found.append(domains.c.registrant_id.in_(wanted.registrant_ids))
    if wanted.nameserver:
        padded = sa.literal(" ") + domains.c.nameservers + sa.literal(" ")
        found.append(padded.contains(f" {wanted.nameserver} ", autoescape=True))
    if wanted.transferring_out is not None:
        found.append(_truth(domains.c.transferring_out, wanted=wanted.transferring_out))
    if wanted.being_changed is not None:
        found.append(domains.c.id.in_(_BEING_CHANGED) if wanted.being_changed else ~BEING_CHANGED)
    if wanted.real_name_status is not None:
        found.append(domains.c.real_name_status == wanted.real_name_status)
        if wanted.real_name_status != RealNameStatus.SUCCEEDED.value:
            found.append(sa.and_(sa.text(UNPROVED)))
    if wanted.auto_renew is not None:
        found.append(_truth(domains.c.auto_renew, wanted=wanted.auto_renew))
    noted = (
        (domains.c.group_id, wanted.group_id),
        (domains.c.resource_group_id, wanted.resource_group_id),
    )
    return found + [column == value for column, value in noted if value is not None]


_BEING_CHANGED = sa.select(items.c.busy_domain_id).where(items.c.busy_domain_id.is_not(None))


def _truth(column: sa.ColumnElement[bool], *, wanted: bool) -> sa.ColumnElement[bool]:
    """The column by itself, as the index of those that have it says it; a comparison with a value is another condition."""
    return column if wanted else sa.not_(column)


def _matches(match: Match) -> sa.ColumnElement[bool]:
    if "." in match.text:
        # No label has one, but the names that are compared below do.
        return sa.false()
    label = sa.func.substr(domains.c.name_unicode, 1, domains.c.label_length)
    # A name that begins so has a label that begins so; as a range it is one of an index.
    begins = sa.and_(domains.c.name_unicode >= match.text, domains.c.name_unicode < _behind(match.text))
    ends = label.endswith(match.text, autoescape=True)
    match match.prefix, match.suffix:
        case True, True:
            return sa.or_(begins, ends)
        case True, False:
            return begins
        case False, True:
            return ends
        case _:
            return label.contains(match.text, autoescape=True)


def _behind(text: str) -> str:
    """The first text behind all that begin with this one, by code points."""
    last = ord(text[-1]) + 1
    # Surrogates are no characters.
    return text[:-1] + chr(0xE000 if last == 0xD800 else min(last, 0x10FFFF))
