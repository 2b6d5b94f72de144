"""The mail that carries a transfer authorization code, in the language of the registrant."""

from freehold.languages import Language
from freehold.operations.mail import letters
from freehold.store.outbox import Mail
from freehold.store.transfer_codes import Wanted
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, china_text


def mail(
    wanted: Wanted,
    name: str,
    code: str,
    registrant: Contact,
    ends_at: Instant,
    now: Instant,
    *,
    chosen: Language | None,
) -> Mail:
    """The mail to the registrant; one a task. *chosen* is the account's language."""
    letter = letters.letter(
        "transfer-code",
        letters.language_of(registrant, chosen),
        domain=DomainName(name).unicode,
        code=code,
        until=china_text(ends_at),
    )
    return Mail(
        event=f"transfer-code-{wanted.task_id}",
        account_id=wanted.account_id,
        recipient=registrant.email,
        subject=letter.subject[:255],
        body=letter.text,
        html=letter.html,
        created_at=now,
    )
