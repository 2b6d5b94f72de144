"""``freehold domain approve``, ``reject`` and ``reviews``: the real-name verification of single domains."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names
from freehold.cli.data_folder import business_now, data_option, open_store
from freehold.cli.output import output_option, say, write_rows
from freehold.cli.reviewing import reason_option

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.db.session import Session
    from freehold.store.domain_verifications import UnderReview
    from freehold.terms.domain_name import DomainName

_COLUMNS = ("domain", "account", "task_no", "submitted", "holder", "holder_zh", "name_review", "proof")
_PAGE = 1000


@click.command()
@data_option
@output_option
def reviews(data: Path, output: str) -> None:
    """List the domains whose real-name verification waits for a reviewer, oldest task first.

    What proves the holder is a profile (freehold profile show) or the task's document (freehold review show).
    """
    with open_store(data) as database:
        write_rows(_COLUMNS, _rows(database), output)


@click.command()
@click.argument("name")
@data_option
def approve(name: str, data: Path) -> None:
    """Find the domain NAME and the proof of its holder good: from now on it is verified."""
    from freehold.operations import domain_reviews

    _decide(data, name, lambda session, parsed: domain_reviews.approve(session, parsed, business_now(data)))
    say(f"{name} is verified.")


@click.command()
@click.argument("name")
@reason_option
@click.option(
    "--name-itself", is_flag=True, help="It is the name that cannot be accepted, not the proof of the holder."
)
@data_option
def reject(name: str, reason: str, name_itself: bool, data: Path) -> None:
    """Find the domain NAME or the proof of its holder wanting, and tell the account why."""
    from freehold.operations import domain_reviews

    _decide(
        data,
        name,
        lambda session, parsed: domain_reviews.reject(
            session, parsed, reason, business_now(data), name_itself=name_itself
        ),
    )
    say(f"{name} is rejected.")


def _decide(data: Path, name: str, decide: "Callable[[Session, DomainName], UnderReview]") -> None:
    """Record a reviewer's decision; only a domain under review takes one."""
    from freehold.operations.domain_reviews import NotUnderReview
    from freehold.terms.domain_name import DomainName, MalformedName

    try:
        parsed = DomainName.parse(name)
    except MalformedName as error:
        raise click.UsageError(f"{name} is not a domain name: {error}.") from error
    with open_store(data) as database:
        try:
            database.write_now(lambda session: decide(session, parsed))
        except NotUnderReview as error:
            raise click.ClickException(
                f"The real-name verification of {name} is not under review. "
                "freehold domain reviews lists the domains that wait."
            ) from error


def _rows(database: "Database") -> Iterator[dict[str, object]]:
    """All that wait, a page a transaction, so that a long list does not hold the journal."""
    from freehold.store import contacts, domain_verifications
    from freehold.terms.domain_name import DomainName
    from freehold.terms.instants import utc_text

    place = (0, 0)
    while True:
        with database.reading() as session:
            found = domain_verifications.after(session, place, _PAGE)
            holders = contacts.many(session, sorted({one.registrant_id for one in found}))
            names = account_names(session)
        for one in found:
            holder = holders[one.registrant_id]
            yield {
                "domain": DomainName(one.domain_name).unicode,
                "account": names[one.account_id],
                "task_no": one.task_no,
                "submitted": utc_text(one.submitted_at),
                "holder": holder.organization,
                "holder_zh": holder.zh_organization,
                "name_review": one.name_status.name.lower(),
                "proof": "document" if one.profile_id is None else f"profile {one.profile_id}",
            }
        if len(found) < _PAGE:
            return
        place = (found[-1].task_id, found[-1].seq)
