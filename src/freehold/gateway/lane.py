"""What operations may ask of a registry: looks, changes, messages, in our terms.

A registry account's sessions are shared out to *lanes*; each lane owns its share of sessions and pace.
"""

import logging
from dataclasses import dataclass

from msgspec.structs import replace

from freehold.epp.commands.contact import ContactData, ContactDelete, ContactInfo
from freehold.epp.commands.domain import (
    AddRemove,
    AuthInfo,
    Change,
    DomainCheck,
    DomainData,
    DomainInfo,
    DomainTransfer,
    DomainUpdate,
    NameWithHosts,
    Status,
)
from freehold.epp.commands.domain import Contact as RoleContact
from freehold.epp.commands.maintenance import MaintenanceData, MaintenanceInfo
from freehold.epp.commands.poll import Poll
from freehold.epp.documents import Greeting, Response
from freehold.epp.extensions.verification_code import CodesInfo
from freehold.epp.mapping import Mapped
from freehold.epp.namespaces import CONTACT, MAINTENANCE
from freehold.gateway import codes, contact_data, fees, outcomes, shown, trades
from freehold.gateway.fees import Cost, Untold
from freehold.gateway.notices import RegistryMessage, maintenance_of, message_of
from freehold.gateway.objects import DomainChange, RegistryContact, RegistryDomain
from freehold.gateway.pool import Pool
from freehold.gateway.trades import Trade
from freehold.terms.contacts import Contact
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.maintenance import Maintenance
from freehold.terms.outcomes import Done, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason

_log = logging.getLogger(__name__)

_DONE, _NOT_THERE = 1000, 2303
_NO_MESSAGES, _MESSAGE = 1300, 1301


@dataclass(frozen=True, slots=True)
class RegistryFacts:
    """What a registry's greeting offers, and what we use of it."""

    server_id: str
    object_uris: tuple[str, ...]
    extension_uris: tuple[str, ...]
    takes_contacts: bool


