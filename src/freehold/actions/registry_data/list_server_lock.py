"""Page through domains that are locked at their registries."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, PageOf, page_counts, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import readings
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.paging import Page

_ENABLED = 2


class Request(Localized):
    """Which page, which locks, and in which order."""

    page_num: Int32 = param("Which page, counted from 1.", default=1, example=1, minimum=1, common=True)
    page_size: Int32 = page_size(1000, default=20)
    domain_name: DomainName | None = param("Only the lock of this domain.", default=None, example="example.com")
    server_lock_status: Int32 | None = param(
        "Only locks in this state: 1 not enabled, 2 enabled, 3 disabled.", default=None, choices=(1, 2, 3)
    )
    lock_product_id: str | None = param("Only locks bought as this product.", default=None, max_length=64)
    begin_start_date: int | None = param("Only locks that began then or later: milliseconds.", default=None, minimum=0)
    end_start_date: int | None = param("Only locks that began then or earlier.", default=None, minimum=0)
    start_expire_date: int | None = param("Only locks that end then or later.", default=None, minimum=0)
    end_expire_date: int | None = param("Only locks that end then or earlier.", default=None, minimum=0)
    order_by: str | None = param("EXPIRE_DATE, the only order there is.", default=None, choices=("EXPIRE_DATE",))
    order_by_type: str | None = param("ASC or DESC.", default=None, choices=("ASC", "DESC"))


class Lock(Structure):
    """A domain that is locked at its registry."""

    domain_name: str = out("Domain, readable form.", example="example.com")
    domain_instance_id: str = out("Registration.", example="S20269E4B1BBI9TEST")
    server_lock_status: str = out("2: enabled.", example="2")
    user_id: str = out("The account.", example="1000000001")
    gmt_modified: str = out("When the registry was last seen to hold it, China time.", example="2026-01-02 11:04:05")


class Response(PageOf):
    """A page of locks."""

    data: list[Lock] = out("Locks.", xml_item="QueryTransferInResponse")  # sic


@action("ListServerLock", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the account's domains that their registries showed locked when they were last read.

    When a lock was bought and for how long is not known here: a filter by a date or a product finds nothing.
    """
    unknown = (
        request.lock_product_id,
        request.begin_start_date,
        request.end_start_date,
        request.start_expire_date,
        request.end_expire_date,
    )
    number, size = request.page_num, request.page_size
    if request.server_lock_status not in {None, _ENABLED} or any(value is not None for value in unknown):
        return Response(**page_counts(Page([], number, size, 0)), data=[])
    page = readings.all_server_locked(
        call.session, call.account.id, request.domain_name, number, size, ascending=request.order_by_type == "ASC"
    )
    rows = [
        Lock(
            domain_name=lock.name_unicode,
            domain_instance_id=lock.instance_id,
            server_lock_status=str(_ENABLED),
            user_id=call.account.user_id,
            gmt_modified=china_text(lock.read_at),
        )
        for lock in page.rows
    ]
    return Response(**page_counts(page), data=rows)
