"""Prior and new holder confirm a change of registrant, where the operator has them asked and the suffix's rule wants it.

ICANN's rule in force asks both, or a designated agent of each (epp-facts.md, 11). By default the account that calls is that
agent and nobody is asked (decision 15). Where holders are asked, an item whose holder's name, organisation or mail address
changes waits in ``awaiting_confirmation``; each person gets one link for the task. Opening it shows what is asked, pressing
its button answers. When the new holder and an item's prior holder both confirmed, the item goes on; a refusal by either
ends it, and so does silence until the rule's time is over. Every step is one transaction of rows.
"""

from collections.abc import Sequence

import msgspec

from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine import next_round
from freehold.ids import new_token
from freehold.languages import Language
from freehold.operations.mail.letters import language_of, letter
from freehold.operations.office import Office
from freehold.operations.task_plan import Plan
from freehold.policy.tld import Policy
from freehold.store import accounts, confirmations, contacts, outbox, task_documents, tasks
from freehold.store.confirmations import Confirmation
from freehold.store.new_tasks import NewItem
from freehold.store.outbox import Mail
from freehold.terms.confirmations import ConfirmationState, HolderRole
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant, china_text, utc_text
from freehold.terms.reasons import Reason

PATH = "/confirm-change"
MOST_NAMES = 200
"""Domains named in a mail and on its page; the rest is a number."""

_AT_ONCE = 100
_MATERIAL = ("name", "organization", "email", "zh_name", "zh_organization")
"""A change of these is a change of registrant in the rule's sense; of the others, an update of data."""


class NoConfirmation(LookupError):
    """The link is not known, or nothing hangs on it any more."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows a person."""

    language: Language
    role: HolderRole
    state: ConfirmationState
    prior_asked: bool
    holder: str
    names: list[str]
    count: int
    lapses: str
    lock_days: int
    """For how long the domains are locked against transfer after it, unless the prior holder gives that up; 0 for not at all."""


def mark(session: Session, office: Office, plan: Plan, new: Contact, now: Instant) -> Plan:
    """The plan with those items set to wait whose holders have to confirm; without one where nobody is asked."""
    if office.confirmations == "agent":
        return plan
    open_rows = [row for row in plan.rows if row.prior_id is not None and (row.reason is None or row.by_hand)]
    prior = contacts.many(session, sorted({row.prior_id for row in open_rows if row.prior_id is not None}))
    material = {contact_id for contact_id, contact in prior.items() if _differs(contact, new)}
    rows = [_marked(office, row, prior, material, now) for row in plan.rows]
    return Plan(rows, plan.slices)


def _marked(office: Office, row: NewItem, prior: dict[int, Contact], material: set[int], now: Instant) -> NewItem:
    if row.prior_id not in material or not _policy(office, row.domain_name, now).registrant_change.confirmations:
        return row
    if not prior[row.prior_id].email:
        return msgspec.structs.replace(row, reason=Reason.PRIOR_HOLDER_NO_ADDRESS.code, by_hand=False)
    return msgspec.structs.replace(row, reason=Reason.CONFIRMATION_AWAITED.code, awaits=True)


def _differs(prior: Contact, new: Contact) -> bool:
    return any(getattr(prior, name).casefold() != getattr(new, name).casefold() for name in _MATERIAL)


def _policy(office: Office, name: str, now: Instant) -> Policy:
    return office.policies.of(name, now)


def begin(
    session: Session,
    office: Office,
    task_id: int,
    account_id: int,
    contact_id: int,
    rows: Sequence[NewItem],
    now: Instant,
) -> None:
    """Write down whom a new task asks, in its own transaction; the mails follow."""
    suffixes = {row.domain_name.partition(".")[2]: row.domain_name for row in rows if row.awaits}
    if suffixes:
        days = min(_policy(office, name, now).registrant_change.confirmation_days for name in suffixes.values())
        confirmations.begin(session, task_id, account_id, contact_id, now, Instant(now + days * DAY))


def any_unsent(session: Session) -> bool:
    """Whether mails are to be written."""
    return bool(confirmations.unsent(session, 1))


def send_due(database: Database, office: Office, now: Instant) -> int:
    """Write the mails of those who were not asked yet into the outbox, some at a time; how many."""
    with database.reading() as session:
        if not confirmations.unsent(session, 1):
            return 0

    def work(session: Session) -> int:
        found = confirmations.unsent(session, _AT_ONCE)
        for one in found:
            token = new_token(session.ids, 24)
            outbox.put(session, _mail(session, office, one, token, now))
            confirmations.sent(session, one.id, token, now)
        return len(found)

    return database.write_now(work)


