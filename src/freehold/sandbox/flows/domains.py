"""Domains (RFC 5731)."""

import re
import secrets
from dataclasses import asdict

from freehold.epp.commands import domain as epp
from freehold.epp.documents import Response
from freehold.sandbox.domain_book import Domain
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import World, epp_time
from freehold.terms.instants import years_after

_NAME = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)\Z")
_CLIENT_STATUSES = frozenset(
    {
        "clientDeleteProhibited",
        "clientHold",
        "clientRenewProhibited",
        "clientTransferProhibited",
        "clientUpdateProhibited",
    }
)
_BARS_UPDATE = ("serverUpdateProhibited", "pendingUpdate", "pendingTransfer", "pendingDelete", "pendingCreate")
_LONGEST_YEARS = 10


def check(context: Context, body: epp.DomainCheck) -> Response:
    """1000."""
    world = context.world
    checked = []
    for name in body.names:
        folded = name.lower()
        why = "In use" if folded in world.domains else None if _NAME.match(folded) else "Not a name"
        checked.append(epp.CheckedDomain(name=epp.CheckedName(name=name, available=why is None), reason=why))
    return context.answer(data=epp.DomainChecked(domains=tuple(checked)))


def info(context: Context, body: epp.DomainInfo) -> Response:
    """1000, 2202 for a wrong secret, 2303."""
    found = _found(context, body.object_name)
    if body.auth_info is not None and body.auth_info.password != found.auth:
        raise Declined(2202)
    held = found.sponsor == context.client or body.auth_info is not None
    with_hosts = body.name.hosts in {None, "all", "del"}
    data = epp.DomainData(
        name=found.name,
        roid=found.roid,
        statuses=_statuses(found),
        registrant=found.registrant,
        contacts=tuple(epp.Contact(id=contact, role=role) for role, contact in found.contacts),
        nameservers=found.nameservers if with_hosts else (),
        sponsor=found.sponsor,
        creator=found.sponsor,
        created=epp_time(found.created_at),
        updater=found.updater,
        updated=None if found.updated_at is None else epp_time(found.updated_at),
        expires=epp_time(found.expires_at),
        auth_info=epp.AuthInfo(password=found.auth) if held else None,
    )
    return context.answer(data=data)


def _statuses(found: Domain) -> tuple[epp.Status, ...]:
    shown = [epp.Status(value=value, words=words or None) for value, words in found.statuses.items()]
    if not found.nameservers:
        shown.append(epp.Status(value="inactive"))
    # RFC 5731, 2.3: ok stands alone, with nothing pending or prohibited.
    return tuple(shown) or (epp.Status(value="ok"),)


def create(context: Context, body: epp.DomainCreate) -> Response:
    """1000, 2004 for a period out of range, 2005 for a malformed name, 2302, 2303 for a missing contact."""
    world = context.world
    name = body.name.lower()
    if _NAME.match(name) is None:
        raise Declined(2005, "name")
    if name in world.domains:
        raise Declined(2302)
    years = _years(body.period)
    roles = tuple((contact.role or "admin", contact.id) for contact in body.contacts)
    _need_contacts(context, [contact for _, contact in roles] + ([body.registrant] if body.registrant else []))
    now = world.now()
    made = Domain(
        name=name,
        roid=world.new_roid("D"),
        sponsor=context.client,
        auth=body.auth_info.password or secrets.token_urlsafe(12),
        registrant=body.registrant or None,
        created_at=now,
        expires_at=years_after(now, years),
        contacts=roles,
        nameservers=body.nameservers,
    )
    _link(world, made, 1)
    world.put_domain(made)
    context.note("domain:create", name, {"registrant": body.registrant, "years": years})
    return context.answer(data=epp.DomainCreated(name=name, created=epp_time(now), expires=epp_time(made.expires_at)))


def update(context: Context, body: epp.DomainUpdate) -> Response:
    """1000, 2003 for nothing to do, 2004 for a status a client may not set, 2201, 2303, 2304."""
    found = check_update(context, body)
    apply(context.world, found, body, context.client)
    context.note("domain:update", found.name, detail(body))
    return context.answer()


def check_update(context: Context, body: epp.DomainUpdate, *, extended: bool = False) -> Domain:
    """The domain, if the update may be made now; one that is *extended* may be empty otherwise (RFC 5731, 3.2.5)."""
    found = own(context, body.name)
    if body.add is None and body.remove is None and body.change is None and not extended:
        raise Declined(2003, "add, rem or chg")
    added = {status.value for status in body.add.statuses} if body.add else set()
    removed = {status.value for status in body.remove.statuses} if body.remove else set()
    if (added | removed) - _CLIENT_STATUSES:
        raise Declined(2004, "status")
    for status in _BARS_UPDATE:
        if status in found.statuses:
            raise Declined(2304, status)
    if "clientUpdateProhibited" in found.statuses and "clientUpdateProhibited" not in removed:
        raise Declined(2304, "clientUpdateProhibited")
    wanted = [contact.id for contact in body.add.contacts] if body.add else []
    if body.change is not None and body.change.registrant:
        wanted.append(body.change.registrant)
    _need_contacts(context, wanted)
    return found


def unlocks_and_more(body: epp.DomainUpdate) -> bool:
    """Whether the update takes the update lock off together with anything else."""
    removed = {status.value for status in body.remove.statuses} if body.remove else set()
    alone = body.add is None and body.change is None and removed == {"clientUpdateProhibited"}
    return "clientUpdateProhibited" in removed and not alone


