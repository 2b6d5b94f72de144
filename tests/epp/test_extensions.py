"""Extensions are written as their registries describe them, and read back as they were written.

Only one of them has a schema at hand; the others are held against documents written out from the descriptions.
"""

import os
from pathlib import Path

import pytest
from lxml import etree

from freehold.epp import namespaces
from freehold.epp.body import Repeat
from freehold.epp.codes import TEXTS
from freehold.epp.commands.domain import Change, DomainUpdate
from freehold.epp.documents import Command, Response, Result, Unsupported
from freehold.epp.extensions import (
    KNOWN,
    MODULES,
    applicant,
    dnslu,
    frnic,
    key_values,
    legal_document,
    owner_change,
    registrant_report,
    registrant_transfer,
)
from freehold.epp.reading import read
from freehold.epp.writing import write

SCHEMAS = Path(os.environ.get("FREEHOLD_XSD") or Path(__file__).parents[3] / "shared" / "registry" / "xsd")
TRID = "FH-01J9Z3-7"
UPDATE = DomainUpdate(name="a.example", change=Change(registrant="H1"))
BESIDE = (
    applicant.DeclarationUpdate(
        change=applicant.DeclarationChange(
            declaration=applicant.Declaration(version="3.2", name="Kari & Ola", accepted="2026-01-02T03:04:05Z")
        )
    ),
    legal_document.DocumentData(document=legal_document.LegalDocument(content="JVBERi0xLjQK", kind="pdf")),
    owner_change.OwnerChange(),
    registrant_report.ReportUpdate(
        report=registrant_report.Report(
            result="success", verified="2026-01-02T00:00:00Z", method="idcard", reference="R-1", agent="registrar"
        )
    ),
)
TRANSFER = registrant_transfer.RegistrantTransfer(
    transfer=registrant_transfer.Transfer(
        name="a.example",
        current_expiry="2027-04-03",
        period=registrant_transfer.Period(length=2),
        eligibility=key_values.KeyValues(
            name="domain", items=(key_values.Item(key="registrantName", value="Example & Sons"),)
        ),
        explanation="sold",
    )
)
TRADES = (
    frnic.DomainTrade(
        command=frnic.TradeCommand(
            trade=frnic.Trade(
                domain=frnic.Domain(name="a.example", registrant="H1", contacts=(frnic.Contact(id="H2", role="admin"),))
            )
        )
    ),
    dnslu.DomainTrade(
        command=dnslu.TradeCommand(
            trade=dnslu.Trade(
                domain=dnslu.Domain(
                    name="a.example",
                    nameservers=("ns1.example.com",),
                    registrant="H1",
                    contacts=(dnslu.Contact(id="H2", role="admin"),),
                )
            )
        )
    ),
    TRANSFER,
)
WRITTEN = {
    frnic.DomainTrade: (
        f'<extension><frnic:ext xmlns:frnic="{frnic.NAMESPACE}"><frnic:command><frnic:trade op="request"><frnic:domain>'
        "<frnic:name>a.example</frnic:name><frnic:registrant>H1</frnic:registrant>"
        '<frnic:contact type="admin">H2</frnic:contact></frnic:domain></frnic:trade>'
        f"<frnic:clTRID>{TRID}</frnic:clTRID></frnic:command></frnic:ext></extension>"
    ),
    dnslu.DomainTrade: (
        f'<extension><dnslu:ext xmlns:dnslu="{dnslu.NAMESPACE}"><dnslu:command><dnslu:trade op="request"><dnslu:domain>'
        "<dnslu:name>a.example</dnslu:name><dnslu:ns><dnslu:hostObj>ns1.example.com</dnslu:hostObj></dnslu:ns>"
        '<dnslu:registrant>H1</dnslu:registrant><dnslu:contact type="admin">H2</dnslu:contact></dnslu:domain>'
        f"</dnslu:trade><dnslu:clTRID>{TRID}</dnslu:clTRID></dnslu:command></dnslu:ext></extension>"
    ),
    registrant_transfer.RegistrantTransfer: (
        f'<extension><registrant:command xmlns:registrant="{registrant_transfer.NAMESPACE}">'
        "<registrant:registrantTransfer><registrant:name>a.example</registrant:name>"
        '<registrant:curExpDate>2027-04-03</registrant:curExpDate><registrant:period unit="y">2</registrant:period>'
        f'<kv:kvlist xmlns:kv="{key_values.NAMESPACE}" name="domain">'
        '<kv:item key="registrantName">Example &amp; Sons</kv:item></kv:kvlist>'
        "<registrant:explanation>sold</registrant:explanation></registrant:registrantTransfer>"
        f"<registrant:clTRID>{TRID}</registrant:clTRID></registrant:command></extension>"
    ),
}


