"""Reading a CSV file of domains: forms that are taken, and every problem with its row."""

import click
import pytest

from freehold.cli.domain_file import Problem, read_domains
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant, from_text
from freehold.terms.locks import LockSetting
from freehold.terms.verification import RegistrantType

NOW = from_text("2026-03-01T09:00:00")


def names(octets: bytes) -> list[str]:
    rows, problems = read_domains(octets, NOW)
    assert problems == []
    return [row.name for row in rows]


def problems_of(text: str) -> list[Problem]:
    return read_domains(text.encode(), NOW)[1]


def test_a_row_with_every_column_is_read_whole() -> None:
    text = (
        "Domain,registrant,registrant_zh,registrant_type,contact,email,country,province,city,address,postal_code,"
        "telephone,registered,expires,transfer_lock,update_lock,nameservers\n"
        "EXAMPLE.com,Old Ltd,旧公司,individual,A. Person,a@example.com,cn,zhe jiang,hang zhou shi,Road 1,310024,"
        "+86.57188887777,2020-01-02,2027-01-02,on,off,ns1.example.net NS2.example.net\n"
    )

    ((row,), problems) = read_domains(text.encode(), NOW)

    assert problems == []
    assert row.name == "example.com"
    assert row.registrant == Contact(
        registrant_type=RegistrantType.INDIVIDUAL, organization="Old Ltd", zh_organization="旧公司", name="A. Person",
        email="a@example.com", country="CN", province="zhe jiang", city="hang zhou shi", address="Road 1",
        postal_code="310024", tel_area="86", telephone="57188887777",
    )  # fmt: skip
    assert (row.registered_at, row.expires_at) == (from_text("2020-01-02"), from_text("2027-01-02"))
    assert (row.transfer_lock, row.update_lock) == (LockSetting.ON, LockSetting.OFF)
    assert row.nameservers == ("ns1.example.net", "ns2.example.net")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_spreadsheets_encodings_are_recognised(encoding: str) -> None:
    assert names("domain,registrant\r\n例子.cn,示例部件有限公司\r\n".encode(encoding)) == ["xn--fsqu00a.cn"]


def test_names_may_be_unicode_or_a_labels_and_blank_rows_are_passed_over() -> None:
    assert names("domain\n例子.cn\n\n xn--fiqs8s.cn \n,\n".encode()) == ["xn--fsqu00a.cn", "xn--fiqs8s.cn"]


def test_every_problem_is_told_with_the_row_a_spreadsheet_shows() -> None:
    text = (
        "domain,email,telephone,expires,transfer_lock,country,nameservers\n"
        "good.com,,,,,,\n"
        "bad..com,,,,,,\n"
        "GOOD.com,,,,,,\n"
        "a.com,nobody,,,,,\n"
        "b.com,,12345,,,,\n"
        "c.com,,,31.12.2026,,,\n"
        "d.com,,,,perhaps,,\n"
        "e.com,,,,,China,\n"
        "f.com,,,,,,ns1\n"
        "g.com,,,,,,,more\n"
        "h.com,,+８６.５７１８８８８,,,,\n"
    )

    assert problems_of(text) == [
        Problem(3, '"bad..com" is not a domain name: it has an empty label'),
        Problem(4, "good.com stands in row 2 already"),
        Problem(5, 'email "nobody" is not a mail address'),
        Problem(6, 'telephone "12345" is not of the form +86.57188887777'),
        Problem(7, 'expires "31.12.2026" is not a date of the form 2026-01-31'),
        Problem(8, 'transfer_lock "perhaps" is none of on, off'),
        Problem(9, 'country "China" is not a code of two letters, such as CN'),
        Problem(10, 'nameserver "ns1" is not a host name: it has no suffix'),
        Problem(11, "it has 8 cells, the header has 7"),
        Problem(12, 'telephone "+８６.５７１８８８８" is not of the form +86.57188887777'),
    ]


def test_a_date_of_expiry_that_is_left_out_is_two_years_ahead_and_marked_as_guessed() -> None:
    ((guessed, given), _) = read_domains(b"domain,expires\na.com,\nb.com,2020-01-01\n", NOW)

    assert (guessed.expires_at, guessed.expires_guessed) == (from_text("2028-03-01T09:00:00"), True)
    assert (given.expires_at, given.expires_guessed) == (from_text("2020-01-01"), False)
    assert given.registered_at == given.expires_at


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "Row 1 must name the columns"),
        (b"name\nexample.com\n", "Row 1 must name the columns"),
        (b"domain,holder\nexample.com,x\n", "columns that are not known: holder"),
        (b"domain,email,email\n", "Row 1 names a column twice: email"),
        (b"domain\n", "names no domains"),
        (b"PK\x03\x04\0\0", "not text in UTF-8 or GB18030"),
        (b"domain\n\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        (b'domain\n"open\n', "not CSV: line 2"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(octets: bytes, said: str) -> None:
    with pytest.raises(click.ClickException, match=said):
        read_domains(octets, Instant(NOW))
