"""Seed files (contract.md, 3): YAML for tests, demos and integrators, read into typed values.

Unknown keys are errors that name the place in the file and the nearest known key; so are values of a wrong kind. What a line
leaves out gets a sensible value.
"""

import difflib
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

import yaml

from freehold.terms.domain_name import DomainName, MalformedName
from freehold.terms.fees import BadLimit, FeeLimit
from freehold.terms.instants import Instant, from_datetime, from_text, years_after
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.verification import RegistrantType

PRIOR_HANDLE = "PRIOR"
"""The contact that seeded domains have at the sandbox registry."""

_YEARS_AHEAD, _YEARS_HELD = 2, 1
_LOCKS = {"update": UPDATE_LOCK, "transfer": TRANSFER_LOCK}
_TYPES = {"individual": RegistrantType.INDIVIDUAL, "organisation": RegistrantType.ORGANISATION}
_MOST_GENERATED = 1_000_000


class BadSeed(ValueError):
    """The file cannot be used; the argument names the place and what to do."""


@dataclass(frozen=True, slots=True)
class SeedKey:
    """An access key."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedUser:
    """A sub-user; its policies are as they stand, and read when it is entered (terms/access.py)."""

    name: str
    access_keys: tuple[SeedKey, ...] = ()
    policies: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedProfile:
    """A registrant profile; the mail address of a verified one is verified unless the line says otherwise."""

    id: int
    holder: str
    email: str
    verified: bool = False
    email_verified: bool = False
    registrant_type: RegistrantType = RegistrantType.ORGANISATION
    holder_zh: str = ""
    name: str = ""
    country: str = "CN"
    province: str = "zhe jiang"
    city: str = "hang zhou shi"
    address: str = "1 Example Road"
    postal_code: str = "310000"
    telephone: str = "+86.57188887777"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDomain:
    """A domain; *profile* is whose data it holds, none for a prior holder's."""

    name: DomainName
    profile: int | None = None
    locks: tuple[str, ...] = ()
    expires_at: Instant | None = None
    registered_at: Instant | None = None

    def expiry(self, now: Instant) -> Instant:
        """The end of its registration; two years ahead where the line says nothing."""
        return self.expires_at if self.expires_at is not None else years_after(now, _YEARS_AHEAD)

    def registration(self, now: Instant) -> Instant:
        """The beginning of its registration; a year ago, or a year before its end where that is past."""
        if self.registered_at is not None:
            return self.registered_at
        return years_after(min(now, self.expiry(now)), -_YEARS_HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedAccount:
    """An account with what belongs to it."""

    name: str
    language: Literal["en", "zh"] | None = None
    access_keys: tuple[SeedKey, ...] = ()
    users: tuple[SeedUser, ...] = ()
    profiles: tuple[SeedProfile, ...] = ()
    domains: tuple[SeedDomain, ...] = ()

    def registry_objects(self, now: Instant) -> list[dict[str, Any]]:
        """The account's domains as the sandbox registry is to hold them."""
        return [
            {
                "name": str(domain.name),
                "registrant": PRIOR_HANDLE,
                "statuses": [_LOCKS[lock] for lock in domain.locks],
                "created_at": domain.registration(now),
                "expires_at": domain.expiry(now),
            }
            for domain in self.domains
        ]


@dataclass(frozen=True, slots=True)
class SeedFault:
    """Misbehaviour that is ordered, and where in the file; whoever takes orders says whether this is one."""

    where: str
    order: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFile:
    """A whole file."""

    accounts: tuple[SeedAccount, ...] = ()
    faults: tuple[SeedFault, ...] = ()
    """Misbehaviour of the practice registry, by domain."""
    fees: tuple[dict[str, str], ...] = ()
    """What a new registrant costs at the practice registry, by domain or suffix."""
    call_faults: tuple[SeedFault, ...] = ()
    """Misbehaviour of the API itself, by action; for an emulator."""


def read_seed(text: str) -> SeedFile:
    """Read a file's text; raises BadSeed."""
    try:
        # The parser in C: a file of 10,000 domains takes it 0.2 s, the other 2 s.
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader by descent
    except yaml.YAMLError as error:
        raise BadSeed(f"it is not YAML: {' '.join(str(error).split())}") from error
    top = _Place("the file", {} if loaded is None else loaded)
    top.only("accounts", "faults", "fees")
    accounts = tuple(_account(place) for place in top.each("accounts"))
    _once("the file", "account", [account.name for account in accounts])
    _once("the file", "domain", [domain.name.unicode for account in accounts for domain in account.domains])
    faults = tuple(_fault(place) for place in top.each("faults") if "action" not in place.values)
    call_faults = tuple(_call_fault(place) for place in top.each("faults") if "action" in place.values)
    fees = tuple(_fee(place) for place in top.each("fees"))
    return SeedFile(accounts=accounts, faults=faults, call_faults=call_faults, fees=fees)


class _Loader(yaml.CSafeLoader):
    """The safe loader, which would take the last of two equal keys without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)):
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            raise BadSeed(f"line {node.start_mark.line + 1}: the key {twice!r} stands twice.")
        return super().construct_mapping(node, deep)


class _Place:
    """A mapping in the file, and where it stands."""

    def __init__(self, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise BadSeed(f"{where} must be a list of keys and values, and is {value!r}.")
        self.where = where
        self.values = value

    def only(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1, 0.0)[0]
                raise BadSeed(f"{self.where}: there is no key {key!r}. Did you mean {near!r}?")

    def each(self, key: str) -> Iterator["_Place"]:
        entries = self.values.get(key, [])
        if not isinstance(entries, list):
            raise BadSeed(f"{self.where}: {key} must be a list.")
        for number, entry in enumerate(entries, 1):
            yield _Place(f"{self.where}, {key} {number}" if self.where != "the file" else f"{key} {number}", entry)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise BadSeed(f"{self.where}: {key} is missing.")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise BadSeed(f"{self.where}: {key} must be text, and is {value!r}.")
        if default is None and not str(value).strip():
            raise BadSeed(f"{self.where}: {key} is empty.")
        return str(value)

    def number(self, key: str, default: int | None = None) -> int:
        value = self.values.get(key, default)
        if value is None:
            raise BadSeed(f"{self.where}: {key} is missing.")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadSeed(f"{self.where}: {key} must be a whole number from 1, and is {value!r}.")
        return value

    def truth(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise BadSeed(f"{self.where}: {key} must be true or false, and is {value!r}.")
        return value

    def instant(self, key: str) -> Instant | None:
        value = self.values.get(key)
        match value:
            case None:
                return None
            case datetime():
                return from_datetime(value)
            case date():
                return from_datetime(datetime.combine(value, time()))
            case str():
                try:
                    return from_text(value)
                except ValueError as error:
                    raise BadSeed(
                        f"{self.where}: {key} must be a date such as 2026-01-31, and is {value!r}."
                    ) from error
            case _:
                raise BadSeed(f"{self.where}: {key} must be a date such as 2026-01-31, and is {value!r}.")


def _account(place: _Place) -> SeedAccount:
    place.only("name", "language", "access_keys", "users", "profiles", "domains")
    profiles = tuple(_profile(entry) for entry in place.each("profiles"))
    known = {profile.id for profile in profiles}
    _once(place.where, "profile", [str(profile.id) for profile in profiles])
    domains = tuple(domain for entry in place.each("domains") for domain in _domains(entry, known))
    keys = tuple(_key(entry) for entry in place.each("access_keys"))
    users = tuple(_user(entry) for entry in place.each("users"))
    _once(place.where, "user", [user.name for user in users])
    return SeedAccount(
        name=place.text("name"), language=_language(place), access_keys=keys, users=users, profiles=profiles,
        domains=domains,
    )  # fmt: skip


def _language(place: _Place) -> Literal["en", "zh"] | None:
    match place.values.get("language"):
        case None:
            return None
        case "en":
            return "en"
        case "zh":
            return "zh"
    raise BadSeed(f"{place.where}: language is en or zh")


def _user(place: _Place) -> SeedUser:
    place.only("name", "access_keys", "policies")
    keys = tuple(_key(entry) for entry in place.each("access_keys"))
    policies = tuple(entry.values for entry in place.each("policies"))
    return SeedUser(name=place.text("name"), access_keys=keys, policies=policies)


def _key(place: _Place) -> SeedKey:
    place.only("id", "secret")
    return SeedKey(place.text("id"), place.text("secret"))


def _profile(place: _Place) -> SeedProfile:
    place.only(
        "id", "verified", "registrant_type", "holder", "holder_zh", "name", "email", "email_verified", "country", "province",
        "city", "address", "postal_code", "telephone",
    )  # fmt: skip
    kind = place.text("registrant_type", "organisation")
    if kind not in _TYPES:
        raise BadSeed(f"{place.where}: registrant_type must be individual or organisation, and is {kind!r}.")
    telephone = place.text("telephone", "+86.57188887777")
    if re.fullmatch(r"\+[0-9]{1,3}\.[0-9]{1,14}", telephone) is None:
        raise BadSeed(f"{place.where}: telephone must be written as +86.57188887777, and is {telephone!r}.")
    verified = place.truth("verified", False)
    holder = place.text("holder")
    return SeedProfile(
        id=place.number("id"),
        holder=holder,
        holder_zh=place.text("holder_zh", ""),
        name=place.text("name", holder),
        email=place.text("email"),
        verified=verified,
        email_verified=place.truth("email_verified", verified),
        registrant_type=_TYPES[kind],
        country=place.text("country", "CN"),
        province=place.text("province", "zhe jiang"),
        city=place.text("city", "hang zhou shi"),
        address=place.text("address", "1 Example Road"),
        postal_code=place.text("postal_code", "310000"),
        telephone=telephone,
    )


def _domains(place: _Place, profiles: set[int]) -> Iterator[SeedDomain]:
    place.only("name", "generate", "pattern", "profile", "locks", "expires", "registered")
    profile = place.number("profile") if "profile" in place.values else None
    if profile is not None and profile not in profiles:
        raise BadSeed(f"{place.where}: the account has no profile {profile}.")
    locks = place.values.get("locks", [])
    if not isinstance(locks, list) or not set(locks) <= set(_LOCKS):
        raise BadSeed(f"{place.where}: locks must be a list of {' and '.join(_LOCKS)}, and is {locks!r}.")
    for name in _names(place):
        yield SeedDomain(
            name=name,
            profile=profile,
            locks=tuple(locks),
            expires_at=place.instant("expires"),
            registered_at=place.instant("registered"),
        )


def _names(place: _Place) -> Iterator[DomainName]:
    if ("name" in place.values) == ("generate" in place.values):
        raise BadSeed(f"{place.where}: give either name, or generate with pattern.")
    if "name" in place.values:
        yield _name(place, place.text("name"))
        return
    count, pattern = place.number("generate"), place.text("pattern")
    if count > _MOST_GENERATED:
        raise BadSeed(f"{place.where}: generate must be at most {_MOST_GENERATED:,}, and is {count:,}.")
    try:
        first, second = pattern.format(n=1), pattern.format(n=2)
    except (KeyError, IndexError, ValueError) as error:
        raise BadSeed(f"{place.where}: pattern must be written as shop-{{n:05d}}.xyz, and is {pattern!r}.") from error
    if first == second and count > 1:
        raise BadSeed(f"{place.where}: pattern must contain {{n}}, and is {pattern!r}.")
    for number in range(1, count + 1):
        yield _name(place, pattern.format(n=number))


def _name(place: _Place, text: str) -> DomainName:
    try:
        return DomainName.parse(text)
    except MalformedName as error:
        raise BadSeed(f"{place.where}: {text!r} is no domain name: {error}.") from error


def _fault(place: _Place) -> SeedFault:
    place.only("domain", "answer", "pending_seconds", "drop", "delay_seconds", "misbehave", "times", "command")
    name = place.text("domain")
    return SeedFault(place.where, {**place.values, "domain": name if name == "*" else str(_name(place, name))})


def _fee(place: _Place) -> dict[str, str]:
    place.only("domain", "suffix", "fee")
    if ("domain" in place.values) == ("suffix" in place.values):
        raise BadSeed(f"{place.where}: give either domain or suffix.")
    # A suffix has its own form in A-labels, as it has below any name.
    name = place.text("domain") if "domain" in place.values else f"x.{place.text('suffix')}"
    try:
        price = FeeLimit.read(place.text("fee"))
    except BadLimit as error:
        raise BadSeed(f"{place.where}: fee {error}.") from error
    whole = str(_name(place, name))
    return {
        "name": whole if "domain" in place.values else whole.partition(".")[2],
        "amount": str(price.amount),
        "currency": price.currency,
    }


def _call_fault(place: _Place) -> SeedFault:
    place.only("action", "code", "delay_seconds", "share", "times")
    return SeedFault(place.where, {**place.values, "action": place.text("action")})


def _once(where: str, what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadSeed(f"{where}: {what} {name} stands twice.")
        seen.add(name)
