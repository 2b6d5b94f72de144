"""Mails: what was sent says when, and what is told of was done."""

import sqlalchemy as sa

from freehold.integrity.check import Check, count_of
from freehold.store.outbox import outbox
from freehold.store.tasks import items, tasks
from freehold.terms.mails import MailState
from freehold.terms.tasks import ItemState

_LEFT = (MailState.SENT, MailState.BOUNCED)

MAIL_STATES = Check(
    10,
    "mail-states",
    "Mail {event} is in state {state} after {attempts} attempts, sent at {sent_at}.",
    count_of(outbox),
    sa.select(outbox.c.event, outbox.c.state, outbox.c.attempts, outbox.c.sent_at).where(
        sa.or_(
            outbox.c.state.not_in([int(state) for state in MailState]),
            sa.and_(
                outbox.c.state.in_([int(state) for state in _LEFT]),
                sa.or_(outbox.c.sent_at.is_(None), outbox.c.attempts < 1),
            ),
            sa.and_(outbox.c.state == int(MailState.SENDING), outbox.c.attempts < 1),
        )
    ),
)

TOLD_ONES_SUCCEEDED = Check(
    10,
    "told-ones-succeeded",
    "The holders of {domain_name} (item {seq} of task {task_no}) were told of a change that is in state {state}.",
    count_of(items, items.c.told.is_not(None)),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state)
    .join(tasks, tasks.c.id == items.c.task_id)
    .where(items.c.told.is_not(None), items.c.state != int(ItemState.SUCCEEDED)),
)

CHECKS = (MAIL_STATES, TOLD_ONES_SUCCEEDED)
