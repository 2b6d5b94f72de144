"""What nothing belongs to any more: rows beside items that are not there, secrets, reviews and contacts that outlived their task."""

from typing import Any

import sqlalchemy as sa

from freehold.integrity.check import Check, count_of
from freehold.store.bundles import bundle_claims
from freehold.store.confirmations import confirmations
from freehold.store.domain_verifications import submissions
from freehold.store.hand_ins import hand_ins
from freehold.store.handles import handles
from freehold.store.task_documents import documents
from freehold.store.tasks import items, tasks
from freehold.store.trades import trades
from freehold.store.transfer_codes import codes
from freehold.store.unused_contacts import SHOWN, TOUCHED, USED, unused_contacts
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.tasks import FIRST_FINAL, ItemState
from freehold.terms.verification import RealNameStatus

_open_item = sa.exists().where(items.c.task_id == tasks.c.id, items.c.state < int(FIRST_FINAL))


def _beside_items(table: Any) -> Check:
    """Rows that name an item by task and number, which no reference of the database holds to it."""
    return Check(
        8,
        f"{table.name.replace('_', '-')}-have-items",
        f"A row of {table.name} is for item {{seq}} of task {{task_id}}, which there is not.",
        count_of(table),
        sa.select(table.c.task_id, table.c.seq)
        .outerjoin(items, sa.and_(items.c.task_id == table.c.task_id, items.c.seq == table.c.seq))
        .where(items.c.task_id.is_(None)),
    )


CODES_ARE_FORGOTTEN = Check(
    8,
    "codes-are-forgotten",
    "A transfer code of domain {domain_id} is kept although no task is to set it any more.",
    count_of(codes),
    sa.select(codes.c.domain_id)
    .outerjoin(tasks, tasks.c.id == codes.c.task_id)
    .where(codes.c.code.is_not(None), sa.or_(tasks.c.id.is_(None), ~_open_item)),
)

DOCUMENTS_ARE_WAITED_FOR = Check(
    8,
    "documents-are-waited-for",
    "The document of task {task_no} is under review, and none of its domains waits for that.",
    count_of(documents),
    sa.select(tasks.c.task_no)
    .join(documents, documents.c.task_id == tasks.c.id)
    .where(documents.c.status == RealNameStatus.AUDITING.value, ~_open_item),
)

_awaiting = sa.exists().where(items.c.task_id == tasks.c.id, items.c.state == int(ItemState.AWAITING_CONFIRMATION))

CONFIRMATIONS_ARE_WAITED_FOR = Check(
    8,
    "confirmations-are-waited-for",
    "Holder {id} of task {task_no} can still confirm, and none of its domains waits for that.",
    count_of(confirmations),
    sa.select(confirmations.c.id, tasks.c.task_no)
    .join(tasks, tasks.c.id == confirmations.c.task_id)
    .where(confirmations.c.state < int(ConfirmationState.CONFIRMED), ~_awaiting),
)

UNUSED_CONTACTS_ARE_LISTED = Check(
    8,
    "unused-contacts-are-listed",
    "Contact object {handle} at {registry} is used by nothing, and not on the clean-up list.",
    count_of(handles),
    sa.select(handles.c.handle, handles.c.registry)
    .outerjoin(USED, USED.c.contact_id == handles.c.contact_id)
    .outerjoin(SHOWN, SHOWN.c.handle == handles.c.handle)
    .outerjoin(TOUCHED, TOUCHED.c.contact_id == handles.c.contact_id)
    .outerjoin(
        unused_contacts,
        sa.and_(unused_contacts.c.registry == handles.c.registry, unused_contacts.c.contact_id == handles.c.contact_id),
    )
    .where(
        USED.c.contact_id.is_(None),
        SHOWN.c.handle.is_(None),
        # What a task leaves is listed when that has ended.
        TOUCHED.c.contact_id.is_(None),
        unused_contacts.c.registry.is_(None),
    ),
)

CHECKS = (
    _beside_items(bundle_claims),
    _beside_items(hand_ins),
    _beside_items(trades),
    _beside_items(submissions),
    CODES_ARE_FORGOTTEN,
    DOCUMENTS_ARE_WAITED_FOR,
    CONFIRMATIONS_ARE_WAITED_FOR,
    UNUSED_CONTACTS_ARE_LISTED,
)
