"""Page through the account's domains."""

import re

from freehold.actions.domains.members import DomainMembers, values_of
from freehold.operations import domain_texts
from freehold.policy import kinds
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Paged, PageOf, after_day, from_day, page_counts
from freehold.rpc.structures import Structure, out, param
from freehold.store import contacts, domain_search, groups
from freehold.store.domain_search import OrderKey, Search
from freehold.store.domains import Domain
from freehold.terms.contacts import Holder
from freehold.terms.instants import DAY, Instant

_LATEST_DAY = 253402300799999
_NUMBER = re.compile(r"[0-9]{1,18}")
"""The number of a group, which is text here (registrant-family.md, 6); other text names none."""


class TagFilter(Structure):
    """A tag to look for."""

    key: str | None = param("Key of the tag.", default=None, max_length=128)
    value: str | None = param("Value of the tag.", default=None, max_length=128)


class Request(Paged):
    """Which page, which domains, and in which order."""

    domain_name: str | None = param(
        "Only names that contain this text, in either form.", default=None, example="shop", max_length=253
    )
    ccompany: str | None = param("Only domains of exactly this holder, in either script.", default=None, max_length=255)
    query_type: str | None = param("1: only those that need renewal; 2: redemption.", default=None, choices=("1", "2"))
    product_domain_type: str | None = param(
        "Only domains of this kind.", default=None, choices=("New gTLD", "gTLD", "ccTLD")
    )
    start_registration_date: int | None = param(
        "Registered on this day or later: milliseconds, whole days.", default=None, minimum=0, maximum=_LATEST_DAY
    )
    end_registration_date: int | None = param(
        "Registered on this day or earlier.", default=None, minimum=0, maximum=_LATEST_DAY
    )
    start_expiration_date: int | None = param(
        "Expiring on this day or later.", default=None, minimum=0, maximum=_LATEST_DAY
    )
    end_expiration_date: int | None = param(
        "Expiring on this day or earlier.", default=None, minimum=0, maximum=_LATEST_DAY
    )
    order_key_type: str | None = param(
        "Order by this date; otherwise by time of entry.",
        default=None,
        choices=("RegistrationDate", "ExpirationDate"),
    )
    order_by_type: str | None = param("ASC or DESC.", default=None, choices=("ASC", "DESC"))
    dns: str | None = param("Only domains served by this nameserver.", default=None, max_length=253)
    domain_group_id: str | None = param("Only domains of this group.", default=None, max_length=64)
    resource_group_id: str | None = param("Only domains of this resource group.", default=None, max_length=64)
    registrar: str | None = param("Only domains at this registrar.", default=None, max_length=255)
    auto_renew_enabled: bool | None = param("Only domains that renew by themselves, or do not.", default=None)
    tag: list[TagFilter] = param("Only domains with these tags.", default=[])


class DomainRow(DomainMembers):
    """One domain."""

    ccompany: str | None = out("Holder.", example="Example Widgets Ltd")
    domain_audit_status: str = out("State of the real-name verification.", example="SUCCEED")
    chgholder_status: str = out("PENDING while the registrant is being changed.", example="NORMAL")
    auto_renew_enabled: bool = out("To be renewed by itself.", example=False)
    domain_group_id: str | None = out("Its group.", example="1")
    dns_list: list[str] = out("Nameservers.", item="DnsList")  # sic


class Response(PageOf):
    """A page of domains."""

    data: list[DomainRow] = out("Domains.", item="Domain")


@action("QueryDomainList", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the account's domains, newest entry first unless ordered otherwise.

    Tags are not kept: a filter by one finds nothing.
    """
    wanted = _search(call, request)
    page = domain_search.search(call.session, call.account.id, wanted, request.page_num, request.page_size)
    holders = contacts.of_account(call.session, call.account.id, {domain.registrant_id for domain in page.rows}, Holder)
    named = groups.names(call.session, call.account.id)
    rows = [
        _row(domain, holders[domain.registrant_id], named.get(domain.group_id or 0), call.now) for domain in page.rows
    ]
    return Response(**page_counts(page), data=rows)


_ORDER: dict[str, OrderKey] = {"RegistrationDate": "registered_at", "ExpirationDate": "expires_at"}


def _search(call: Call, request: Request) -> Search:
    group = request.domain_group_id
    only, others = kinds.tlds_of(request.product_domain_type)
    expires_before = after_day(request.end_expiration_date)
    if request.query_type == "1":
        soon = Instant(call.now + domain_texts.RENEWAL_DAYS * DAY)
        expires_before = soon if expires_before is None else min(soon, expires_before)
    order = _ORDER.get(request.order_key_type or "", "entry")
    return Search(
        name_contains=None if request.domain_name is None else request.domain_name.lower(),
        registrant_ids=None
        if request.ccompany is None
        else contacts.of_holder(call.session, call.account.id, request.ccompany),
        nameserver=None if request.dns is None else request.dns.lower().removesuffix("."),
        tlds=only,
        not_tlds=others,
        group_id=int(group) if group is not None and _NUMBER.fullmatch(group) else None,
        resource_group_id=request.resource_group_id,
        auto_renew=request.auto_renew_enabled,
        registered_from=from_day(request.start_registration_date),
        registered_before=after_day(request.end_registration_date),
        expires_from=from_day(request.start_expiration_date),
        expires_before=expires_before,
        nothing=_finds_nothing(request),
        order=((order, request.order_by_type == "ASC"),),
    )


def _finds_nothing(request: Request) -> bool:
    elsewhere = request.registrar is not None and request.registrar != domain_texts.REGISTRAR
    no_group = request.domain_group_id is not None and not _NUMBER.fullmatch(request.domain_group_id)
    # Redemption is a state of deleted names, and those are not in our books.
    return elsewhere or no_group or request.query_type == "2" or bool(request.tag)


def _row(domain: Domain, holder: Holder, group: str | None, now: Instant) -> DomainRow:
    return DomainRow(
        **values_of(domain, holder, group, now),
        ccompany=holder.zh_organization or holder.organization or None,
        domain_audit_status=domain.real_name_status.value,
        chgholder_status="PENDING" if domain.registrant_changing else "NORMAL",
        auto_renew_enabled=domain.auto_renew,
        domain_group_id=None if domain.group_id is None else str(domain.group_id),
        dns_list=list(domain.nameservers),
    )
