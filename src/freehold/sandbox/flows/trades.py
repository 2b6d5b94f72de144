"""Changes of registrant that are more than an update: with data beside it, by a command of its own, with holders' consent."""

import secrets

from freehold.epp.body import ProtocolExtension
from freehold.epp.commands import domain as epp
from freehold.epp.documents import Response
from freehold.epp.extensions import applicant, dnslu, frnic, legal_document, owner_change, registrant_report
from freehold.epp.extensions.registrant_transfer import RegistrantTransfer, Transfer
from freehold.sandbox.domain_book import Domain
from freehold.sandbox.flows import domains, reviews
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.modes import Mode
from freehold.sandbox.world import epp_time
from freehold.terms.instants import years_after

_BESIDE = {
    "owner-change": owner_change.OwnerChange,
    "applicant-declaration": applicant.DeclarationUpdate,
    "legal-document": legal_document.DocumentData,
    "verification": registrant_report.ReportUpdate,
}
_COMMANDS: dict[str, type[ProtocolExtension]] = {
    "frnic": frnic.DomainTrade,
    "dnslu": dnslu.DomainTrade,
    "registrant-transfer": RegistrantTransfer,
}
_TRANSFERS_SECRET = ("auth-info", "verification")


def update_with_data(context: Context, body: epp.DomainUpdate, mode: Mode, *, refused: bool) -> Response:
    """1000, 1001 where the prior holder consents first, 2003 without the data, and what an update answers."""
    assert body.change is not None
    wanted = _BESIDE.get(mode.data)
    if wanted is not None and not any(isinstance(extension, wanted) for extension in context.extensions):
        raise Declined(2003, mode.data)
    if mode.data in _TRANSFERS_SECRET and body.change.auth_info is None:
        raise Declined(2003, "authInfo")
    if mode.data == "legal-document":
        return reviews.update_later(context, body, mode.review_seconds, refused=refused, consent=True)
    return domains.update(context, body)


def update(context: Context, body: epp.DomainUpdate, mode: Mode) -> Response:
    """What an update that changes the registrant answers where that is a trade: 1001 where it begins one, 2306."""
    if mode.command == "update":
        return _ask_holders(context, body, mode, "domain:update")
    if mode.command == "registrant-transfer":
        # The licence is transferred by the command, the contact beside it by an update.
        return domains.update(context, body)
    raise Declined(2306, "registrant: it changes by a trade")


def trade(context: Context, body: ProtocolExtension, mode: Mode) -> Response:
    """1000, 1001 where holders consent first, 2004 for a wrong present end, 2101, 2201, 2303, 2304."""
    if not isinstance(body, _COMMANDS.get(mode.command, ())):
        raise Declined(2101)
    if isinstance(body, RegistrantTransfer):
        return _transfer_licence(context, body.transfer)
    assert isinstance(body, frnic.DomainTrade | dnslu.DomainTrade)
    if body.command.trade.op != "request":
        raise Declined(2101)
    wanted = body.command.trade.domain
    found = domains.own(context, wanted.name)
    roles = tuple((contact.role, contact.id) for contact in wanted.contacts)
    change = _as_update(found, wanted.registrant, roles)
    if mode.name == "trade-with-consent":
        return _ask_holders(context, change, mode, "domain:trade")
    domains.apply(context.world, domains.check_update(context, change), change, context.client)
    context.note("domain:trade", found.name, domains.detail(change))
    return context.answer()


def finish(context: Context, body: epp.DomainTransfer) -> Response:
    """End what waits for the mailed key: 1000, 2202 for another key, 2301 when nothing waits, 2303."""
    found = domains.own(context, body.name)
    kept = context.world.pending_of(found.name)
    if kept is None or "key" not in kept:
        raise Declined(2301)
    if body.auth_info is None or not secrets.compare_digest(body.auth_info.password.encode(), kept["key"].encode()):
        raise Declined(2202)
    context.world.drop_pending(found.name)
    change = domains.unpacked(kept["update"])
    found.statuses.pop("pendingUpdate", None)
    domains.apply(context.world, found, change, context.client)
    context.note(kept["command"], found.name, domains.detail(change) | {"pending": True})
    return context.answer()


def _ask_holders(context: Context, change: epp.DomainUpdate, mode: Mode, command: str) -> Response:
    key = secrets.token_urlsafe(9) if mode.key else None
    return reviews.update_later(context, change, mode.review_seconds, consent=True, key=key, command=command)


def _as_update(found: Domain, registrant: str, roles: tuple[tuple[str, str], ...]) -> epp.DomainUpdate:
    """A trade as the update it amounts to; without contacts, those that are there stay."""
    wanted = roles or found.contacts

    def listed(entries: list[tuple[str, str]]) -> epp.AddRemove | None:
        contacts = tuple(epp.Contact(id=contact, role=role) for role, contact in entries)
        return epp.AddRemove(contacts=contacts) if contacts else None

    return epp.DomainUpdate(
        name=found.name,
        add=listed([entry for entry in wanted if entry not in found.contacts]),
        remove=listed([entry for entry in found.contacts if entry not in wanted]),
        change=epp.Change(registrant=registrant),
    )


def _transfer_licence(context: Context, wanted: Transfer) -> Response:
    found = domains.check_update(context, epp.DomainUpdate(name=wanted.name, change=epp.Change()))
    if not wanted.eligibility.items:
        raise Declined(2003, "kvlist")
    if epp_time(found.expires_at)[:10] != wanted.current_expiry[:10]:
        raise Declined(2004, "curExpDate")
    found.expires_at = years_after(context.world.now(), 1 if wanted.period is None else wanted.period.length)
    found.updated_at, found.updater = context.world.now(), context.client
    context.world.put_domain(found)
    eligibility = {item.key: item.value for item in wanted.eligibility.items}
    context.note("domain:trade", found.name, {"eligibility": eligibility, "explanation": wanted.explanation})
    return context.answer()
