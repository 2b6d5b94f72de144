"""``freehold domain``: import the domains held, and look at them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names, find_account
from freehold.cli.data_folder import business_now, data_option, open_store
from freehold.cli.domain_review import approve, reject, reviews
from freehold.cli.output import output_option, say, write_record, write_rows

if TYPE_CHECKING:
    from freehold.cli.domain_file import DomainRow, Problem
    from freehold.db.engine import Database
    from freehold.db.session import Session
    from freehold.store.domains import Domain
    from freehold.terms.contacts import Contact
    from freehold.terms.instants import Instant

_PAGE = 1000
_MOST_PROBLEMS_SHOWN = 1000
_COLUMNS = (
    "domain", "account", "registrant", "registered", "expires", "transfer_lock", "update_lock", "real_name", "being_changed",
    "instance_id",
)  # fmt: skip


@click.group()
def domain() -> None:
    """Import and look at the domains held; approve or reject those under real-name review."""


domain.add_command(reviews)
domain.add_command(approve)
domain.add_command(reject)


@domain.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--account", "account_name", required=True, help="The account that gets the domains.")
@click.option("--dry-run", is_flag=True, help="Check the file and say what would be imported; change nothing.")
@data_option
def import_(file: Path, account_name: str, dry_run: bool, data: Path) -> None:
    """Enter the domains of a CSV file, all of them or none.

    The first row names the columns. Only "domain" must be there; "registrant", "registrant_zh", "contact", "email",
    "country", "province", "city", "address", "postal_code", "telephone", "registered", "expires", "transfer_lock",
    "update_lock" and "nameservers" may. The file is UTF-8 or GB18030.
    """
    from freehold.cli.domain_file import read_domains

    now = business_now(data)
    rows, problems = read_domains(file.read_bytes(), now)
    with open_store(data) as database:
        # Problems of the file and of the store are told together, so that one round of corrections is enough.
        problems += database.write_now(
            lambda session: _enter(session, account_name, rows, enter=not problems and not dry_run, now=now)
        )
    if problems:
        _refuse(file, problems)
    say(f"{len(rows)} domains {'can be imported' if dry_run else 'imported'} for {account_name}.")
    guessed = sum(row.expires_guessed for row in rows)
    if guessed:
        say(f"{guessed} rows give no expiry; it is taken to be two years from now.")


@domain.command(name="list")
@click.option("--account", "account_name", help="Domains of this account only.")
@click.option("--contains", help="Names that contain this text.")
@data_option
@output_option
def list_(account_name: str | None, contains: str | None, data: Path, output: str) -> None:
    """List the domains held, in the order of their names' entry."""
    with open_store(data) as database:
        write_rows(_COLUMNS, _domains(database, account_name, contains), output)


@domain.command()
@click.argument("name")
@data_option
@output_option
def show(name: str, data: Path, output: str) -> None:
    """Show the domain NAME with its registrant's data."""
    from freehold.store import contacts, domains, tasks, verification_codes
    from freehold.terms.domain_name import DomainName, MalformedName

    try:
        wanted = DomainName.parse(name)
    except MalformedName as error:
        raise click.UsageError(f"{name} is not a domain name: {error}.") from error
    with open_store(data) as database, database.reading() as session:
        owner = domains.owner_of(session, wanted)
        found = None if owner is None else domains.by_name(session, owner, wanted)
        if found is None:
            raise click.ClickException(f"{wanted.unicode} is not held here. freehold domain list shows what is.")
        names = account_names(session)
        registrant = contacts.get(session, found.registrant_id)
        codes = verification_codes.missing_of(session, found.id)
        chosen_by = ""
        if found.no_transfer_task_id is not None:
            chosen_by = f"task {tasks.get(session, found.no_transfer_task_id).task_no} of {names[found.account_id]}"
    record = _row(found, names[found.account_id], registrant.organization or registrant.zh_organization)
    record |= {
        "a_label": str(found.name),
        "registrant_zh": registrant.zh_organization,
        "contact": registrant.name,
        "email": registrant.email,
        "country": registrant.country,
        "address": " ".join(
            part for part in (registrant.address, registrant.city, registrant.province, registrant.postal_code) if part
        ),
        "telephone": f"+{registrant.tel_area}.{registrant.telephone}" if registrant.telephone else "",
        "no_transfer_until": _text(found.no_transfer_until),
        "no_transfer_chosen_by": chosen_by,
        "codes_missing": "" if codes is None else codes.types,
        "codes_due": "" if codes is None else _text(codes.due_at),
        "nameservers": " ".join(found.nameservers),
    }
    write_record(record, output)


def _enter(
    session: "Session", account_name: str, rows: "list[DomainRow]", *, enter: bool, now: "Instant"
) -> "list[Problem]":
    """Enter the rows when there is nothing against it; tell what is."""
    from freehold.cli.domain_file import Problem
    from freehold.store import contacts, domains

    owner = find_account(session, account_name)
    held = domains.held(session, [row.name for row in rows])
    problems = [Problem(row.row, f"{row.name.unicode} is held already") for row in rows if row.name in held]
    if not enter or problems:
        return problems
    known: dict[Contact, int] = {}
    for row in rows:
        if row.registrant not in known:
            known[row.registrant] = contacts.add(session, owner.id, row.registrant, now)
    domains.add_many(session, owner.id, [row.entry(known[row.registrant]) for row in rows], now)
    return []


def _refuse(file: Path, problems: "list[Problem]") -> None:
    problems.sort(key=lambda problem: problem.row)
    for problem in problems[:_MOST_PROBLEMS_SHOWN]:
        say(f"{file.name}, row {problem.row}: {problem.what}.")
    if len(problems) > _MOST_PROBLEMS_SHOWN:
        say(f"… and {len(problems) - _MOST_PROBLEMS_SHOWN} more.")
    raise click.ClickException(f"Nothing was imported: {len(problems)} problems. Correct the rows named above.")


def _domains(database: "Database", account_name: str | None, contains: str | None) -> Iterator[dict[str, object]]:
    """All domains, a page a transaction, so that a long list does not hold the journal."""
    from freehold.store import contacts, domain_search

    with database.reading() as session:
        owners = account_names(session)
        if account_name is not None:
            owners = {find_account(session, account_name).id: account_name}
    wanted = domain_search.Search(name_contains=contains, order=(("entry", True),))
    for owner_id, owner in owners.items():
        number = 1
        while True:
            with database.reading() as session:
                page = domain_search.search(session, owner_id, wanted, number, _PAGE)
                ids = list({found.registrant_id for found in page.rows})
                holders = {
                    key: contact.organization or contact.zh_organization
                    for key, contact in contacts.many(session, ids).items()
                }
            yield from (_row(found, owner, holders[found.registrant_id]) for found in page.rows)
            if not page.has_next:
                break
            number += 1


def _row(found: "Domain", account: str, registrant: str) -> dict[str, object]:
    return {
        "domain": found.name.unicode,
        "account": account,
        "registrant": registrant,
        "registered": _text(found.registered_at),
        "expires": _text(found.expires_at),
        "transfer_lock": found.transfer_lock.value,
        "update_lock": found.update_lock.value,
        "real_name": found.real_name_status.value,
        "being_changed": found.being_changed,
        "instance_id": found.instance_id,
    }


def _text(at: "Instant | None") -> str:
    from freehold.terms.instants import utc_text

    return "" if at is None else utc_text(at)
