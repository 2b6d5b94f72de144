"""``freehold confirmation``: who was asked to confirm a change of registrant, and what they said."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names
from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import output_option, write_rows
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.mails import masked

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.confirmations import Confirmation

_COLUMNS = (
    "task_no", "account", "role", "to", "state", "asked", "sent", "mail", "opened", "answered", "answered_from", "lock_waived",
    "lapses",
)  # fmt: skip
_STATES = [state.name.lower() for state in ConfirmationState]


@click.group()
def confirmation() -> None:
    """See who was asked to confirm a change of registrant, and what they said."""


@confirmation.command(name="list")
@click.option("--task", "task_no", help="Of this task only.")
@click.option("--state", type=click.Choice(_STATES), multiple=True, help="In this state only; may be repeated.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many.")
@data_option
@output_option
def list_(task_no: str | None, state: tuple[str, ...], most: int, data: Path, output: str) -> None:
    """List confirmations, newest first, their addresses masked."""
    from freehold.store import confirmations, tasks

    wanted = [one for one in ConfirmationState if not state or one.name.lower() in state]
    with open_store(data) as database, database.reading() as session:
        task = None if task_no is None else tasks.find(session, task_no)
        if task_no is not None and task is None:
            raise click.ClickException(f"There is no task {task_no}. freehold task list shows those there are.")
        found = confirmations.newest(session, wanted, None if task is None else task.id, most)
        names = account_names(session)
        rows = [_row(session, one, names[one.account_id]) for one in found]
    write_rows(_COLUMNS, rows, output)


def _row(session: "Session", one: "Confirmation", account: str) -> dict[str, object]:
    from freehold.operations.registrant_change.confirmations import event_of
    from freehold.store import confirmations, contacts, outbox, tasks

    mail = outbox.find(session, event_of(one))
    return {
        "task_no": tasks.get(session, one.task_id).task_no,
        "account": account,
        "role": one.role.value,
        "to": masked(contacts.get(session, one.contact_id).email),
        "state": one.state.name.lower(),
        "asked": _text(one.asked_at),
        "sent": _text(one.sent_at),
        "mail": None if mail is None else mail.state.word,
        "opened": _text(one.opened_at),
        "answered": _text(one.answered_at),
        "answered_from": confirmations.answered_from(session, one),
        "lock_waived": _text(one.lock_waived_at),
        "lapses": _text(one.lapses_at),
    }


def _text(at: int | None) -> str | None:
    from freehold.terms.instants import Instant, utc_text

    return None if at is None else utc_text(Instant(at))
