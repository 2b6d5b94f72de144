"""What goes along with a change of registrant, and trades by a command of their own: from our terms to the registry's elements."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from freehold.epp.body import ProtocolExtension
from freehold.epp.extensions import (
    applicant,
    dnslu,
    frnic,
    key_values,
    legal_document,
    owner_change,
    registrant_report,
    registrant_transfer,
)
from freehold.epp.mapping import Mapped
from freehold.terms.instants import Instant, utc_text


@dataclass(frozen=True, slots=True)
class Proof:
    """What a registry wants to see beside a change: a kind, values by name, a document in base64."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: str = field(default="", repr=False)
    document_kind: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """A change of registrant by a command of its own."""

    command: str
    name: str
    registrant: str
    contacts: tuple[tuple[str, str], ...]
    """Role and handle of each contact that stays."""
    nameservers: tuple[str, ...]
    expires_at: Instant | None
    proof: Proof | None = None


_NEEDED = {
    "applicant-declaration": (applicant.NAMESPACE,),
    "legal-document": (legal_document.NAMESPACE,),
    "owner-change": (owner_change.NAMESPACE,),
    "verification": (registrant_report.NAMESPACE,),
    "frnic": (frnic.NAMESPACE,),
    "dnslu": (dnslu.NAMESPACE,),
    "registrant-transfer": (registrant_transfer.NAMESPACE, key_values.NAMESPACE),
}
"""The extensions that data and commands are said in; those that are not here need none."""


def namespaces_of(*words: str) -> frozenset[str]:
    """The extensions that these kinds of data and commands need."""
    return frozenset(uri for word in words for uri in _NEEDED.get(word, ()))


def beside(proof: Proof | None) -> tuple[Mapped, ...]:
    """The elements that stand beside an update."""
    values = {} if proof is None else proof.values
    match "" if proof is None else proof.kind:
        case "applicant-declaration":
            declaration = applicant.Declaration(
                version=values["version"], name=values["name"], accepted=values["accepted"]
            )
            return (applicant.DeclarationUpdate(change=applicant.DeclarationChange(declaration=declaration)),)
        case "legal-document":
            assert proof is not None
            document = legal_document.LegalDocument(content=proof.document, kind=proof.document_kind)
            return (legal_document.DocumentData(document=document),)
        case "owner-change":
            return (owner_change.OwnerChange(),)
        case "verification":
            report = registrant_report.Report(
                result="success",
                verified=values["verified"],
                method=values.get("method"),
                reference=values.get("reference"),
                agent=values.get("agent"),
            )
            return (registrant_report.ReportUpdate(report=report),)
        case _:
            return ()


def command_of(trade: Trade) -> ProtocolExtension:
    """The frame of a trade; ValueError for a command that is not known here."""
    match trade.command:
        case "frnic":
            contacts = tuple(frnic.Contact(id=handle, role=role) for role, handle in trade.contacts)
            wanted = frnic.Domain(name=trade.name, registrant=trade.registrant, contacts=contacts)
            return frnic.DomainTrade(command=frnic.TradeCommand(trade=frnic.Trade(domain=wanted)))
        case "dnslu":
            roles = tuple(dnslu.Contact(id=handle, role=role) for role, handle in trade.contacts)
            given = dnslu.Domain(
                name=trade.name, nameservers=trade.nameservers, registrant=trade.registrant, contacts=roles
            )
            return dnslu.DomainTrade(command=dnslu.TradeCommand(trade=dnslu.Trade(domain=given)))
        case "registrant-transfer":
            return _licence(trade)
        case _:
            raise ValueError(f"there is no command {trade.command!r}")


def _licence(trade: Trade) -> ProtocolExtension:
    values = dict({} if trade.proof is None else trade.proof.values)
    explanation = values.pop("explanation", "")
    years = values.pop("years", None)
    if trade.expires_at is None:
        raise ValueError("the registry shows no date of the present end")
    return registrant_transfer.RegistrantTransfer(
        transfer=registrant_transfer.Transfer(
            name=trade.name,
            current_expiry=utc_text(trade.expires_at)[:10],
            period=None if years is None else registrant_transfer.Period(length=int(years)),
            eligibility=key_values.KeyValues(
                name="domain", items=tuple(key_values.Item(key=key, value=value) for key, value in values.items())
            ),
            explanation=explanation,
        )
    )