class Lane:
    """A share of one registry account's sessions and pace."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def greeting(self) -> Greeting | None:
        """The latest that came; None before the first."""
        return self._pool.latest_greeting

    @property
    def agreed(self) -> frozenset[str]:
        """Extensions that its latest session speaks of."""
        return self._pool.agreed

    @property
    def capacity(self) -> int:
        """How many commands it takes at a time."""
        return self._pool.sessions * self._pool.settings.window

    async def look_domain(
        self, name: str, *, with_hosts: bool = False, with_codes: bool = False
    ) -> RegistryDomain | None:
        """The domain, or None when the registry has none of this name; raises Stopped when it cannot be told."""
        asked = (CodesInfo(),) if with_codes else ()
        hosts = "del" if with_hosts else "none"
        response = await self._pool.query(DomainInfo(name=NameWithHosts(name=name, hosts=hosts)), extensions=asked)
        if response.code == _NOT_THERE:
            return None
        data = response.data
        # REL-6: an answer to a look counts only if it names our object.
        if not isinstance(data, DomainData) or data.name.lower() != name:
            raise Stopped(_unreadable(response))
        found = RegistryDomain(
            name=name,
            registrant=data.registrant,
            statuses=frozenset([status.value for status in data.statuses]),
            sponsor=data.sponsor,
            roid=data.roid,
            expires=data.expires or "",
            changed=(data.updated or "", data.transferred or "", data.created or ""),
            contacts=tuple([(contact.role or "", contact.id) for contact in data.contacts]),
            nameservers=data.nameservers,
            codes=codes.shown(response) if with_codes else None,
            auth_info=data.auth_info.password if data.auth_info is not None else "",
        )
        return _with_extensions(found, response) if response.extensions else found

    async def update_domain(self, name: str, change: DomainChange, *, trid: str) -> Outcome:
        """Change a domain. What it amounts to is told, never raised."""
        add = tuple(Status(value=value, words=words, lang="en") for value, words in change.add_statuses)
        remove = tuple(Status(value=value) for value in change.remove_statuses)
        came = tuple(RoleContact(id=handle, role=role) for role, handle in change.add_contacts)
        went = tuple(RoleContact(id=handle, role=role) for role, handle in change.remove_contacts)
        body = DomainUpdate(
            name=name,
            add=AddRemove(contacts=came, statuses=add) if came or add else None,
            remove=AddRemove(contacts=went, statuses=remove) if went or remove else None,
            change=_replaced(change),
        )
        if body.add is None and body.remove is None and body.change is None and not change.codes:
            return Unknown("there is nothing to change; the registry shows it already")
        locks = {TRANSFER_LOCK, UPDATE_LOCK} & {value for value, _ in change.add_statuses}
        alone = change.registrant is None and not came and not went
        point = "lock" if locks and alone else "domain"
        agreed: tuple[Mapped, ...] = () if change.cost is None else change.cost.agreement
        outcome = await self._pool.change(
            body, trid, point, extensions=(*trades.beside(change.proof), *agreed, *codes.carried(change.codes))
        )
        if change.cost is not None and isinstance(outcome, Done | Pending) and not change.cost.is_what(outcome.charged):
            _log.warning(
                "%s: %s was agreed to for a change of %s, and the registry says it charged %s",
                self._pool.settings.name, change.cost, name, outcome.charged,
            )  # fmt: skip
        return outcome

    async def trade_domain(self, trade: Trade, *, trid: str) -> Outcome:
        """Give a domain to another registrant by a command of its own. What it amounts to is told, never raised."""
        try:
            body = trades.command_of(trade)
        except ValueError as error:
            return outcomes.unsendable(str(error))
        return await self._pool.change(body, trid, "domain")

    async def bring_key(self, name: str, key: str, *, trid: str) -> Outcome:
        """End a change of registrant that waits for the key that the registry mailed to the holder."""
        body = DomainTransfer(name=name, auth_info=AuthInfo(password=key))
        return await self._pool.change(body, trid, "domain", op="request")

    async def costs_of_updates(self, names: tuple[str, ...]) -> dict[str, Cost | Untold]:
        """What an update of each of the domains costs; raises Stopped when it cannot be asked now.

        Nothing is changed by asking.
        """
        response = await self._pool.query(DomainCheck(names=names), fees.question())
        if isinstance(outcomes.of_response(response), Refused):
            return dict.fromkeys(names, Untold(f"{response.code} {response.message}"[:200]))
        if response.code != _DONE:
            raise Stopped(_unreadable(response))
        return fees.costs_of(response, names)

    async def look_contact(self, handle: str) -> RegistryContact | None:
        """The contact object, or None; raises Stopped when it cannot be told."""
        response = await self._pool.query(ContactInfo(id=handle))
        if response.code == _NOT_THERE:
            return None
        data = response.data
        if not isinstance(data, ContactData) or data.id != handle:
            raise Stopped(_unreadable(response))
        return RegistryContact(handle, data.sponsor, data)

    async def create_contact(self, handle: str, contact: Contact, auth: str, *, trid: str) -> Outcome:
        """Make a contact object. A handle in use comes back as Refused with code 2302, for the caller to look."""
        try:
            body = contact_data.to_create(handle, contact, auth)
        except ValueError as error:
            raise Stopped(Later(Reason.REGISTRY_BUSY, message=str(error))) from error
        return await self._pool.change(body, trid, "contact")

    async def delete_contact(self, handle: str, *, trid: str) -> Outcome:
        """Remove a contact object that nothing uses. What it amounts to is told, never raised."""
        return await self._pool.change(ContactDelete(id=handle), trid, "contact")

    async def poll(self) -> RegistryMessage | None:
        """The first message that waits, or None; raises Stopped."""
        response = await self._pool.query(Poll(op="req"))
        queue = response.queue
        self._pool.told_of_messages(0 if queue is None else queue.count)
        if response.code != _MESSAGE or queue is None:
            if response.code != _NO_MESSAGES:
                raise Stopped(_unreadable(response))
            return None
        return message_of(response, self._pool.settings.login)

    async def acknowledge(self, message_id: str) -> None:
        """Take a message off the registry's queue; repeating it is harmless (epp-facts.md, 9)."""
        await self._pool.query(Poll(op="ack", message_id=message_id))

    @property
    def in_flight(self) -> int:
        """Commands that are sent and not answered now."""
        return self._pool.in_flight

    @property
    def sessions_open(self) -> int:
        """Sessions that are logged in now."""
        return self._pool.alive

    @property
    def announces_maintenance(self) -> bool:
        """Whether the registry can be asked what maintenance it plans."""
        return self.greeting is not None and MAINTENANCE in self.greeting.object_uris

    async def maintenances(self) -> list[Maintenance]:
        """All that the registry has announced (RFC 9167, 4.1.3); raises Stopped."""
        response = await self._pool.query(MaintenanceInfo(everything=True))
        data = response.data
        if not isinstance(data, MaintenanceData):
            raise Stopped(_unreadable(response))
        found = []
        for entry in () if data.listing is None else data.listing.items:
            one = (await self._pool.query(MaintenanceInfo(id=entry.id))).data
            if isinstance(one, MaintenanceData) and one.item is not None:
                found.append(maintenance_of(one.item))
        return [one for one in found if one is not None]

    async def is_ours(self) -> bool:
        """Whether no other process has the lane, so that polling on it disturbs nobody."""
        return await self._pool.share.has()

    async def release(self) -> None:
        """Log out for now."""
        await self._pool.release()

    async def close(self) -> None:
        """Log out."""
        await self._pool.close()

    async def facts(self) -> RegistryFacts:
        """What the greeting offers."""
        greeting = await self._pool.greeting()
        return RegistryFacts(
            greeting.server_id, greeting.object_uris, greeting.extension_uris, CONTACT in greeting.object_uris
        )


def _with_extensions(found: RegistryDomain, response: Response) -> RegistryDomain:
    return replace(
        found,
        statuses=found.statuses | shown.grace_periods(response),
        bundle=shown.bundle(response),
        secured=shown.secured(response),
        ds_records=shown.ds_records(response),
    )


def _replaced(change: DomainChange) -> Change | None:
    if change.registrant is None and change.auth_info is None:
        return None
    secret = None if change.auth_info is None else AuthInfo(password=change.auth_info)
    return Change(registrant=change.registrant, auth_info=secret)


def _unreadable(response: Response) -> Outcome:
    """A look that did not tell: try again later, or stop where the registry says that it never will."""
    outcome = outcomes.of_response(response)
    if isinstance(outcome, Later):
        return outcome
    return Later(Reason.REGISTRY_BUSY, 1.0, f"{response.code} {response.message}"[:200])
