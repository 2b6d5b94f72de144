"""Read a CSV file of domains: every problem with its row, all of them at once.

Rows are counted as a spreadsheet counts them: the header is row 1.
"""

import csv
import io
import re
from dataclasses import dataclass
from typing import TypeVar

import click

from freehold.store.domains import NewDomain
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName, MalformedName
from freehold.terms.instants import Instant, from_text, years_after
from freehold.terms.locks import LockSetting
from freehold.terms.verification import RegistrantType

Value = TypeVar("Value")

_CONTACT_COLUMNS = {
    "registrant": "organization",
    "registrant_zh": "zh_organization",
    "contact": "name",
    "contact_zh": "zh_name",
    "email": "email",
    "country": "country",
    "province": "province",
    "province_zh": "zh_province",
    "city": "city",
    "city_zh": "zh_city",
    "address": "address",
    "address_zh": "zh_address",
    "postal_code": "postal_code",
}
"""Column of the file to field of a contact."""

_COLUMNS = {
    "domain", "registrant_type", "telephone", "registered", "expires", "transfer_lock", "update_lock", "nameservers",
    *_CONTACT_COLUMNS,
}  # fmt: skip

_TELEPHONE = re.compile(r"\+([0-9]{1,3})\.([0-9]{1,14})\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\Z")
_LONGEST_FIELD = 255
"""What a registry takes in one field (RFC 5733, 4: postalLineType)."""

_LOCKS = {"": LockSetting.NEVER_SET, "on": LockSetting.ON, "off": LockSetting.OFF}
_TYPES = {
    "": RegistrantType.ORGANISATION,
    "individual": RegistrantType.INDIVIDUAL,
    "organisation": RegistrantType.ORGANISATION,
}
_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row."""

    row: int
    what: str


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A row that was read."""

    row: int
    name: DomainName
    registrant: Contact
    registered_at: Instant
    expires_at: Instant
    expires_guessed: bool
    transfer_lock: LockSetting
    update_lock: LockSetting
    nameservers: tuple[str, ...]

    def entry(self, registrant_id: int) -> NewDomain:
        """The domain to enter, its registrant stored under this id."""
        return NewDomain(
            name=self.name,
            registrant_id=registrant_id,
            registered_at=self.registered_at,
            expires_at=self.expires_at,
            transfer_lock=self.transfer_lock,
            update_lock=self.update_lock,
            nameservers=self.nameservers,
        )


def read_domains(octets: bytes, now: Instant) -> tuple[list[DomainRow], list[Problem]]:
    """The rows of the file and the problems of the others; ClickException when it is no such file at all."""
    reader = csv.reader(io.StringIO(_decode(octets), newline=""), strict=True)
    rows: list[DomainRow] = []
    problems: list[Problem] = []
    first_row_of: dict[str, int] = {}
    try:
        columns = _header(next(reader, []))
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            found = _row(number, columns, cells, now)
            if isinstance(found, Problem):
                problems.append(found)
            elif found.name in first_row_of:
                problems.append(
                    Problem(number, f"{found.name.unicode} stands in row {first_row_of[found.name]} already")
                )
            else:
                first_row_of[found.name] = number
                rows.append(found)
    except csv.Error as error:
        raise click.ClickException(f"The file is not CSV: line {reader.line_num}: {error}.") from error
    if not rows and not problems:
        raise click.ClickException("The file names no domains: there is nothing below its header.")
    return rows, problems


def _decode(octets: bytes) -> str:
    """UTF-8 with or without its mark; else GB18030, which spreadsheets in China write."""
    if b"\0" in octets:
        raise click.ClickException(
            "The file is not text in UTF-8 or GB18030. Save it as CSV (in spreadsheets: CSV UTF-8)."
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.ClickException("The file is neither UTF-8 nor GB18030. Save it as CSV UTF-8.")


def _header(cells: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    if "domain" not in columns:
        raise click.ClickException('Row 1 must name the columns, and one of them is "domain".')
    unknown = [column for column in columns if column and column not in _COLUMNS]
    if unknown:
        raise click.ClickException(
            f"Row 1 names columns that are not known: {', '.join(unknown)}. Known are: {', '.join(sorted(_COLUMNS))}."
        )
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise click.ClickException(f"Row 1 names a column twice: {', '.join(twice)}.")
    return columns


def _row(number: int, columns: list[str], cells: list[str], now: Instant) -> DomainRow | Problem:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        return Problem(number, f"it has {len(cells)} cells, the header has {len(columns)}")
    values = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    try:
        return _read(number, values, now)
    except MalformedName as error:
        return Problem(number, f'"{values.get("domain", "")}" is not a domain name: {error}')
    except _Wrong as error:
        return Problem(number, str(error))


class _Wrong(Exception):
    """A cell cannot be what it is."""


def _read(number: int, values: dict[str, str], now: Instant) -> DomainRow:
    name = DomainName.parse(values.get("domain", ""))
    registered = _date(values, "registered")
    expires = _date(values, "expires")
    expires_at = years_after(now, _YEARS_AHEAD) if expires is None else expires
    registered_at = min(now, expires_at) if registered is None else registered
    if expires_at < registered_at:
        raise _Wrong("it expires before it was registered")
    return DomainRow(
        row=number,
        name=name,
        registrant=_contact(values),
        registered_at=registered_at,
        expires_at=expires_at,
        expires_guessed=expires is None,
        transfer_lock=_choice(values, "transfer_lock", _LOCKS),
        update_lock=_choice(values, "update_lock", _LOCKS),
        nameservers=tuple(_nameserver(host) for host in values.get("nameservers", "").split()),
    )


def _nameserver(host: str) -> str:
    try:
        return str(DomainName.parse(host))
    except MalformedName as error:
        raise _Wrong(f'nameserver "{host}" is not a host name: {error}') from error


def _contact(values: dict[str, str]) -> Contact:
    for column, value in values.items():
        if len(value) > _LONGEST_FIELD and column != "nameservers":
            raise _Wrong(f"{column} is longer than {_LONGEST_FIELD} characters")
        if not value.isprintable():
            raise _Wrong(f"{column} has characters that cannot be shown")
    fields = {field: values.get(column, "") for column, field in _CONTACT_COLUMNS.items()}
    fields["country"] = fields["country"].upper()
    if fields["country"] and _COUNTRY.match(fields["country"]) is None:
        raise _Wrong(f'country "{values["country"]}" is not a code of two letters, such as CN')
    if fields["email"] and _ADDRESS.match(fields["email"]) is None:
        raise _Wrong(f'email "{fields["email"]}" is not a mail address')
    telephone = values.get("telephone", "")
    parts = _TELEPHONE.match(telephone)
    if telephone and parts is None:
        raise _Wrong(f'telephone "{telephone}" is not of the form +86.57188887777')
    area, digits = ("", "") if parts is None else parts.groups()
    kind = _choice(values, "registrant_type", _TYPES)
    return Contact(registrant_type=kind, tel_area=area, telephone=digits, **fields)


def _date(values: dict[str, str], column: str) -> Instant | None:
    text = values.get(column, "")
    if not text:
        return None
    try:
        return from_text(text)
    except (ValueError, OverflowError) as error:
        raise _Wrong(f'{column} "{text}" is not a date of the form 2026-01-31') from error


def _choice(values: dict[str, str], column: str, choices: dict[str, Value]) -> Value:
    text = values.get(column, "").lower()
    if text not in choices:
        raise _Wrong(f'{column} "{text}" is none of {", ".join(choice for choice in choices if choice)}')
    return choices[text]
