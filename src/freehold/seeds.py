"""Load a seed file: into the store, and tell what must exist at a practice registry.

Loading a file again changes nothing: what is there stays as it is, whatever became of it since. All of a file is loaded
or nothing of it, in one transaction. Production knows no sandbox, so what the registry must hold is only told here; it
is told whole each time, since a process may have died between the store and the registry.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.rpc.permissions import permission_names
from freehold.store import accounts, contacts, domains, emails, profiles, users
from freehold.store.accounts import Account
from freehold.store.domains import NewDomain
from freehold.terms.access import BadPolicy, read_policies
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.seed_file import (
    BadSeed,
    SeedAccount,
    SeedDomain,
    SeedFile,
    SeedKey,
    SeedProfile,
    SeedUser,
    read_seed,
)
from freehold.terms.verification import RealNameStatus, RegistrantType

PRIOR_HOLDER = Contact(
    registrant_type=RegistrantType.ORGANISATION,
    name="Prior Holder",
    organization="Prior Holder",
    country="CN",
    province="zhe jiang",
    city="hang zhou shi",
    address="1 Example Road",
    postal_code="310000",
    tel_area="86",
    telephone="57100000000",
    email="prior@example.com",
)
"""Who holds a domain whose line does not say it."""


class SeedFailed(Exception):
    """The file cannot be loaded, and nothing of it was; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file says, for a practice registry to be told."""

    file: SeedFile
    now: Instant

    def registry_objects(self) -> list[dict[str, Any]]:
        """The domains that the registry must hold: name, registrant's handle, statuses, dates in milliseconds."""
        return [entry for account in self.file.accounts for entry in account.registry_objects(self.now)]

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The misbehaviour ordered of the registry."""
        return [fault.order for fault in self.file.faults]

    @property
    def fees(self) -> list[dict[str, str]]:
        """What new registrants cost there: name or suffix, amount, currency."""
        return list(self.file.fees)


def read(file: Path) -> SeedFile:
    """What a file says; raises SeedFailed."""
    try:
        return read_seed(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SeedFailed(f"{file.name} is not UTF-8.") from error
    except BadSeed as error:
        raise SeedFailed(f"{file.name}: {error}") from error


def load(seed: SeedFile, name: str, store: Database, now: Instant) -> Loaded:
    """Enter what a seed says and the store lacks; raises SeedFailed with the seed's *name*."""
    try:
        store.write_now(lambda session: _enter(session, seed, now))
    except _Conflict as error:
        raise SeedFailed(f"{name}: {error} Nothing was loaded.") from error
    return Loaded(seed, now)


class _Conflict(Exception):
    """What the file wants belongs to somebody else."""


def _enter(session: Session, seed: SeedFile, now: Instant) -> None:
    for entry in seed.accounts:
        account = accounts.by_name(session, entry.name) or accounts.create(
            session, entry.name, now, language=entry.language
        )
        for key in entry.access_keys:
            _enter_key(session, account, key, None, now)
        for user in entry.users:
            _enter_user(session, account, user, now)
        holders = {profile.id: _enter_profile(session, account, profile, now) for profile in entry.profiles}
        _enter_domains(session, account, entry, holders, now)


def _enter_key(session: Session, account: Account, key: SeedKey, user_id: int | None, now: Instant) -> None:
    try:
        accounts.put_key(session, account, key.id, key.secret, now, user_id=user_id)
    except accounts.KeyTaken as error:
        raise _Conflict(f"access key {key.id} is in use with another secret or by another account or user.") from error


def _enter_user(session: Session, account: Account, entry: SeedUser, now: Instant) -> None:
    """Make the user when the account has none of its name."""
    policies = list(entry.policies)
    try:
        read_policies(policies, account=account.user_id, known=permission_names())
    except BadPolicy as error:
        raise _Conflict(f"account {account.name}, user {entry.name}: {error}.") from error
    known = users.by_name(session, account.id, entry.name)
    user_id = users.add(session, account.id, entry.name, policies, now) if known is None else known.id
    for key in entry.access_keys:
        _enter_key(session, account, key, user_id, now)


def _enter_profile(session: Session, account: Account, entry: SeedProfile, now: Instant) -> int:
    """Make the profile when there is none of its number; the contact it stands at."""
    known = profiles.by_id(session, entry.id)
    if known is not None:
        if known.account_id != account.id:
            raise _Conflict(f"profile {entry.id} belongs to another account.")
        return known.contact_id
    status = RealNameStatus.SUCCEEDED if entry.verified else RealNameStatus.NONE
    profiles.add(session, account.id, _contact(entry), now, profile_id=entry.id, real_name_status=status)
    if entry.email_verified:
        emails.put_verified(session, account.id, entry.email, now)
    made = profiles.by_id(session, entry.id)
    assert made is not None
    return made.contact_id


def _enter_domains(
    session: Session, account: Account, entry: SeedAccount, holders: dict[int, int], now: Instant
) -> None:
    names = [str(domain.name) for domain in entry.domains]
    held = domains.held(session, names)
    strangers = held - {found.name for found in domains.candidates(session, account.id, sorted(held))}
    if strangers:
        raise _Conflict(f"another account holds {', '.join(sorted(strangers)[:10])} ({len(strangers)} in all).")
    missing = [domain for domain in entry.domains if domain.name not in held]
    verified = {profile.id for profile in entry.profiles if profile.verified}
    prior = contacts.add(session, account.id, PRIOR_HOLDER, now) if any(d.profile is None for d in missing) else 0
    domains.add_many(
        session,
        account.id,
        [
            _domain(
                domain, prior if domain.profile is None else holders[domain.profile], domain.profile in verified, now
            )
            for domain in missing
        ],
        now,
    )


def _domain(domain: SeedDomain, registrant_id: int, verified: bool, now: Instant) -> NewDomain:
    return NewDomain(
        name=domain.name,
        registrant_id=registrant_id,
        registered_at=domain.registration(now),
        expires_at=domain.expiry(now),
        real_name_status=RealNameStatus.SUCCEEDED if verified else RealNameStatus.NONE,
        transfer_lock=LockSetting.ON if "transfer" in domain.locks else LockSetting.NEVER_SET,
        update_lock=LockSetting.ON if "update" in domain.locks else LockSetting.NEVER_SET,
    )


def _contact(profile: SeedProfile) -> Contact:
    area, _, number = profile.telephone.removeprefix("+").partition(".")
    return Contact(
        registrant_type=profile.registrant_type,
        name=profile.name,
        organization=profile.holder,
        zh_organization=profile.holder_zh,
        country=profile.country,
        province=profile.province,
        city=profile.city,
        address=profile.address,
        postal_code=profile.postal_code,
        tel_area=area,
        telephone=number,
        email=profile.email,
    )
