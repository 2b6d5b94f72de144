"""Verification codes at the practice registry (verificationCode-1.0): checked, kept, and shown to the domain's sponsor."""

from collections.abc import Sequence
from dataclasses import replace

from freehold.epp.commands import domain as epp
from freehold.epp.documents import Response
from freehold.epp.extensions import signed_code
from freehold.epp.extensions.signed_code import ReadCode, Undecodable, Untrusted
from freehold.epp.extensions.verification_code import (
    CodesData,
    CodesInfo,
    EncodedSignedCodes,
    MissingCode,
    ProfileCodes,
    SetCode,
)
from freehold.epp.mapping import Mapped
from freehold.sandbox.code_trust import CodeTrust
from freehold.sandbox.domain_book import Domain
from freehold.sandbox.flows import domains
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import epp_time
from freehold.terms.instants import DAY, Instant, to_datetime

PROFILE = "china"
REQUIRED = ("domain", "real-name")
DUE_DAYS = 5
"""From the registration on (epp-facts.md, 10)."""


def of(extensions: Sequence[Mapped]) -> EncodedSignedCodes | None:
    """The codes that come with a command."""
    return next((each for each in extensions if isinstance(each, EncodedSignedCodes)), None)


def read(context: Context, given: EncodedSignedCodes, trust: CodeTrust) -> list[ReadCode]:
    """The codes, verified; raises Declined with 2003 for what is no code, 2306 for one that is not trusted or not wanted."""
    if not given.codes:
        raise Declined(2003, "code")
    found = []
    for code in given.codes:
        try:
            document = signed_code.decode(code.data, code.encoding)
            found.append(signed_code.read(document, trust.anchors, trust.algorithms, to_datetime(context.world.now())))
        except Undecodable as error:
            raise Declined(2003, f"code: {error}") from error
        except Untrusted as error:
            raise Declined(2306, f"code: {error}") from error
    kinds = [code.type for code in found]
    if not set(kinds) <= set(REQUIRED) or len(set(kinds)) < len(kinds):
        raise Declined(2306, "code: of a type that is not wanted, or twice of one")
    return found


def update(context: Context, body: epp.DomainUpdate, codes: list[ReadCode]) -> Response:
    """As without codes, and with them the rest may be empty: 1000, 2004, 2201, 2303, 2304."""
    found = domains.check_update(context, body, extended=True)
    domains.apply(context.world, found, body, context.client)
    put(context, found, codes)
    context.note("domain:update", found.name, domains.detail(body) | noted(codes))
    return context.answer()


def put(context: Context, found: Domain, codes: list[ReadCode]) -> None:
    """Keep codes, each in place of the one of its type."""
    now = context.world.now()
    found.codes |= {code.type: (code.value, now) for code in codes}
    context.world.put_domain(found)


def noted(codes: list[ReadCode]) -> dict[str, object]:
    """What the ledger keeps of codes: the documents' ids and their types."""
    return {"codes": [{"id": code.id, "type": code.type} for code in codes]}


def info(response: Response, found: Domain, asked: CodesInfo, now: Instant, *, sponsored: bool) -> Response:
    """The answer to an info with what is known of the domain's codes; values are for its sponsor only."""
    due = Instant(found.created_at + DUE_DAYS * DAY)
    missing = tuple(MissingCode(type=kind, due=epp_time(due)) for kind in REQUIRED if kind not in found.codes)
    status = "compliant" if not missing else "pendingCompliance" if now < due else "nonCompliant"
    held = tuple(
        SetCode(type=kind, date=epp_time(at), value=value if sponsored else "")
        for kind, (value, at) in found.codes.items()
    )
    if asked.profile not in {None, PROFILE}:
        return replace(response, extensions=(CodesData(status="notApplicable"),))
    profile = ProfileCodes(name=PROFILE, status=status, missing=missing, set=held)
    return replace(response, extensions=(CodesData(status=status, profiles=(profile,)),))
