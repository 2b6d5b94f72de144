"""``freehold review``: documents that came with a task, to prove a new holder or a domain's own, and the reviewer's word on them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names
from freehold.cli.data_folder import business_now, data_option, open_store
from freehold.cli.output import output_option, say, write_record, write_rows
from freehold.cli.reviewing import image_option, reason_option, write_image

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.task_documents import Review
    from freehold.terms.contacts import Contact

_COLUMNS = ("task_no", "kind", "account", "state", "domains", "holder", "holder_zh", "document_type", "submitted")


@click.group()
def review() -> None:
    """Look at documents that came with a task; approve or reject those under review."""


@review.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Those decided on too, not only what waits for you.")
@data_option
@output_option
def list_(everything: bool, data: Path, output: str) -> None:
    """List tasks whose document waits for review, oldest first."""
    from freehold.store import contacts, task_documents

    with open_store(data) as database, database.reading() as session:
        names = account_names(session)
        found = task_documents.everything(session, waiting=not everything)
        holders = contacts.many(session, sorted({one.contact_id for one in found}))
        rows = [_row(one, names[one.account_id], holders[one.contact_id]) for one in found]
    write_rows(_COLUMNS, rows, output)


@review.command()
@click.argument("task_no")
@image_option
@data_option
@output_option
def show(task_no: str, image: Path | None, data: Path, output: str) -> None:
    """Show the new holder of the task TASK_NO, and the document."""
    from freehold.store import contacts, reviews, task_documents

    with open_store(data) as database, database.reading() as session:
        found = _find(session, task_no)
        provider = reviews.of_task(session, found.task_id)
        holder = contacts.get(session, found.contact_id)
        names = account_names(session)
        octets = task_documents.image_of(session, found) if image is not None else b""
    record = _row(found, names[found.account_id], holder) | {
        "contact": holder.name,
        "contact_zh": holder.zh_name,
        "type": holder.registrant_type.name.lower(),
        "country": holder.country,
        "email": holder.email,
        "document_no": found.number,
        "reason": found.reason,
        "reviewer": None if provider is None else f"{provider.provider}: {provider.state.name.lower()}",
        "evidence": None if provider is None else provider.evidence,
    }
    write_record(record, output)
    if image is not None:
        write_image(image, octets)


@review.command()
@click.argument("task_no")
@data_option
def approve(task_no: str, data: Path) -> None:
    """Find the document of the task TASK_NO good: its domains are changed, or verified."""
    from freehold.operations import document_reviews
    from freehold.terms.tasks import TaskKind

    found = _decide(data, task_no, lambda session, found: document_reviews.approve(session, found, business_now(data)))
    if found.task_kind is TaskKind.VERIFY_REAL_NAME:
        say(f"The document of task {task_no} is approved.")
    else:
        say(f"The document of task {task_no} is approved; its domains are changed while freehold serve runs.")


@review.command()
@click.argument("task_no")
@reason_option
@data_option
def reject(task_no: str, reason: str, data: Path) -> None:
    """Find the document of the task TASK_NO wanting: its domains stay as they are, and the account reads why."""
    from freehold.operations import document_reviews

    _decide(data, task_no, lambda session, found: document_reviews.reject(session, found, reason, business_now(data)))
    say(f"The document of task {task_no} is rejected.")


def _decide(data: Path, task_no: str, decide: "Callable[[Session, Review], None]") -> "Review":
    """Record a reviewer's decision; only a document under review takes one."""
    from freehold.operations.registrant_change.by_document import NotUnderReview

    def work(session: "Session") -> "Review":
        found = _find(session, task_no)
        try:
            decide(session, found)
        except NotUnderReview as error:
            raise click.ClickException(
                f"The document of task {task_no} is not under review. freehold review list shows those that wait."
            ) from error
        return found

    with open_store(data) as database:
        return database.write_now(work)


def _find(session: "Session", task_no: str) -> "Review":
    from freehold.store import task_documents

    found = task_documents.find(session, task_no)
    if found is None:
        raise click.ClickException(
            f"No document came with a task {task_no}. freehold review list --all shows those that did."
        )
    return found


def _row(found: "Review", account: str, holder: "Contact") -> dict[str, object]:
    from freehold.terms.instants import utc_text

    return {
        "task_no": found.task_no,
        "kind": found.task_kind.value,
        "account": account,
        "state": found.status.name.lower(),
        "domains": found.total,
        "holder": holder.organization,
        "holder_zh": holder.zh_organization,
        "document_type": found.kind,
        "submitted": utc_text(found.submitted_at),
    }
