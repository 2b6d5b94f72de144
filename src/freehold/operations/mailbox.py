"""The file mailbox: mails leave the outbox as files of the folder ``mail/``, one ``.eml`` each.

A mail's name and Message-ID come from its event, so that delivering it again after a crash writes the same file once more
and makes no second mail (REL-15, INV-10).
"""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from freehold.db.engine import Database
from freehold.faults import fault
from freehold.store import outbox
from freehold.store.outbox import Mail
from freehold.terms.instants import SECOND, Instant

_SENDER = "Freehold <no-reply@freehold.invalid>"


def deliver(database: Database, folder: Path, now: Instant) -> int:
    """Write the mails that wait; how many."""
    with database.reading() as session:
        due = outbox.due(session)
    if not due:
        return 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for mail in due:
        fault("note.send.before")
        _write(folder, mail)
        fault("note.send.after")
    database.write_now(lambda session: outbox.mark_sent(session, [mail.event for mail in due], now))
    fault("note.mark.after_commit")
    return len(due)


def _write(folder: Path, mail: Mail) -> None:
    message = EmailMessage()
    message["From"] = _SENDER
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(mail.created_at / SECOND, UTC))
    message["Message-ID"] = f"<{mail.event}@freehold.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    draft = folder / f".{mail.event}.new"
    draft.write_bytes(bytes(message))
    draft.chmod(0o600)
    draft.rename(folder / f"{mail.event}.eml")
