"""What a registry's poll message changes here.

A message is stored in one transaction with what follows from it, and acknowledged only then (REL-11). Its word is not
taken for the state of a domain: an item that waits for the registry is asked about at once instead of in its own time.
"""

from freehold.db.session import Session
from freehold.engine import next_round
from freehold.operations import registry_maintenance
from freehold.operations.office import Office
from freehold.store import attempts, domains, handles, messages, rechecks
from freehold.store.messages import NewMessage
from freehold.terms.instants import Instant


def receive(session: Session, office: Office, message: NewMessage) -> bool:
    """Store a message and wake what waits for it; False when it was received before."""
    now = Instant(office.system_now())
    if not messages.keep(session, message, now):
        return False
    if message.kind == "contact:panData":
        contact_id = handles.contact_of(session, message.registry, message.object_name)
        for place in attempts.hasten_contact(session, contact_id, now) if contact_id is not None else []:
            next_round.wake(session, office.queue, *place, now)
    elif message.maintenance is not None:
        account = office.catalogue.by_name.get(message.registry)
        if account is not None:
            registry_maintenance.keep(session, account.settings, message.maintenance, now)
    elif message.object_name:
        if message.changed_by:
            # Somebody else's change: what the registry shows is looked at, after our own change where one is under way.
            rechecks.ask(session, message.registry, message.object_name, _told(message), now)
        if message.leaving is not None:
            domains.mark_leaving(session, message.object_name, leaving=message.leaving in _LEAVES)
        _wake_item(session, office, message, now)
    return True


def _told(message: NewMessage) -> str:
    return f"{message.kind.partition(':')[2]} by {message.changed_by}"


_LEAVES = frozenset({"pending", "clientApproved", "serverApproved"})
"""States of a transfer in which the domain is going or gone; rejected and cancelled ones leave it with us."""


def _wake_item(session: Session, office: Office, message: NewMessage, now: Instant) -> None:
    """Let the domain's open item, if it waits for the registry, be looked at now."""
    waiting = attempts.hasten(session, message.object_name, message.trids, now)
    if waiting is not None:
        next_round.wake(session, office.queue, *waiting, now)
