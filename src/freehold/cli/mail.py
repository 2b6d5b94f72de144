"""``freehold mail``: what mails wait, went out, were given up or came back; and bounces, taken in or told."""

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from freehold.cli.data_folder import business_now, config_option, data_option, open_store
from freehold.cli.output import output_option, say, write_record, write_rows
from freehold.terms.mails import MailState, masked

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.outbox import Posted

_COLUMNS = ("event", "state", "to", "subject", "attempts", "written", "sent", "trouble")
_STATES = [state.word for state in MailState]


@click.group()
def mail() -> None:
    """See how mails fare, try one again, take in bounces."""


@mail.command(name="list")
@click.option("--state", type=click.Choice(_STATES), multiple=True, help="Mails in this state only; may be repeated.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many.")
@data_option
@output_option
def list_(state: tuple[str, ...], most: int, data: Path, output: str) -> None:
    """List mails, newest first, their addresses masked."""
    from freehold.store import outbox

    wanted = [one for one in MailState if not state or one.word in state]
    with open_store(data) as database, database.reading() as session:
        found = outbox.newest(session, wanted, most)
    write_rows(_COLUMNS, map(_row, found), output)


@mail.command()
@click.argument("event")
@data_option
@output_option
def show(event: str, data: Path, output: str) -> None:
    """Show the mail EVENT with its address and text."""
    from freehold.store import outbox

    with open_store(data) as database, database.reading() as session:
        found = outbox.find(session, event)
    if found is None:
        raise click.ClickException(f"There is no mail {event}. freehold mail list shows those there are.")
    write_record({**_row(found), "to": found.mail.recipient, "text": found.mail.body}, output)


@mail.command()
@click.argument("event")
@data_option
def retry(event: str, data: Path) -> None:
    """Send the mail EVENT once more, which was given up or came back."""
    from freehold.store import outbox

    with open_store(data) as database:
        if not database.write_now(lambda session: outbox.again(session, event, business_now(data))):
            raise click.ClickException(
                f"There is no mail {event} that was given up or came back. "
                "freehold mail list --state given-up --state bounced shows those."
            )
    say(f"Mail {event} is sent once more.")


@mail.command()
@click.argument("what", metavar="EVENT|ADDRESS")
@click.option("--reason", default="it came back", show_default=True, help="Why, as the bounce says.")
@data_option
def bounced(what: str, reason: str, data: Path) -> None:
    """Note that a mail came back: the one of EVENT, or all that were sent to ADDRESS."""
    from freehold.store import outbox

    told = reason.strip()
    if not told or len(told) > 200 or not told.isprintable():
        raise click.UsageError("--reason takes 1 to 200 characters on one line.")
    now = business_now(data)
    with open_store(data) as database:

        def work(session: "Session") -> int:
            events = outbox.sent_to(session, what) if "@" in what else [what]
            return sum(outbox.bounced(session, event, told, now) for event in events)

        count = database.write_now(work)
    if not count:
        raise click.ClickException(f"No mail that was sent fits {what}. freehold mail list --state sent shows those.")
    say(f"{count} mail{'' if count == 1 else 's'} noted as bounced.")


@mail.command()
@click.argument("file", type=click.File("rb"), default="-")
@data_option
def bounce(file: IO[bytes], data: Path) -> None:
    """Take in a bounce: the delivery status notification in FILE, or on standard input, where a mail server pipes it."""
    from freehold.operations.mail import bounces

    try:
        found = bounces.read(file.read(bounces.LARGEST + 1))
    except bounces.NotABounce as error:
        raise click.ClickException(f"This is no bounce: {error}.") from error
    if not found.failures:
        say("Nothing is noted: the mail is late, or arrived; it did not fail.")
        return
    now = business_now(data)
    with open_store(data) as database:
        try:
            noted = database.write_now(lambda session: bounces.note(session, found, now))
        except bounces.NotOurs as error:
            raise click.ClickException(f"Nothing is noted of this bounce: {error}.") from error
    for event, new in noted.items():
        say(f"Mail {event} is noted as bounced." if new else f"Mail {event} had ended before; nothing is noted.")


@mail.command()
@config_option
def check(config: Path | None) -> None:
    """Connect to the mail server and log in; nothing is sent."""
    from freehold.operations.mail.carriers import Unreachable
    from freehold.operations.mail.smtp import SmtpCarrier
    from freehold.settings import load

    settings = load(config, os.environ, {}).mail
    if not settings.server:
        say("No mail server is configured; mails are written to files in the data folder.")
        return
    try:
        with SmtpCarrier(settings).opened():
            say(f"{settings.server}:{settings.port_in_use} lets us in.")
    except Unreachable as error:
        raise click.ClickException(f"{settings.server}:{settings.port_in_use}: {error}") from error


def _row(found: "Posted") -> dict[str, object]:
    from freehold.terms.instants import utc_text

    return {
        "event": found.mail.event,
        "state": found.state.word,
        "to": masked(found.mail.recipient),
        "subject": found.mail.subject,
        "attempts": found.attempts,
        "written": utc_text(found.mail.created_at),
        "sent": None if found.sent_at is None else utc_text(found.sent_at),
        "trouble": found.trouble,
    }
