"""Tell the prior and the new holder of a change of registrant: one mail per person and task (SEC-22).

That something is to be told is written in the transaction of the success; the letters are written after it, some persons at
a time, because a task may have as many prior holders as domains. A person is a mail address. The prior holder is who our
copy named when the task was accepted. A task that does not end within a day tells of what is done so far, since the
change-of-registrant rule gives one day (epp-facts.md, 11); whoever is told of more later gets a second mail.
"""

from itertools import groupby
from typing import Literal

from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.languages import Language
from freehold.operations.mail.letters import language_of, letter
from freehold.store import accounts, contacts, emails, notices, outbox, tasks
from freehold.store.notices import Notice, Told
from freehold.store.outbox import Mail
from freehold.store.tasks import Task
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import HOUR, Instant, china_text, utc_text

LATEST = 20 * HOUR
"""From the first success on; leaves a mail server four hours of the day."""

MOST_NAMES = 200
"""Domains named in one mail; the rest is a number."""

_ROWS_AT_ONCE = 2000
"""Above the names of one mail, so that each look has at least one person whole."""

Role = Literal["prior", "new", "both"]


def schedule(session: Session, task_id: int, now: Instant) -> None:
    """Have the holders told, in the transaction of a task's successes."""
    notices.schedule(session, task_id, Instant(now + LATEST))


def any_due(session: Session, now: Instant) -> bool:
    """Whether letters are to be written."""
    return bool(notices.due(session, now))


def write_due(database: Database, now: Instant, *, at_once: int = _ROWS_AT_ONCE) -> int:
    """Write the letters that are due into the outbox; how many. May die anywhere and be run again."""
    with database.reading() as session:
        waiting = notices.due(session, now)
    return sum(_write_wave(database, notice, now, at_once) for notice in waiting)


def _write_wave(database: Database, notice: Notice, now: Instant, at_once: int) -> int:
    if notice.after is None:
        database.write_now(lambda session: notices.begin_wave(session, notice.task_id))
        notice = Notice(notice.task_id, notice.wave + 1, b"")
    with database.reading() as session:
        task = tasks.get(session, notice.task_id)
        mails = [] if notice.after else _to_new_holder(session, task, notice, now)
        rows = notices.domains_of(session, notice, MOST_NAMES, at_once)
        last = len(rows) < at_once
        by_person = [list(group) for _, group in groupby(rows, lambda row: row.person)]
        whole = by_person if last else by_person[:-1]
        mails += _to_prior_holders(session, task, notice, whole, now)

    def work(session: Session) -> None:
        for mail in mails:
            outbox.put(session, mail)
        if last:
            notices.end_wave(session, task.id, Instant(now + LATEST))
        else:
            notices.advance(session, task.id, whole[-1][0].person)

    database.write_now(work)
    return len(mails)


def _to_new_holder(session: Session, task: Task, notice: Notice, now: Instant) -> list[Mail]:
    assert task.contact_id is not None
    holder = contacts.get(session, task.contact_id)
    names, count = notices.names_of(session, notice, MOST_NAMES)
    person = emails.digest(session, task.account_id, holder.email)
    role: Role = "both" if notices.count_of(session, notice, person) == count else "new"
    chosen = accounts.language_of(session, task.account_id)
    return _letters(task, notice, holder, holder, person, role, names, count, chosen, now)


def _to_prior_holders(
    session: Session, task: Task, notice: Notice, by_person: list[list[Told]], now: Instant
) -> list[Mail]:
    assert task.contact_id is not None
    people = contacts.many(session, [rows[0].prior_id for rows in by_person] + [task.contact_id])
    holder = people[task.contact_id]
    new = emails.digest(session, task.account_id, holder.email)
    chosen = accounts.language_of(session, task.account_id)
    return [
        mail
        for rows in by_person
        if rows[0].person != new
        for mail in _letters(
            task, notice, holder, people[rows[0].prior_id], rows[0].person, "prior",
            [row.domain_name for row in rows], rows[0].count, chosen, now,
        )
    ]  # fmt: skip


def _letters(
    task: Task, notice: Notice, holder: Contact, person: Contact, digest: bytes, role: Role, names: list[str],
    count: int, chosen: Language | None, now: Instant,
) -> list[Mail]:  # fmt: skip
    """The letter to a person; none where our copy knows no address, or nothing is to be told."""
    if not person.email or not count:
        return []
    language = language_of(person, chosen)
    chinese = holder.zh_organization or holder.organization
    written = letter(
        "registrant-changed",
        language,
        role=role,
        holder=chinese if language == "zh" else holder.organization or chinese,
        names=[DomainName(name).unicode for name in names],
        count=count,
        more=count - len(names),
        at=f"{china_text(now)}（北京时间）" if language == "zh" else utc_text(now),
        task_no=task.task_no,
    )
    return [
        Mail(
            event=f"changed-{task.id}-{notice.wave}-{digest.hex()}",
            account_id=task.account_id,
            recipient=person.email,
            subject=written.subject,
            body=written.text,
            html=written.html,
            created_at=now,
        )
    ]
