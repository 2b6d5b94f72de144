"""List the suffixes of the account's domains."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out
from freehold.store import suffixes


class Request(Localized):
    """Nothing but what every call may carry."""


class Response(Structure):
    """The suffixes."""

    suffix_list: list[str] = out("Suffixes, readable form, without a dot before.", item="Suffix")


@action("QueryDomainSuffix", writes=False)
def handle(call: Call, request: Request) -> Response:  # noqa: ARG001  it has no parameters of its own
    """List the suffixes under which the account holds domains, in order: what a search by suffix can find."""
    return Response(suffix_list=suffixes.of_account(call.session, call.account.id))
