"""Proof that a mail address is its owner's (registrant-family.md, 7): a link valid for three days, an account's own list."""

from dataclasses import dataclass
from typing import Literal

from freehold.db.session import Session
from freehold.ids import new_token
from freehold.languages import Language
from freehold.operations.contact_rules import valid_email
from freehold.operations.mail.letters import letter, letter_in_both
from freehold.operations.office import Office
from freehold.store import accounts, emails, outbox
from freehold.store.emails import EmailProof
from freehold.store.outbox import Mail
from freehold.terms.instants import DAY, Instant, china_day_start
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import (
    EmailNotSubmitted,
    EmailNotVerified,
    ParameterIllegal,
    TokenIllegal,
    TooManyAddresses,
)

_NO_ADDRESS = Phrase("NoAddress", "names no address")

PATH = "/verify-email"
"""Where a link leads; ``web/verify_email.py`` answers there."""

LINK_DAYS = 3
A_DAY = 500
"""Submissions an account may make on a day."""
AN_ADDRESS = 10
"""Mails an account may have sent to one address on a day. The published API has such a limit and does not tell it."""
A_CALL = 100
"""Addresses of one call; the published console takes as many."""

Result = Literal["sent", "deleted", "exists", "unknown", "verified", "quota", "address quota", "bad"]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of one address of a call."""

    email: str
    result: Result


def submit(
    session: Session,
    office: Office,
    *,
    account_id: int,
    addresses: list[str],
    send_if_exists: bool,
    ip: str,
    now: Instant,
) -> list[Submitted]:
    """Send a link to each address; what becomes of each is told on its own, and addresses named twice count once."""

    def one(address: str) -> Result:
        if not valid_email(address):
            return "bad"
        if not send_if_exists and emails.find(session, account_id, address) is not None:
            return "exists"
        return _send(session, office, account_id, address, ip, now)

    return [Submitted(address, one(address)) for address in _each_once(addresses)]


def resend(
    session: Session, office: Office, *, account_id: int, addresses: list[str], ip: str, now: Instant
) -> list[Submitted]:
    """Send a new link to each address whose proof is under way; it ends the earlier link, and counts as a submission."""

    def one(address: str) -> Result:
        if not valid_email(address):
            return "bad"
        proof = emails.find(session, account_id, address)
        if proof is None:
            return "unknown"
        if proof.verified_at is not None:
            return "verified"
        return _send(session, office, account_id, address, ip, now)

    return [Submitted(address, one(address)) for address in _each_once(addresses)]


def delete(session: Session, *, account_id: int, addresses: list[str]) -> list[Submitted]:
    """Delete the proof of each address, under way or done: it has to be proved anew before it can be used."""

    def one(address: str) -> Result:
        if not valid_email(address):
            return "bad"
        return "deleted" if emails.delete(session, account_id, address) else "unknown"

    return [Submitted(address, one(address)) for address in _each_once(addresses)]


def check_verified(session: Session, account_id: int, email: str) -> None:
    """Raise EmailNotVerified unless the account proved this address."""
    if not emails.verified(session, account_id, email):
        raise EmailNotVerified(email=email)


def _each_once(addresses: list[str]) -> list[str]:
    """The addresses of one call, each once; raises ParameterIllegal, TooManyAddresses.

    Spellings that differ in case alone are one address, as they are one proof: a second link would end the first.
    """
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(address.casefold(), address)
    if not first:
        raise ParameterIllegal(parameter="Email", why=_NO_ADDRESS.of())
    if len(first) > A_CALL:
        raise TooManyAddresses(count=len(first), limit=A_CALL)
    return list(first.values())


def _send(session: Session, office: Office, account_id: int, address: str, ip: str, now: Instant) -> Result:
    day = china_day_start(now)
    if emails.sent_on(session, account_id, address, day) >= AN_ADDRESS:
        return "address quota"
    if not emails.count_submission(session, account_id, day, A_DAY):
        return "quota"
    emails.count_sending(session, account_id, address, day)
    token = new_token(session.ids, 24)
    emails.ask(session, account_id, address, token, ip, now)
    chosen = accounts.language_of(session, account_id)
    outbox.put(session, _mail(office, account_id, address, token, chosen, now))
    return "sent"


def confirm(session: Session, token: str, ip: str, now: Instant) -> EmailProof:
    """Take the address as proved; a second click on the same link is harmless. Raises TokenIllegal.

    The token is the right to confirm, whoever carries it: the link is opened by the address's owner, who has no account.
    """
    proof = emails.by_token(session, token)
    if proof is None:
        raise TokenIllegal
    if proof.verified_at is None or (proof.token_sent_at or 0) > proof.verified_at:
        if _too_old(proof, now):
            raise TokenIllegal
        emails.confirm(session, proof, ip, now)
    return proof


def _too_old(proof: EmailProof, now: Instant) -> bool:
    return proof.token_sent_at is None or now >= proof.token_sent_at + LINK_DAYS * DAY


def look(session: Session, account_id: int, email: str) -> EmailProof:
    """The account's proof of an address; raises EmailNotSubmitted."""
    proof = emails.find(session, account_id, email)
    if proof is None:
        raise EmailNotSubmitted(email=email)
    return proof


def _mail(office: Office, account_id: int, address: str, token: str, chosen: Language | None, now: Instant) -> Mail:
    link = f"{office.base_url()}{PATH}?token={token}"
    # Whose address it is and what they speak is not known yet; the account may have said.
    values = {"link": link, "days": LINK_DAYS}
    written = letter_in_both("verify-email", **values) if chosen is None else letter("verify-email", chosen, **values)
    return Mail(
        # One mail a link: two links of one moment are two mails. The digest tells nobody the token.
        event=f"verify-{emails.token_digest(token).hex()[:32]}",
        account_id=account_id,
        recipient=address,
        subject=written.subject,
        body=written.text,
        html=written.html,
        created_at=now,
    )
