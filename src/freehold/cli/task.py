"""``freehold task``: tasks, their items, and watching one until it is done."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names, find_account
from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import language_option, output_option, say, write_record, write_rows

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.store.tasks import Item, Task
    from freehold.terms.tasks import ItemState

FINISHED_WITH_FAILED_ITEMS = 3
WAIT_TIMED_OUT = 5

_PAGE = 1000
_TASK_COLUMNS = (
    "task_no", "account", "kind", "total", "waiting", "executing", "succeeded", "failed", "created", "updated",
)  # fmt: skip
_ITEM_COLUMNS = (
    "row", "domain", "state", "reason", "what_to_do", "registry_says", "attempts", "updated", "instance_id", "detail_no",
)  # fmt: skip
_STATES = ("waiting", "executing", "succeeded", "failed", "cancelled")


@click.group()
def task() -> None:
    """Look at tasks and their items, or watch one until it is done."""


@task.command(name="list")
@click.option("--account", "account_name", help="Tasks of this account only.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help="How many, newest first."
)
@data_option
@output_option
def list_(account_name: str | None, limit: int, data: Path, output: str) -> None:
    """List tasks with their counts, newest first."""
    from freehold.store import tasks

    with open_store(data) as database, database.reading() as session:
        names = account_names(session)
        only = None if account_name is None else find_account(session, account_name).id
        found = tasks.page(session, only, 1, limit)
    write_rows(_TASK_COLUMNS, [_task_row(one, names[one.account_id]) for one in found.rows], output)
    if found.has_next:
        say(f"{found.total} tasks in all; --limit shows more.")


@task.command()
@click.argument("task_no")
@data_option
@output_option
def show(task_no: str, data: Path, output: str) -> None:
    """Show the task TASK_NO with its counts."""
    from freehold.store import outbox
    from freehold.terms.tasks import TaskKind

    with open_store(data) as database:
        one = _find(database, task_no)
        with database.reading() as session:
            names = account_names(session)
            lost = outbox.lost_of_task(session, one.id)
    record = _task_row(one, names[one.account_id])
    switches = one.kind in {TaskKind.SWITCH_TRANSFER_LOCK, TaskKind.SWITCH_UPDATE_LOCK}
    lock = {"lock_on": one.lock_after} if switches else {"transfer_lock_after": one.lock_after}
    gave_up = one.kind.changes_registrant and not one.lock_after
    waived = f"by {names[one.account_id]}, {record['created']}" if gave_up else None
    record |= {"profile": one.profile_id, **lock, "transfer_lock_waived": waived, "finished": one.finished}
    record |= {"cancelled": one.cancelled_at is not None, "acknowledged": one.acknowledged, "mails_lost": lost}
    write_record(record, output)


@task.command()
@click.argument("task_no")
@click.option("--state", type=click.Choice(_STATES), help="Items in this state only.")
@language_option
@data_option
@output_option
def items(task_no: str, state: str | None, lang: str, data: Path, output: str) -> None:
    """List what became of each domain of the task TASK_NO."""
    with open_store(data) as database:
        one = _find(database, task_no)
        write_rows(_ITEM_COLUMNS, (_item_row(item, lang) for item in _items(database, one, state)), output)


@task.command()
@click.argument("task_no")
@click.option("--interval", type=click.FloatRange(0.1), default=1.0, show_default=True, help="Seconds between looks.")
@click.option("--timeout", type=click.FloatRange(0), help="Stop watching after so many seconds; the task goes on.")
@data_option
def watch(task_no: str, interval: float, timeout: float | None, data: Path) -> int:
    """Watch the task TASK_NO until every item is final. Ctrl-C stops watching; the task goes on.

    Ends 0 when every item succeeded, 3 when some failed, 5 when the time was over first.
    """
    from freehold.clock import monotonic, wait

    until = None if timeout is None else monotonic() + timeout
    with open_store(data) as database:
        show_progress = _bar if sys.stderr.isatty() else _lines
        try:
            with show_progress(_find(database, task_no)) as tell:
                while True:
                    one = _find(database, task_no)
                    tell(one)
                    if one.finished or (until is not None and monotonic() + interval > until):
                        break
                    wait(interval)
        except KeyboardInterrupt:
            say(f"The task goes on. Watch it again with: freehold task watch {task_no} --data {data}")
            raise
    if not one.finished:
        say("The time is over; the task goes on.")
        return WAIT_TIMED_OUT
    if one.failed:
        say(f"freehold task items {task_no} --state failed shows why.")
        return FINISHED_WITH_FAILED_ITEMS
    return 0


def _find(database: "Database", task_no: str) -> "Task":
    from freehold.store import tasks

    with database.reading() as session:
        found = tasks.find(session, task_no.strip())
    if found is None:
        raise click.ClickException(f"There is no task {task_no}. freehold task list shows those there are.")
    return found


def _items(database: "Database", one: "Task", state: str | None) -> Iterator["Item"]:
    """All items, a page a transaction, so that a long list does not hold the journal."""
    from freehold.store import task_rows, tasks

    number, states = 1, None if state is None else _states(state)
    while True:
        with database.reading() as session:
            page = (
                tasks.items_page(session, one, number, _PAGE)
                if states is None
                else task_rows.page(session, one, number, _PAGE, states=states)
            )
        yield from page.rows
        if not page.has_next:
            return
        number += 1


def _states(name: str) -> "list[ItemState]":
    """The states behind a word for people: whatever is open and was begun is executing."""
    from freehold.terms.tasks import ItemState

    if name != "executing":
        return [ItemState[name.upper()]]
    return [state for state in ItemState if not state.final and state is not ItemState.WAITING]


def _task_row(one: "Task", account: str) -> dict[str, object]:
    from freehold.terms.instants import utc_text

    return {
        "task_no": one.task_no,
        "account": account,
        "kind": one.kind.value,
        "total": one.total,
        "waiting": one.waiting,
        "executing": one.executing,
        "succeeded": one.succeeded,
        "failed": one.failed,
        "created": utc_text(one.created_at),
        "updated": utc_text(one.updated_at),
    }


def _item_row(item: "Item", lang: str) -> dict[str, object]:
    from freehold.languages import pick, sentence
    from freehold.terms.domain_name import DomainName
    from freehold.terms.instants import utc_text
    from freehold.terms.reasons import Reason
    from freehold.terms.tasks import ItemState

    reason = None if item.reason is None else Reason.of(item.reason)
    return {
        "row": item.seq,
        "domain": DomainName(item.domain_name).unicode,
        "state": ItemState(item.state).name.lower(),
        "reason": item.reason,
        "what_to_do": None if reason is None else sentence(reason.code, reason.sentence, pick(lang)),
        "registry_says": item.message,
        "attempts": item.attempts,
        "updated": utc_text(item.updated_at),
        "instance_id": item.instance_id,
        "detail_no": item.detail_no,
    }


class _lines:  # noqa: N801  chosen as a function is
    """Off a terminal: a line whenever a tenth more is done, and one at the end."""

    def __init__(self, one: "Task") -> None:
        self._told = -1
        say(f"Task {one.task_no}: {one.total} domains")

    def __enter__(self) -> "_lines":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, one: "Task") -> None:
        tenth = 10 if one.finished else (one.succeeded + one.failed) * 10 // one.total
        if tenth > self._told:
            self._told = tenth
            say(f"{one.succeeded} changed, {one.failed} failed, {one.waiting + one.executing} to go")


class _bar:  # noqa: N801  chosen as a function is
    """On a terminal: a progress bar with the counts beside it."""

    def __init__(self, one: "Task") -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        counts = TextColumn("{task.fields[changed]} changed, {task.fields[failed]} failed")
        self._progress = Progress(
            BarColumn(), MofNCompleteColumn(), counts, TimeElapsedColumn(), console=Console(stderr=True)
        )
        self._line = self._progress.add_task("", total=one.total, changed=0, failed=0)

    def __enter__(self) -> "_bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, one: "Task") -> None:
        self._progress.update(
            self._line, completed=one.succeeded + one.failed, changed=one.succeeded, failed=one.failed
        )