def apply(world: World, found: Domain, body: epp.DomainUpdate, client: str) -> None:
    """Make the update; it was checked before."""
    _link(world, found, -1)
    if body.remove is not None:
        for status in body.remove.statuses:
            found.statuses.pop(status.value, None)
        gone = {(contact.role, contact.id) for contact in body.remove.contacts}
        found.contacts = tuple(entry for entry in found.contacts if entry not in gone)
        found.nameservers = tuple(name for name in found.nameservers if name not in body.remove.nameservers)
    if body.add is not None:
        found.statuses.update({status.value: status.words or "" for status in body.add.statuses})
        new = tuple((contact.role or "admin", contact.id) for contact in body.add.contacts)
        found.contacts += tuple(entry for entry in new if entry not in found.contacts)
        found.nameservers += tuple(name for name in body.add.nameservers if name not in found.nameservers)
    if body.change is not None:
        if body.change.registrant is not None:
            found.registrant = body.change.registrant or None
        if body.change.auth_info is not None:
            found.auth = body.change.auth_info.password
    found.updated_at, found.updater = world.now(), client
    _link(world, found, 1)
    world.put_domain(found)


def detail(body: epp.DomainUpdate) -> dict[str, object]:
    """What the ledger keeps of an update."""
    told: dict[str, object] = {
        "registrant": None if body.change is None else body.change.registrant,
        "add": [status.value for status in body.add.statuses] if body.add else [],
        "remove": [status.value for status in body.remove.statuses] if body.remove else [],
    }
    for key, part in (("add_contacts", body.add), ("remove_contacts", body.remove)):
        if part is not None and part.contacts:
            told[key] = [f"{contact.role or 'admin'} {contact.id}" for contact in part.contacts]
    return told


def packed(body: epp.DomainUpdate) -> dict[str, object]:
    """An update as it is kept while it waits."""
    return asdict(body)


def unpacked(body: dict[str, object]) -> epp.DomainUpdate:
    """An update that was kept."""

    def part(values: object) -> epp.AddRemove | None:
        if not isinstance(values, dict):
            return None
        return epp.AddRemove(
            nameservers=tuple(values["nameservers"]),
            contacts=tuple(epp.Contact(**entry) for entry in values["contacts"]),
            statuses=tuple(epp.Status(**entry) for entry in values["statuses"]),
        )

    change = body["change"]
    changed = None
    if isinstance(change, dict):
        auth = change["auth_info"]
        changed = epp.Change(registrant=change["registrant"], auth_info=epp.AuthInfo(**auth) if auth else None)
    return epp.DomainUpdate(name=str(body["name"]), add=part(body["add"]), remove=part(body["remove"]), change=changed)


def delete(context: Context, body: epp.DomainDelete) -> Response:
    """1000, 2201, 2303, 2304."""
    found = own(context, body.name)
    for status in ("clientDeleteProhibited", "serverDeleteProhibited", *_BARS_UPDATE[1:]):
        if status in found.statuses:
            raise Declined(2304, status)
    context.world.drop_domain(found.name)
    context.note("domain:delete", found.name, {})
    return context.answer()


def renew(context: Context, body: epp.DomainRenew) -> Response:
    """1000, 2004 for a wrong present end or a period out of range, 2201, 2303, 2304."""
    found = own(context, body.name)
    for status in ("clientRenewProhibited", "serverRenewProhibited", *_BARS_UPDATE[1:]):
        if status in found.statuses:
            raise Declined(2304, status)
    if epp_time(found.expires_at)[:10] != body.current_expiry[:10]:
        raise Declined(2004, "curExpDate")
    expires = years_after(found.expires_at, _years(body.period))
    if expires > years_after(context.world.now(), _LONGEST_YEARS):
        raise Declined(2004, "period: beyond ten years")
    found.expires_at = expires
    context.world.put_domain(found)
    context.note("domain:renew", found.name, {"expires": expires})
    return context.answer(data=epp.DomainRenewed(name=found.name, expires=epp_time(expires)))


def transfer(context: Context, body: epp.DomainTransfer) -> Response:
    """2101 for anything but a query, since one registrar alone practises here; 2301: nothing is being transferred; 2303."""
    _found(context, body.name)
    raise Declined(2301 if context.op == "query" else 2101)


def _found(context: Context, name: str) -> Domain:
    found = context.world.domains.get(name.lower())
    if found is None:
        raise Declined(2303, f"domain {name[:253]}")
    return found


def own(context: Context, name: str) -> Domain:
    """The domain, if the client sponsors it; raises Declined with 2201 or 2303."""
    found = _found(context, name)
    if found.sponsor != context.client:
        raise Declined(2201)
    return found


def _need_contacts(context: Context, wanted: list[str]) -> None:
    for contact in wanted:
        if contact not in context.world.contacts:
            raise Declined(2303, f"contact {contact[:16]}")


def _link(world: World, domain: Domain, more: int) -> None:
    world.link(domain.registrant, more)
    for _, contact in domain.contacts:
        world.link(contact, more)


def _years(period: epp.Period | None) -> int:
    if period is None:
        return 1
    if period.unit != "y" or not 1 <= period.length <= _LONGEST_YEARS:
        raise Declined(2004, "period: 1 to 10 years")
    return period.length
