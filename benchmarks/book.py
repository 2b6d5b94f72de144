"""The account that is measured: a verified profile, its mail address proved, and the domains of a prior holder."""

from freehold.clock import SystemClock
from freehold.db.session import Session
from freehold.store import accounts, contacts, domains, emails, profiles
from freehold.store.accounts import Account
from freehold.store.domains import NewDomain
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, years_after
from freehold.terms.verification import RealNameStatus

HOLDER = Contact(
    name="Example", organization="Example Ltd", country="CN", province="zhe jiang", city="hang zhou shi",
    address="1 Example Road", postal_code="310000", tel_area="86", telephone="57188887777", email="a@example.com",
)  # fmt: skip


def enter_account(session: Session, now: Instant, *, profiles_of_it: int = 1) -> Account:
    """Enter the account, with so many profiles of the holder."""
    account = accounts.create(session, "bench", now)
    for _ in range(profiles_of_it):
        profiles.add(session, account.id, HOLDER, now, real_name_status=RealNameStatus.SUCCEEDED)
    emails.put_verified(session, account.id, HOLDER.email, now)
    return account


def enter_domains(session: Session, account: Account, names: list[str], now: Instant) -> int:
    """Enter domains of a prior holder, for a year; the id of that holder's data."""
    prior, ends = contacts.add(session, account.id, HOLDER, now), years_after(now, 1)
    entries = [
        NewDomain(name=DomainName(name), registrant_id=prior, registered_at=now, expires_at=ends) for name in names
    ]
    domains.add_many(session, account.id, entries, now)
    return prior


def enter(session: Session, names: list[str]) -> Account:
    """Both, as of now."""
    now = SystemClock().now()
    account = enter_account(session, now)
    enter_domains(session, account, names, now)
    return account
