"""What is written is valid by the registries' own schemas, and is read back as it was written."""

from dataclasses import fields
from pathlib import Path

import pytest
from lxml import etree

from freehold.epp.body import Body
from freehold.epp.codes import TEXTS
from freehold.epp.commands import contact, domain, host, poll, session
from freehold.epp.documents import Command, Response, Result
from freehold.epp.mapping import Mapped
from freehold.epp.reading import read
from freehold.epp.writing import write
from support.epp_documents import (
    FULL_BODIES,
    FULL_DATA,
    MINIMAL_BODIES,
    MINIMAL_DATA,
    NAME,
    OK,
    OTHER_BODIES,
    RESPONSES,
    SESSIONS,
    TRID,
)
from support.schemas import schema_of

DOCUMENTS = Path(__file__).parent / "documents"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The core's schemas."""
    return schema_of()


def _kinds(*, commands: bool) -> set[type[Mapped]]:
    return {
        kind
        for module in (session, poll, contact, domain, host)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Mapped) and kind.tag and issubclass(kind, Body) is commands
    }


def _command(body: Body, trid: str | None = TRID, op: str = "query") -> Command:
    return Command(body, trid, op if isinstance(body, domain.DomainTransfer) else None)


def _check(schema: etree.XMLSchema, document) -> None:
    octets = write(document)
    schema.assertValid(etree.fromstring(octets))
    assert read(octets) == document


def _name(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("body", FULL_BODIES, ids=_name)
def test_commands_with_all_fields_are_valid_and_read_back(schema, body) -> None:
    _check(schema, _command(body))


@pytest.mark.parametrize("body", MINIMAL_BODIES, ids=_name)
def test_commands_with_the_fewest_fields_are_valid_and_read_back(schema, body) -> None:
    _check(schema, _command(body))
    _check(schema, _command(body, None))


@pytest.mark.parametrize("body", OTHER_BODIES, ids=_name)
def test_forms_in_between_are_valid_and_read_back(schema, body) -> None:
    _check(schema, _command(body))


@pytest.mark.parametrize("op", ["approve", "cancel", "query", "reject", "request"])
def test_transfers_carry_what_is_wanted(schema, op) -> None:
    _check(schema, _command(domain.DomainTransfer(name=NAME), op=op))


@pytest.mark.parametrize("data", [*FULL_DATA, *MINIMAL_DATA], ids=_name)
def test_response_data_are_valid_and_read_back(schema, data) -> None:
    _check(schema, Response(OK, TRID, "54322-XYZ", data=data))


@pytest.mark.parametrize("document", [*SESSIONS, *RESPONSES], ids=_name)
def test_greetings_hellos_and_responses_are_valid_and_read_back(schema, document) -> None:
    _check(schema, document)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_code_the_standard_has_can_be_answered(schema, code) -> None:
    _check(schema, Response((Result.of(code),), TRID, "54322-XYZ"))


# Its data and extensions are of namespaces for which there is no schema.
EXAMPLES = sorted(path for path in DOCUMENTS.iterdir() if path.stem != "unhandled-namespaces")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_documents_are_valid(schema, path) -> None:
    schema.assertValid(etree.parse(path))


def test_no_command_and_no_kind_of_data_is_left_out() -> None:
    for bodies in (FULL_BODIES, MINIMAL_BODIES):
        assert {type(body) for body in bodies} == _kinds(commands=True)
    for datas in (FULL_DATA, MINIMAL_DATA):
        assert {type(data) for data in datas} == _kinds(commands=False)


def test_full_frames_leave_no_field_at_its_default() -> None:
    defaulted = [
        f"{_name(value)}.{field.name}"
        for value in (*FULL_BODIES, *FULL_DATA)
        for field in fields(value)
        if getattr(value, field.name) == field.default
    ]
    assert defaulted == []


def test_the_schema_refuses_what_is_out_of_order(schema) -> None:
    """Otherwise the tests above would show nothing."""
    octets = write(_command(domain.DomainRenew(name="a.b", current_expiry="2027-04-03")))
    turned = octets.replace(
        b"<domain:name>a.b</domain:name><domain:curExpDate>2027-04-03</domain:curExpDate>",
        b"<domain:curExpDate>2027-04-03</domain:curExpDate><domain:name>a.b</domain:name>",
    )

    assert turned != octets
    assert not schema.validate(etree.fromstring(turned))


def test_secrets_do_not_show_when_commands_are_printed() -> None:
    """SEC-44."""
    shown = repr([*map(_command, FULL_BODIES), *FULL_DATA])

    assert not [secret for secret in ("2fooBAR", "2foo&BAR<>", "foo<BAR>2&", "bar-FOO2") if secret in shown]


def test_characters_that_xml_has_not_are_not_written() -> None:
    for character in "\x00\x08\x0b\x0c\x1f\ud800\ufffe\uffff":
        with pytest.raises(ValueError, match="characters that XML does not allow"):
            write(_command(domain.DomainDelete(name=f"a{character}b")))
        with pytest.raises(ValueError, match="characters that XML does not allow"):
            write(_command(poll.Poll(op="ack", message_id=f"1{character}")))


def test_tabs_and_line_ends_inside_a_text_arrive_as_they_were() -> None:
    for document in (
        _command(domain.DomainDelete(name="a\tb\r\nc\rd\ne")),
        _command(poll.Poll(op="ack", message_id="a\tb\r\nc\rd\ne")),
        Response((Result(2400, "a\tb\r\nc\rd\ne"),), TRID, "54322-XYZ"),
    ):
        assert read(write(document)) == document
