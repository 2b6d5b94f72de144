"""Which performer carries out which kind of task."""

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.engine.performers import Performer
from freehold.operations.contact_change.perform import performer as contact_change
from freehold.operations.locks.perform import performer as locks
from freehold.operations.office import Office
from freehold.operations.reconcile import restore
from freehold.operations.registrant_change.codes import Codes
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.performer import performer as registrant_change
from freehold.operations.transfer_code import perform as transfer_codes
from freehold.operations.transfer_lock.perform import performer as transfer_lock
from freehold.terms.tasks import TaskKind


def performers(
    office: Office, kept: Contacts, codes: Codes, business: Clock, database: Database
) -> dict[str, Performer]:
    """The performers of all kinds of task, by the kind's name."""
    change = registrant_change(office, kept, codes, business, database)
    contact = contact_change(change, office, kept, codes, business, database)
    lock = locks(office.catalogue, business)
    return {
        TaskKind.CHANGE_REGISTRANT.value: change,
        TaskKind.CHANGE_REGISTRANT_CONTACT.value: change,
        TaskKind.CHANGE_ADMIN_CONTACT.value: contact,
        TaskKind.CHANGE_BILLING_CONTACT.value: contact,
        TaskKind.CHANGE_TECH_CONTACT.value: contact,
        TaskKind.SWITCH_TRANSFER_LOCK.value: lock,
        TaskKind.SWITCH_UPDATE_LOCK.value: lock,
        TaskKind.RESTORE_REGISTRANT.value: restore.performer(change),
        TaskKind.GIVE_TRANSFER_CODE.value: transfer_codes.giving(office.catalogue),
        TaskKind.END_TRANSFER_CODE.value: transfer_codes.ending(office.catalogue),
        TaskKind.LIFT_TRANSFER_LOCK.value: transfer_lock(office.catalogue),
    }
