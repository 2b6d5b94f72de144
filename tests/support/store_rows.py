"""Rows for tests that enter them by the stores' own functions."""

from dataclasses import dataclass

from freehold.store import attempts, domains
from freehold.store.domains import NewDomain
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.contacts import SEALED_FIELDS, Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.tasks import ItemState, TaskKind
from freehold.terms.verification import RegistrantType

NOW = Instant(1_767_323_045_000)
LATER = Instant(NOW + 90 * DAY)
TASK_NO = "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"


@dataclass
class Sending:
    """An item about to be sent."""

    item: attempts.OpenItem
    trid: str


@dataclass
class Found:
    """What became of an item."""

    item: attempts.OpenItem
    outcome: object
    state: ItemState
    due_at: Instant | None = None


def person(mark="Secret"):
    """Contact data of which every sealed field can be told by *mark* and the field's name."""
    return Contact(
        registrant_type=RegistrantType.ORGANISATION,
        country="CN",
        **{name: f"{mark}-{name}-示例" for name in SEALED_FIELDS},
    )


def new_domain(name, registrant_id, **more):
    given = {"registered_at": NOW, "expires_at": LATER, **more}
    return NewDomain(name=DomainName(name), registrant_id=registrant_id, **given)


def hold(session, account_id, names, registrant_id):
    """Enter domains; their candidates in the order of entry."""
    domains.add_many(session, account_id, [new_domain(name, registrant_id) for name in names], NOW)
    return sorted(domains.candidates(session, account_id, names), key=lambda found: found.id)


def new_task(account_id, contact_id, **more):
    values = {"task_no": TASK_NO, "kind": TaskKind.CHANGE_REGISTRANT, "profile_id": 1, "client_ip": "Secret-client-ip"}
    return NewTask(account_id=account_id, contact_id=contact_id, **{**values, **more})


def rows_of(candidates, chunk=1, **more):
    return [NewItem(found.id, found.name, found.instance_id, chunk, **more) for found in candidates]