def kind(value):
    return f"{value.prefix}-{type(value).__name__}"


@pytest.mark.parametrize("extension", BESIDE, ids=kind)
def test_what_stands_beside_an_update_is_read_back(extension):
    command = Command(UPDATE, TRID, extensions=(extension,))

    assert read(write(command)) == command


@pytest.mark.parametrize("body", TRADES, ids=kind)
def test_a_command_in_a_frame_of_its_own_carries_its_id_inside(body):
    octets = write(Command(body, TRID))

    head, _, rest = octets.decode().partition("<extension>")
    assert head.endswith(f'<epp xmlns="{namespaces.EPP}">')
    assert f"<extension>{rest}" == WRITTEN[type(body)] + "</epp>"
    assert read(octets) == Command(body, TRID)
    assert body.object_name == "a.example"
    assert body.repeat is Repeat.ASK_FIRST


@pytest.mark.parametrize("body", TRADES, ids=kind)
def test_a_frame_without_an_id_is_read_too(body):
    assert read(write(Command(body, None))) == Command(body, None)


def test_a_frame_nobody_knows_is_refused_under_its_own_id():
    octets = write(Command(TRADES[0], TRID)).replace(b"frnic-1.4", b"frnic-9.9")

    with pytest.raises(Unsupported) as refused:
        read(octets)
    assert (refused.value.code, refused.value.trid) == (2000, TRID)


def test_a_frame_without_what_it_must_have_is_refused_under_its_own_id():
    octets = write(Command(TRADES[0], TRID)).replace(b"<frnic:registrant>H1</frnic:registrant>", b"")

    with pytest.raises(Unsupported) as refused:
        read(octets)
    assert (refused.value.code, refused.value.trid) == (2003, TRID)


def test_the_registrants_report_is_valid_by_its_schema():
    imports = "".join(
        f'<import namespace="{namespace}" schemaLocation="{(SCHEMAS / name).as_uri()}"/>'
        for namespace, name in {
            "urn:ietf:params:xml:ns:eppcom-1.0": "eppcom-1.0.xsd",
            namespaces.EPP: "epp-1.0.xsd",
            namespaces.HOST: "host-1.0.xsd",
            namespaces.DOMAIN: "domain-1.0.xsd",
            registrant_report.NAMESPACE: "at-ext-verification-1.0.xsd",
        }.items()
    )
    schema = etree.XMLSchema(etree.fromstring(f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{imports}</schema>'))

    schema.assertValid(etree.fromstring(write(Command(UPDATE, TRID, extensions=(BESIDE[3],)))))


def test_every_extension_can_be_agreed_on():
    named = {getattr(module, "NAMESPACE", namespaces.VERIFICATION_CODE) for module in MODULES}

    assert named <= set(KNOWN)


def test_an_answer_to_such_a_frame_is_an_answer_like_any_other():
    answer = Response((Result(1001, TEXTS[1001]),), TRID, "SV-1")

    assert read(write(answer)) == answer


def test_what_persons_handed_in_does_not_show_when_commands_are_printed():
    """SEC-44."""
    shown = repr([*BESIDE, *TRADES])

    assert not [secret for secret in ("Kari", "JVBERi0xLjQK", "R-1", "Example & Sons") if secret in shown]
