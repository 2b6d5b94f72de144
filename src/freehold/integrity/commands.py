"""Commands sent to registries: each under an id of its own, each with what became of it."""

import sqlalchemy as sa

from freehold.integrity.check import Check, count_of
from freehold.store.hand_ins import hand_ins
from freehold.store.handles import handles
from freehold.store.tasks import items, tasks
from freehold.store.unused_contacts import unused_contacts
from freehold.terms.tasks import FIRST_FINAL, ItemState

_used = sa.union_all(
    *(
        sa.select(table.c.cl_trid.label("cl_trid")).where(table.c.cl_trid.is_not(None))
        for table in (items, handles, hand_ins, unused_contacts)
    )
).subquery()

IDS_ARE_USED_ONCE = Check(
    9,
    "ids-are-used-once",
    "Client transaction id {cl_trid} was used {rows} times.",
    count_of(_used),
    sa.select(_used.c.cl_trid, sa.func.count().label("rows")).group_by(_used.c.cl_trid).having(sa.func.count() > 1),
)

ATTEMPTS_HAVE_INTENTS = Check(
    9,
    "attempts-have-intents",
    "{domain_name} (item {seq} of task {task_no}) was attempted {attempts} times, with the id {cl_trid} and sent at {sent_at}.",
    count_of(items, items.c.attempts > 0),
    sa.select(
        items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.attempts, items.c.cl_trid, items.c.sent_at
    )
    .join(tasks, tasks.c.id == items.c.task_id)
    .where(
        sa.or_(
            sa.and_(items.c.attempts > 0, sa.or_(items.c.cl_trid.is_(None), items.c.sent_at.is_(None))),
            sa.and_(items.c.attempts == 0, sa.or_(items.c.cl_trid.is_not(None), items.c.sent_at.is_not(None))),
        )
    ),
)  # fmt: skip

ENDS_HAVE_OUTCOMES = Check(
    9,
    "ends-have-outcomes",
    "{domain_name} (item {seq} of task {task_no}) ended in state {state} with the reason {reason}, due again at {due_at}.",
    count_of(items, items.c.state >= int(FIRST_FINAL)),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state, items.c.reason, items.c.due_at)
    .join(tasks, tasks.c.id == items.c.task_id)
    .where(
        items.c.state >= int(FIRST_FINAL),
        sa.or_(
            sa.and_(items.c.state != int(ItemState.SUCCEEDED), items.c.reason.is_(None)), items.c.due_at.is_not(None)
        ),
    ),
)

CONTACT_OBJECTS = Check(
    9,
    "contact-objects",
    "Contact object {handle} at {registry} is said to exist and to be in review, or was never asked for.",
    count_of(handles),
    sa.select(handles.c.handle, handles.c.registry).where(
        sa.or_(handles.c.attempts < 1, sa.and_(handles.c.exists.is_(True), handles.c.in_review.is_(True)))
    ),
)

CHECKS = (IDS_ARE_USED_ONCE, ATTEMPTS_HAVE_INTENTS, ENDS_HAVE_OUTCOMES, CONTACT_OBJECTS)
