"""Read what was submitted to verify a domain."""

import base64

from freehold.operations.real_name.material import material_of
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import domains
from freehold.terms import credentials
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which domain, and whether with the image."""

    domain_name: DomainName = param("Domain to ask about.", example="example.com")
    fetch_image: bool = param("Add the document's image.", default=False)


class Response(Structure):
    """The material; only the domain when nothing was submitted for its present holder."""

    domain_name: str = out("Domain.", example="example.com")
    instance_id: str = out("Its registration.", example="S20269E4B1BBI9TEST")
    identity_credential_type: str | None = out("Type of the document.", example="YYZZ")
    identity_credential_no: str | None = out("Number of the document, masked.", example="91****43")
    identity_credential: str | None = out("The image in base64, when asked for.")
    submission_date: str | None = out("China time.", example="2026-01-02 11:04:05")


@action("QueryDomainRealNameVerificationInfo", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read what was submitted to verify a domain: the document's own, or that of the profile it was submitted by.

    The document's number is masked: answers give the least (PRV-5). What was submitted for an earlier holder is not shown.
    """
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    shown = Response(domain_name=domain.name_unicode, instance_id=domain.instance_id)
    found = material_of(call.session, domain, with_image=request.fetch_image)
    if found is None:
        return shown
    return Response(
        domain_name=shown.domain_name,
        instance_id=shown.instance_id,
        identity_credential_type=found.kind,
        identity_credential_no=None if found.number is None else credentials.masked(found.number),
        identity_credential=None if found.image is None else base64.b64encode(found.image).decode("ascii"),
        submission_date=china_text(found.submitted_at),
    )
