"""The verification code extension: valid by its schema, read back as written, and its draft's examples read to exact values."""

import pytest
from lxml import etree

from freehold.epp.commands import domain
from freehold.epp.documents import Command, Response, Result
from freehold.epp.extensions import signed_code
from freehold.epp.extensions.verification_code import (
    CodesData,
    CodesInfo,
    EncodedCode,
    EncodedSignedCodes,
    MissingCode,
    ProfileCodes,
    SetCode,
)
from freehold.epp.reading import read
from freehold.epp.writing import write
from support.codes import signed
from support.schemas import schema_of

DATE, DUE = "2026-04-03T22:00:00.0Z", "2026-04-08T22:00:00.0Z"


@pytest.fixture(scope="module")
def schema():
    # Signatures before codes: imports find what is loaded.
    return schema_of("xmldsig-core-schema", "verificationCode-1.0")


NAME = domain.NameWithHosts(name="example.com", hosts="none")
MISSING = MissingCode(type="real-name", due=DUE)
SET = SetCode(type="domain", date=DATE, value="1-abc123")
CODE = EncodedCode(data="ICAgICAgPHZlcm=", encoding="base64")
COMMANDS = [
    (domain.DomainInfo(name=NAME), CodesInfo()),
    (domain.DomainInfo(name=NAME), CodesInfo(profile="china")),
    (domain.DomainUpdate(name="example.com"), EncodedSignedCodes(codes=(CODE, EncodedCode(data="AAAA")))),
    (domain.DomainCreate(name="example.com", auth_info=domain.AuthInfo()), EncodedSignedCodes(codes=(CODE,))),
    (domain.DomainDelete(name="example.com"), EncodedSignedCodes(codes=(CODE,))),
]
DATA = [
    CodesData(status="notApplicable"),
    CodesData(status="compliant", profiles=(ProfileCodes(status="compliant"),)),
    CodesData(
        status="pendingCompliance",
        profiles=(ProfileCodes(name="china", status="pendingCompliance", missing=(MISSING,), set=(SET,)),),
    ),
]


@pytest.mark.parametrize(("body", "extension"), COMMANDS)
def test_commands_with_codes_are_valid_and_read_back(schema, body, extension):
    command = Command(body, "FH-1", extensions=(extension,))
    octets = write(command)

    schema.assertValid(etree.fromstring(octets))
    assert read(octets) == command


@pytest.mark.parametrize("data", DATA)
def test_answers_about_codes_are_valid_and_read_back(schema, data):
    response = Response((Result.of(1000),), "FH-1", "S-1", extensions=(data,))
    octets = write(response)

    schema.assertValid(etree.fromstring(octets))
    assert read(octets) == response


def test_the_signed_code_itself_is_valid(schema):
    schema.assertValid(etree.fromstring(signed()))
    unsigned = signed_code.octets(signed_code.unsigned("code-1", "domain", "1-abc"))
    assert not schema.validate(etree.fromstring(unsigned))


# The structure of the draft's examples (draft-ietf-regext-verificationcode, 4.1.2 and 4.2.1).
ANSWER = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response>
 <result code="1000"><msg lang="en-US">Command completed successfully</msg></result>
 <resData><domain:infData xmlns:domain="urn:ietf:params:xml:ns:domain-1.0">
  <domain:name>domain.example</domain:name><domain:roid>DOMAIN-REP</domain:roid><domain:status s="ok"/>
  <domain:clID>ClientX</domain:clID></domain:infData></resData>
 <extension><verificationCode:infData xmlns:verificationCode="urn:ietf:params:xml:ns:verificationCode-1.0">
  <verificationCode:status>nonCompliant</verificationCode:status>
  <verificationCode:profile name="sample">
   <verificationCode:status>nonCompliant</verificationCode:status>
   <verificationCode:missing>
    <verificationCode:code type="domain" due="2015-04-03T22:00:00.0Z"/>
    <verificationCode:code type="real-name" due="2015-04-08T22:00:00.0Z"/>
   </verificationCode:missing>
   <verificationCode:set>
    <verificationCode:code type="other" date="2015-04-02T22:00:00.0Z">1-abc333</verificationCode:code>
   </verificationCode:set>
  </verificationCode:profile></verificationCode:infData></extension>
 <trID><clTRID>ABC-12345</clTRID><svTRID>54322-XYZ</svTRID></trID></response></epp>"""
UPDATE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command><update>
 <domain:update xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>domain.example</domain:name></domain:update>
 </update><extension>
 <verificationCode:encodedSignedCode xmlns:verificationCode="urn:ietf:params:xml:ns:verificationCode-1.0">
  <verificationCode:code>ICAgICAgPHZlcmlmaWNhdGlvbkNvZGU6c2lnbmVkQ29kZQog</verificationCode:code>
 </verificationCode:encodedSignedCode></extension><clTRID>ABC-12345</clTRID></command></epp>"""


def test_the_drafts_answer_is_read_to_exact_values(schema):
    schema.assertValid(etree.fromstring(ANSWER.encode()))
    (found,) = read(ANSWER.encode()).extensions

    assert found == CodesData(
        status="nonCompliant",
        profiles=(
            ProfileCodes(
                name="sample",
                status="nonCompliant",
                missing=(
                    MissingCode(type="domain", due="2015-04-03T22:00:00.0Z"),
                    MissingCode(type="real-name", due="2015-04-08T22:00:00.0Z"),
                ),
                set=(SetCode(type="other", date="2015-04-02T22:00:00.0Z", value="1-abc333"),),
            ),
        ),
    )


def test_the_drafts_update_is_read_to_exact_values(schema):
    schema.assertValid(etree.fromstring(UPDATE.encode()))
    command = read(UPDATE.encode())

    assert command.body == domain.DomainUpdate(name="domain.example")
    assert command.extensions == (
        EncodedSignedCodes(codes=(EncodedCode(data="ICAgICAgPHZlcmlmaWNhdGlvbkNvZGU6c2lnbmVkQ29kZQog"),)),
    )


def test_codes_do_not_show_when_they_are_printed():
    """SEC-44."""
    shown = repr([*COMMANDS, *DATA, Command(*COMMANDS[2][:1], "FH-1", extensions=COMMANDS[2][1:])])

    assert not [secret for secret in ("ICAgICAgPHZlcm", "AAAA", "1-abc123") if secret in shown]
