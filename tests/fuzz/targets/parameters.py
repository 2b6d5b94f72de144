"""The binding of parameters (SEC-7): a request whose values are of their types and within their limits, or a refusal."""

import unicodedata

import msgspec

from freehold import actions
from freehold.rpc.binding import bind
from freehold.rpc.catalogue import find_actions
from freehold.rpc.splitting import split
from freehold.rpc.structures import Structure, members_of
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import Refusal

REQUESTS = [action.request for action in sorted(find_actions(actions), key=lambda action: action.name)]
"""An input's first octet says which."""


def seeds():
    return [bytes([number % 256]) + _good(request).encode() for number, request in enumerate(REQUESTS)]


def _good(request):
    return "&".join(
        f"{member.wire}{'.1' if 'list[' in str(member.type) else ''}=1" for member in members_of(request).values()
    )


def check(octets):
    """Nothing but refusals is raised, and what is bound can be trusted."""
    if not octets:
        return
    try:
        request = bind(REQUESTS[octets[0] % len(REQUESTS)], split(octets[1:], "query").values)
    except Refusal:
        return
    _trusted(request)


def _trusted(request):
    members = {member.python: member for member in members_of(type(request)).values()}
    for name, value in msgspec.structs.asdict(request).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Structure):
                _trusted(one)
            elif isinstance(one, DomainName):
                assert DomainName.parse(one) == one
            elif isinstance(one, str) and one != members[name].default:
                assert len(one) <= (members[name].max_length or len(one))
                assert members[name].lines or not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in one)
            elif isinstance(one, int) and one != members[name].default:
                assert -1 <= one < 2**63
                assert one >= (members[name].minimum or -1)
                assert one <= (members[name].maximum or one)
