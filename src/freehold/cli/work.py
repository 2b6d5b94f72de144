"""``freehold work``: what only a person can bring further, and what the person reports."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from freehold.cli.accounts import account_names
from freehold.cli.data_folder import business_now, data_option, open_store
from freehold.cli.output import language_option, output_option, say, write_rows

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.db.session import Session
    from freehold.store.hand_ins import HandIn
    from freehold.store.held import HeldItem
    from freehold.terms.domain_name import DomainName

_COLUMNS = (
    "domain",
    "account",
    "task_no",
    "kind",
    "since",
    "reason",
    "what_to_do",
    "registry_says",
    "new_holder",
    "lock_after",
    "cancelled",
)
_PAGE = 1000
_LONGEST_NOTE = 1024


@click.group()
def work() -> None:
    """See which domains wait for you, and report how each went."""


@work.command(name="list")
@language_option
@data_option
@output_option
def list_(lang: str, data: Path, output: str) -> None:
    """List the domains that wait for a person, oldest first."""
    with open_store(data) as database:
        write_rows(_COLUMNS, _rows(database, lang), output)


@work.command()
@click.argument("domain")
@click.option("--note", default="", help="What you want kept with it, on one line.")
@data_option
def done(domain: str, note: str, data: Path) -> None:
    """The change of DOMAIN was carried out: it counts as succeeded."""
    from freehold.operations import work_list
    from freehold.policy.loading import Policies
    from freehold.settings import load

    settings = load(None, {}, {"data": data})

    def report(session: "Session", name: "DomainName") -> "HeldItem":
        return work_list.done(
            session,
            name,
            _one_line(note),
            business_now(data),
            policies=Policies.load(settings.policy_folder),
            duty=settings.real_name_duty,
        )

    item = _report(data, domain, report)
    say(f"{domain} has its new holder." if item.kind.changes_registrant else f"{domain} is as it was asked for.")


@work.command()
@click.argument("domain")
@click.option("--note", required=True, help="Why, for the account to read, in its language.")
@data_option
def refused(domain: str, note: str, data: Path) -> None:
    """The change of DOMAIN was not granted: it counts as failed, and the account reads why.

    So you report too that nothing was done for a task that was cancelled: it counts as cancelled then.
    """
    from freehold.operations import work_list

    if not note.strip():
        raise click.UsageError("--note says why; it must not be empty.")
    told = _one_line(note)
    item = _report(data, domain, lambda session, name: work_list.refused(session, name, told, business_now(data)))
    say(f"{domain} keeps its holder." if item.kind.changes_registrant else f"{domain} stays as it was.")


@work.command()
@click.argument("domain")
@data_option
def retry(domain: str, data: Path) -> None:
    """Let the program go on with DOMAIN, from the registrant that the registry shows now."""
    from freehold.operations import work_list

    _report(data, domain, lambda session, name: work_list.retry(session, name, business_now(data)))
    say(f"{domain} is tried again within seconds while freehold serve runs.")


@work.command()
@click.argument("domains", nargs=-1, required=True, metavar="DOMAIN...")
@click.option("--text", type=click.File(encoding="utf-8"), help="A file of lines NAME=VALUE; - for standard input.")
@click.option("--file", "document", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A document.")
@click.option("--key", help="The key that the registry mailed; - for standard input.")
@data_option
def give(domains: tuple[str, ...], text: IO[str] | None, document: Path | None, key: str | None, data: Path) -> None:
    """Hand in what the registry wants of each DOMAIN: values, a document, or the key that it mailed."""
    from freehold.clock import SystemClock
    from freehold.operations import work_list
    from freehold.terms.hand_ins import WrongHandIn

    if sum(given is not None for given in (text, document, key)) != 1:
        raise click.UsageError("Give one of --text, --file and --key.")
    said = None if text is None else text.read()
    if key == "-":
        key = sys.stdin.read().strip()

    def report(session: "Session", name: "DomainName") -> "HeldItem":
        given = _hand_in(work_list.wanted_of(session, name), said, document, key)
        return work_list.give(session, name, given, business_now(data), SystemClock().now())

    for domain in domains:
        try:
            _report(data, domain, report)
        except WrongHandIn as error:
            raise click.ClickException(f"{domain}: {error}. freehold work list shows what it waits for.") from error
        say(f"{domain} goes on within seconds while freehold serve runs.")


def _hand_in(kind: str, text: str | None, document: Path | None, key: str | None) -> "HandIn":
    """What was given as what is wanted; raises WrongHandIn."""
    import base64

    from freehold.store.hand_ins import HandIn
    from freehold.terms.hand_ins import ASKED, DOCUMENT_KINDS, LARGEST_DOCUMENT, LONGEST_VALUE, WrongHandIn, read_values

    asked = ASKED[kind]
    if asked.key:
        if not key or not key.isprintable() or len(key) > LONGEST_VALUE:
            raise WrongHandIn("hand in the key that the registry mailed, with --key")
        return HandIn(kind=kind, key=key)
    if asked.document:
        if document is None:
            raise WrongHandIn("hand in a document, with --file")
        ending, octets = document.suffix.lower().removeprefix("."), document.read_bytes()
        if ending not in DOCUMENT_KINDS or not 0 < len(octets) <= LARGEST_DOCUMENT:
            raise WrongHandIn(
                f"a document has up to {LARGEST_DOCUMENT} octets and is one of {', '.join(sorted(DOCUMENT_KINDS))}"
            )
        return HandIn(kind=kind, document=base64.b64encode(octets).decode("ascii"), document_kind=ending)
    if text is None:
        raise WrongHandIn("hand in lines NAME=VALUE, with --text")
    return HandIn(kind=kind, values=read_values(asked, text))


def _one_line(note: str) -> str:
    told = note.strip()
    if len(told) > _LONGEST_NOTE or (told and not told.isprintable()):
        raise click.UsageError(f"--note takes up to {_LONGEST_NOTE} characters on one line.")
    return told


def _report(data: Path, domain: str, report: "Callable[[Session, DomainName], HeldItem]") -> "HeldItem":
    from freehold.operations.work_list import NotWaiting
    from freehold.terms.domain_name import DomainName, MalformedName

    try:
        name = DomainName.parse(domain)
    except MalformedName as error:
        raise click.UsageError(f"{domain} is not a domain name: {error}.") from error
    with open_store(data) as database:
        try:
            return database.write_now(lambda session: report(session, name))
        except NotWaiting as error:
            raise click.ClickException(f"{error}. freehold work list shows what waits.") from error


def _rows(database: "Database", lang: str) -> Iterator[dict[str, object]]:
    """All that waits, a page a transaction, so that a long list does not hold the journal."""
    from freehold.store import contacts, held

    with database.reading() as session:
        names = account_names(session)
    place = (0, 0)
    while True:
        with database.reading() as session:
            found = held.after(session, place, _PAGE)
            wanted = sorted({item.contact_id for item in found if item.contact_id is not None})
            holders = {number: kept.organization for number, kept in contacts.many(session, wanted).items()}
        yield from (_row(item, names[item.account_id], holders.get(item.contact_id or 0, ""), lang) for item in found)
        if len(found) < _PAGE:
            return
        place = (found[-1].task_id, found[-1].seq)


def _row(item: "HeldItem", account: str, holder: str, lang: str) -> dict[str, object]:
    from freehold.languages import pick, sentence
    from freehold.terms.domain_name import DomainName
    from freehold.terms.instants import utc_text
    from freehold.terms.reasons import Reason

    reason = None if item.reason is None else Reason.of(item.reason)
    return {
        "domain": DomainName(item.domain_name).unicode,
        "account": account,
        "task_no": item.task_no,
        "kind": item.kind.value,
        "since": utc_text(item.updated_at),
        "reason": item.reason,
        "what_to_do": "" if reason is None else sentence(reason.code, reason.sentence, pick(lang)),
        "registry_says": item.message,
        "new_holder": holder,
        "lock_after": item.lock_after,
        "cancelled": item.cancelled_at is not None,
    }
