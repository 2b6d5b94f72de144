"""Search the account's domains by name, length, form, state and dates."""

from msgspec.structs import replace

from freehold.actions.domains.finding import DomainRow, Filters, rows_of, wanted_of
from freehold.policy import kinds
from freehold.rpc.action import Call, action
from freehold.rpc.shared import PageOf, page_counts, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import domain_search
from freehold.store.domain_search import OrderKey, Search
from freehold.terms.refusals import ParameterIllegal


class TagFilter(Structure):
    """A tag to look for."""

    key: str | None = param("Key of the tag.", default=None, max_length=128)
    value: str | None = param("Value of the tag.", default=None, max_length=128)


class Request(Filters):
    """Which page, which domains, and in which order."""

    page_num: Int32 = param("Which page, counted from 1; 0 is the first too.", example=1, minimum=0, common=True)
    page_size: Int32 = page_size(200)
    product_domain_type_sort: bool | None = param("By kind: true ccTLD first, false last.", default=None)
    expiration_date_sort: bool | None = param("By expiry: true earliest first, false latest.", default=None)
    registration_date_sort: bool | None = param("By registration: true earliest first, false latest.", default=None)
    domain_name_sort: bool | None = param("By name: true ascending, false descending.", default=None)
    is_premium_domain: bool | None = param("Only premium names.", default=None)
    trade_type: Int32 | None = param(
        "Only names on sale so; -1 for those that are not.", default=None, choices=(2, 13, 4, 6, -1)
    )
    tag: list[TagFilter] = param("Only domains with these tags.", default=[])


class Response(PageOf):
    """A page of domains."""

    data: list[DomainRow] = out("Domains.", item="Domain")


@action("QueryAdvancedDomainList", refuses=(ParameterIllegal,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Search the account's domains; newest entry first unless ordered otherwise.

    Of several orders the one by kind weighs most, then expiry, registration, name. Premium names, sales and tags are not kept: a
    filter by one of them finds nothing.
    """
    page = domain_search.search(
        call.session, call.account.id, _wanted(call, request), max(1, request.page_num), request.page_size
    )
    return Response(**page_counts(page), data=rows_of(call, page.rows))


def _wanted(call: Call, request: Request) -> Search:
    sorts: tuple[tuple[OrderKey, bool | None], ...] = (
        ("kind", request.product_domain_type_sort),
        ("expires_at", request.expiration_date_sort),
        ("registered_at", request.registration_date_sort),
        ("name", request.domain_name_sort),
    )
    wanted = wanted_of(call, request)
    on_sale = request.trade_type not in {None, -1}
    return replace(
        wanted,
        order=tuple((key, ascending) for key, ascending in sorts if ascending is not None),
        kinds=(kinds.tlds_of("ccTLD")[0] or [], kinds.tlds_of("gTLD")[0] or []),
        nothing=wanted.nothing or on_sale or bool(request.is_premium_domain) or bool(request.tag),
    )
