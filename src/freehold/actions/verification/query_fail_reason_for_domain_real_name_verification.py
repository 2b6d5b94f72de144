"""Read why a domain's verification failed."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import domain_verifications, domains
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.refusals import DomainNotExist
from freehold.terms.verification import ReviewOccasion


class Request(Localized):
    """Which domain, and on which occasion it was reviewed."""

    domain_name: DomainName = param("Domain to ask about.", example="example.com")
    real_name_verification_action: ReviewOccasion = param(
        "What the review was for: ACTIVATE the domain itself, CHGHOLDER a change of its holder, TRANSFER a transfer to us.",
        example="ACTIVATE",
    )


class FailRecord(Structure):
    """One verdict."""

    date: str = out("China time.", example="2026-01-02 11:04:05")
    domain_name_verification_status: str = out("How the review of the name itself stood then.", example="SUCCEED")
    fail_reason: str = out("The reviewer's words.", example="The image cannot be read.")


class Response(Structure):
    """All verdicts against it on this occasion, oldest first."""

    data: list[FailRecord] = out("Verdicts.", xml_item="FailRecord")


@action("QueryFailReasonForDomainRealNameVerification", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read why a domain's verification failed; the list grows with each verdict."""
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    found = domain_verifications.failures_of(call.session, domain, request.real_name_verification_action)
    return Response(
        data=[
            FailRecord(
                date=china_text(failure.at),
                domain_name_verification_status=failure.name_status.value,
                fail_reason=failure.reason,
            )
            for failure in found
        ]
    )