def open_link(session: Session, office: Office, token: str, now: Instant) -> Asked:
    """What a link is about, and note that it was opened. Raises NoConfirmation."""
    one = _of(session, token)
    confirmations.opened(session, one.id, now)
    return _asked(session, office, one)


def answer(
    session: Session, office: Office, token: str, *, confirms: bool, waives_lock: bool, ip: str, now: Instant
) -> Asked:
    """Take a person's answer: what hangs on it goes on or ends. The first answer counts. Raises NoConfirmation."""
    one = _of(session, token)
    if one.state.open:
        state = ConfirmationState.CONFIRMED if confirms else ConfirmationState.REFUSED
        waived = confirms and waives_lock and one.role is not HolderRole.NEW
        if confirmations.answered(session, one, state, now, ip=ip, lock_waived=waived):
            if confirms:
                _go_on(session, office, one.account_id, one.task_id, now)
            else:
                _end(session, one, Reason.CONFIRMATION_REFUSED, now)
    return _asked(session, office, _of(session, token))


def lapse_due(database: Database, now: Instant) -> int:
    """End what nobody confirmed in time; how many persons that was, some at a time."""
    with database.reading() as session:
        found = confirmations.lapsing(session, now, _AT_ONCE)

    def work(session: Session) -> int:
        lapsed = [one for one in found if confirmations.end(session, one.id, ConfirmationState.LAPSED)]
        for one in lapsed:
            _end(session, one, Reason.CONFIRMATION_LAPSED, now)
        return len(lapsed)

    return database.write_now(work) if found else 0


def _go_on(session: Session, office: Office, account_id: int, task_id: int, now: Instant) -> None:
    system_now = Instant(office.system_now())
    for number in confirmations.free(session, task_id, now):
        next_round.wake(session, office.queue, task_id, number, system_now)
    confirmations.end_moot(session, account_id, task_id)


def _end(session: Session, one: Confirmation, reason: Reason, now: Instant) -> None:
    """Without the new holder's word nothing of the task that waits can be done, without a prior holder's theirs."""
    confirmations.fail(session, one, reason, now)
    confirmations.end_moot(session, one.account_id, one.task_id)
    task_documents.end_moot(session, one.account_id, one.task_id, now)


def _of(session: Session, token: str) -> Confirmation:
    one = confirmations.by_token(session, token)
    if one is None:
        raise NoConfirmation("the link is not known")
    return one


def _asked(session: Session, office: Office, one: Confirmation) -> Asked:
    task = tasks.get(session, one.task_id)
    assert task.contact_id is not None
    people = contacts.many(session, [one.contact_id, task.contact_id])
    language = language_of(people[one.contact_id], accounts.language_of(session, one.account_id))
    holder = people[task.contact_id]
    names, count = confirmations.names_of(session, one, MOST_NAMES)
    chinese = holder.zh_organization or holder.organization
    locks = [_policy(office, name, one.asked_at).registrant_change for name in names[:1] if task.lock_after]
    return Asked(
        language=language,
        role=one.role,
        state=one.state,
        prior_asked=one.role is not HolderRole.NEW,
        holder=chinese if language == "zh" else holder.organization or chinese,
        names=[DomainName(name).unicode for name in names],
        count=count,
        lapses=f"{china_text(one.lapses_at)}（北京时间）" if language == "zh" else utc_text(one.lapses_at),
        lock_days=next((lock.lock_days or lock.lock_days_when_asked for lock in locks if lock.lock_may_be_waived), 0),
    )


def event_of(one: Confirmation) -> str:
    """The event of the mail that asks a person."""
    return f"confirm-{one.task_id}-{one.person.hex()}"


def _mail(session: Session, office: Office, one: Confirmation, token: str, now: Instant) -> Mail:
    asked = _asked(session, office, one)
    person = contacts.get(session, one.contact_id)
    written = letter(
        "confirm-change",
        asked.language,
        role=one.role.value,
        holder=asked.holder,
        names=asked.names,
        count=asked.count,
        more=asked.count - len(asked.names),
        link=f"{office.base_url()}{PATH}?token={token}",
        lapses=asked.lapses,
    )
    return Mail(
        event=event_of(one),
        account_id=one.account_id,
        recipient=person.email,
        subject=written.subject,
        body=written.text,
        html=written.html,
        created_at=now,
    )
