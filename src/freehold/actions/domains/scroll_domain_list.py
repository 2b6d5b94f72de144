"""Stream all the account's domains that fit, however many."""

from freehold.actions.domains.finding import DomainRow, Filters, digest_of, rows_of, wanted_of
from freehold.operations import scroll_ids
from freehold.operations.scroll_ids import Place
from freehold.rpc.action import Call, action
from freehold.rpc.shared import page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import domain_search
from freehold.terms.refusals import ParameterIllegal


class Request(Filters):
    """Which domains, how many at a time, and where to go on."""

    scroll_id: str | None = param("Where to go on, from the answer before; none begins.", default=None, max_length=512)
    page_size: Int32 = page_size(1000, default=20)
    trade_type: Int32 | None = param(
        "Only names on sale so; -1 for those that are not.", default=None, choices=(2, 3, 4, 6, -1)
    )


class Response(Structure):
    """Some domains, and where to go on."""

    scroll_id: str = out("Where to go on.", example="AXNjcm9sbA")
    total_item_num: Int32 = out("Domains still left behind these.", example=980)
    page_size: Int32 = out("Domains at a time.", example=20)
    data: list[DomainRow] = out("Domains.", item="Domain")


@action("ScrollDomainList", refuses=(ParameterIllegal,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Stream all the account's domains that fit, newest entry first; any stretch costs what the first costs.

    Repeat the call with the ScrollId of the answer before and the same filters until TotalItemNum is 0; PageSize may
    change. What is entered meanwhile is not among them.
    """
    session, account = call.session, call.account.id
    filters = f"{digest_of(request)}|{request.trade_type}"
    wanted = wanted_of(call, request)
    size = request.page_size
    if request.trade_type not in {None, -1}:
        found, before = [], Place(1, 0)
    elif request.scroll_id is None:
        found = domain_search.scroll(session, account, wanted, size + 1)
        before = Place(1, domain_search.count(session, account, wanted) if len(found) > size else len(found))
    else:
        before = scroll_ids.read(session, account, filters, request.scroll_id)
        found = domain_search.scroll(session, account, wanted, size + 1, behind=before.behind)
    shown = found[:size]
    # Counted once and then reckoned: counting what is left would cost more than reading it. Whether it is all is seen.
    left = max(1, before.left - len(shown)) if len(found) > size else 0
    place = Place(shown[-1].id if shown else before.behind, left)
    return Response(
        scroll_id=scroll_ids.told(session, account, filters, place),
        total_item_num=left,
        page_size=size,
        data=rows_of(call, shown),
    )
