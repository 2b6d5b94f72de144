"""Page through the account's proofs of mail addresses."""

from freehold.actions.email.proofs import EmailVerification, shown
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, PageOf, page_counts, page_size
from freehold.rpc.structures import Int32, out, param
from freehold.store import emails
from freehold.store.emails import Search
from freehold.terms.instants import Instant

_LATEST = 253402300799999


class Request(Localized):
    """Which page, which proofs. A filter left out filters nothing."""

    page_num: Int32 = param("Which page, counted from 1.", default=1, example=1, minimum=1, common=True)
    page_size: Int32 = page_size(5000, default=500)
    email: str | None = param("Only this address, its case aside.", default=None, max_length=255)
    verification_status: Int32 | None = param("Only 0 waiting, 1 done.", default=None, choices=(0, 1))
    begin_create_time: int | None = param(
        "Made at this instant or later: milliseconds.", default=None, minimum=0, maximum=_LATEST
    )
    end_create_time: int | None = param("Made at this instant or earlier.", default=None, minimum=0, maximum=_LATEST)


class Response(PageOf):
    """A page of proofs, newest first."""

    data: list[EmailVerification] = out("Proofs.", xml_item="EmailVerification")


@action("ListEmailVerification", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the account's proofs of mail addresses, newest first."""
    page = emails.page(call.session, call.account.id, _search(request), request.page_num, request.page_size)
    rows = [shown(EmailVerification, proof, call.account.user_id) for proof in page.rows]
    return Response(**page_counts(page), data=rows)


def _search(request: Request) -> Search:
    begin, end = request.begin_create_time, request.end_create_time
    return Search(
        email=request.email,
        verified=None if request.verification_status is None else bool(request.verification_status),
        created_from=None if begin is None else Instant(begin),
        created_before=None if end is None else Instant(end + 1),
    )
