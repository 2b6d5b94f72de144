"""Tell where a domain's transfer to another registrar stands."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import domains, transfer_codes
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.refusals import DomainNotExist

_CODE_GIVEN, _UNDER_WAY = 3, 4


class Request(Localized):
    """Which domain."""

    domain_name: DomainName = param("Domain to read.", example="example.com")


class Response(Structure):
    """Where the transfer stands; nothing where no code was given out and no transfer is under way."""

    status: Int32 | None = out("3 the code was given out, 4 the transfer is under way.", example=3)
    email: str | None = out("Where the code was sent.", example="hostmaster@example.com")
    transfer_authorization_code_send_date: str | None = out(
        "When the code was given out, China time.", example="2026-01-02 11:04:05"
    )
    expiration_date: str | None = out("Until when it is good, China time.", example="2026-01-17 11:04:05")


@action("QueryTransferOutInfo", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Tell whether a domain's transfer authorization code was given out, to whom and until when, and whether it is leaving."""
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    given = transfer_codes.last(call.session, call.account.id, domain.id)
    status = _CODE_GIVEN if given is not None else None
    return Response(
        status=_UNDER_WAY if domain.transferring_out else status,
        email=None if given is None else given.recipient,
        transfer_authorization_code_send_date=None if given is None else china_text(given.sent_at),
        expiration_date=None if given is None else china_text(given.ends_at),
    )
