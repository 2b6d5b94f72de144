"""Check contact data without saving anything."""

from freehold.operations import contact_rules
from freehold.rpc.action import Call, action
from freehold.rpc.contact_fields import ContactFields, fields_sent
from freehold.rpc.structures import Structure, param
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import ContactIllegal
from freehold.terms.verification import RegistrantType


class Request(ContactFields):
    """Any fields of a contact; only those that are sent are looked at."""

    domain_name: DomainName | None = param(
        "Check against the rules of this name's suffix as well; it need not be held.",
        default=None,
        example="example.com",
    )


class Response(Structure):
    """Nothing but the request's id: nothing is wrong."""


@action("VerifyContactField", refuses=(ContactIllegal,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Check contact data without saving anything, by the rules that a profile is saved by; every wrong field is told.

    With DomainName, names must also be of the lengths that the registry of its suffix takes.
    """
    name = request.domain_name
    contact_rules.check_fields(
        fields_sent(request),
        request.registrant_type or RegistrantType.INDIVIDUAL,
        None if name is None else call.office.policies.of(name, call.now),
    )
    return Response()
