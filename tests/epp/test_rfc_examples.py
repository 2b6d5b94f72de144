"""Documents of the structure that the examples in RFC 5730, 5731, 5732 and 5733 have, read to exact values."""

from pathlib import Path

import pytest

from freehold.epp.commands import contact, domain, host, poll, session
from freehold.epp.documents import Command, Greeting, Hello, MessageQueue, Response, Result
from freehold.epp.reading import read
from freehold.epp.writing import write

DOCUMENTS = Path(__file__).parent / "documents"
TRID = "ABC-12345"
SERVER_TRID = "54322-XYZ"


def answer(code: int = 1000, data=None, queue: MessageQueue | None = None) -> Response:
    return Response((Result.of(code),), TRID, SERVER_TRID, data, queue)


JOHN = contact.PostalInfo(
    type="int",
    name="John Doe",
    organization="Example Inc.",
    address=contact.Address(
        street=("123 Example Dr.", "Suite 100"),
        city="Dulles",
        province="VA",
        postal_code="20166-6503",
        country="US",
    ),
)
ZHANG = contact.PostalInfo(type="loc", name="张三", address=contact.Address(city="北京市", country="CN"))
SECRET = domain.AuthInfo(password="2fooBAR")
CONTACT_SECRET = contact.AuthInfo(password="2fooBAR")

EXPECTED = {
    # RFC 5730
    "greeting": Greeting(
        server_id="Practice EPP server epp.example.com",
        server_date="2026-06-08T22:00:00.0Z",
        versions=("1.0",),
        languages=("en", "zh"),
        object_uris=(
            "urn:ietf:params:xml:ns:domain-1.0",
            "urn:ietf:params:xml:ns:contact-1.0",
            "urn:ietf:params:xml:ns:host-1.0",
        ),
        extension_uris=("urn:ietf:params:xml:ns:secDNS-1.1",),
    ),
    "hello": Hello(),
    "login": Command(
        session.Login(
            client_id="ClientX",
            password="foo-BAR2",
            new_password="bar-FOO2",
            options=session.Options(version="1.0", lang="en"),
            services=session.Services(
                object_uris=("urn:ietf:params:xml:ns:domain-1.0", "urn:ietf:params:xml:ns:contact-1.0"),
                extension=session.ServiceExtension(uris=("urn:ietf:params:xml:ns:secDNS-1.1",)),
            ),
        ),
        TRID,
    ),
    "logout": Command(session.Logout(), TRID),
    "logged-out": answer(1500),
    "success": answer(),
    "poll-request": Command(poll.Poll(op="req"), TRID),
    "poll-acknowledgement": Command(poll.Poll(op="ack", message_id="12345"), TRID),
    "poll-message": answer(
        1301,
        domain.DomainTransferData(
            name="example.com",
            status="pending",
            requester="ClientX",
            requested="2026-06-08T22:00:00.0Z",
            actor="ClientY",
            acted="2026-06-13T22:00:00.0Z",
            expires="2028-09-08T22:00:00.0Z",
        ),
        MessageQueue(5, "12345", "2026-06-08T22:00:00.0Z", "Transfer requested."),
    ),
    "poll-message-mixed": answer(
        1301, queue=MessageQueue(4, "12346", "2026-06-08T22:02:00.0Z", "Credit balance low.1005")
    ),
    "poll-empty": answer(1300),
    "poll-acknowledged": answer(queue=MessageQueue(4, "12346")),
    "error-one": Response((Result.of(2003),), None, SERVER_TRID),
    "error-several": Response((Result.of(2004), Result.of(2005, "Invalid character found.")), TRID, SERVER_TRID),
    "error-reasons": Response(
        (Result(2306, "参数值违反策略", ("注册人：不接受", "City <X> is too short.")),), TRID, SERVER_TRID
    ),
    "unhandled-namespaces": Response(
        (Result.of(1000),),
        TRID,
        SERVER_TRID,
        unknown_extensions=("{urn:example:other-1.0}more", "{urn:ietf:params:xml:ns:epp:fee-1.0}data"),
    ),
    # RFC 5731
    "domain-check": Command(domain.DomainCheck(names=("example.com", "example.net")), TRID),
    "domain-checked": answer(
        data=domain.DomainChecked(
            domains=(
                domain.CheckedDomain(name=domain.CheckedName(name="example.com", available=True)),
                domain.CheckedDomain(name=domain.CheckedName(name="example.net", available=False), reason="In use"),
                domain.CheckedDomain(name=domain.CheckedName(name="example.org", available=True)),
                domain.CheckedDomain(name=domain.CheckedName(name="example.cn", available=False), reason="已注册"),
            )
        )
    ),
    "domain-info": Command(
        domain.DomainInfo(name=domain.NameWithHosts(name="example.com", hosts="all"), auth_info=SECRET), TRID
    ),
    "domain-data": answer(
        data=domain.DomainData(
            name="example.com",
            roid="EXAMPLE1-REP",
            statuses=(
                domain.Status(value="ok"),
                domain.Status(value="clientHold", words="Payment overdue.", lang="en"),
            ),
            registrant="jd1234",
            contacts=(domain.Contact(id="sh8013", role="admin"), domain.Contact(id="sh8013", role="tech")),
            nameservers=("ns1.example.com", "ns1.example.net"),
            hosts=("ns1.example.com", "ns2.example.com"),
            sponsor="ClientX",
            creator="ClientY",
            created="2026-04-03T22:00:00.0Z",
            updater="ClientX",
            updated="2026-12-03T09:00:00.0Z",
            expires="2028-04-03T22:00:00.0Z",
            transferred="2027-04-08T09:00:00.0Z",
            auth_info=SECRET,
        )
    ),
    "domain-data-for-others": answer(
        data=domain.DomainData(name="example.com", roid="EXAMPLE1-REP", sponsor="ClientX")
    ),
    "domain-create": Command(
        domain.DomainCreate(
            name="example.com",
            period=domain.Period(length=2, unit="y"),
            nameservers=("ns1.example.net", "ns2.example.net"),
            registrant="jd1234",
            contacts=(domain.Contact(id="sh8013", role="admin"), domain.Contact(id="sh8013", role="tech")),
            auth_info=SECRET,
        ),
        TRID,
    ),
    "domain-created": answer(
        data=domain.DomainCreated(
            name="example.com", created="2026-04-03T22:00:00.0Z", expires="2028-04-03T22:00:00.0Z"
        )
    ),
    "domain-update": Command(
        domain.DomainUpdate(
            name="example.com",
            add=domain.AddRemove(
                nameservers=("ns2.example.com",),
                contacts=(domain.Contact(id="mak21", role="tech"),),
                statuses=(domain.Status(value="clientHold", words="Payment overdue.", lang="en"),),
            ),
            remove=domain.AddRemove(
                nameservers=("ns1.example.com",),
                contacts=(domain.Contact(id="sh8013", role="tech"),),
                statuses=(domain.Status(value="clientUpdateProhibited"),),
            ),
            change=domain.Change(registrant="sh8013", auth_info=domain.AuthInfo(password="2BARfoo")),
        ),
        TRID,
    ),
    "domain-update-no-registrant": Command(
        domain.DomainUpdate(name="example.com", change=domain.Change(registrant="")), TRID
    ),
    "domain-update-pending": answer(1001),
    "domain-renew": Command(
        domain.DomainRenew(name="example.com", current_expiry="2028-04-03", period=domain.Period(length=18, unit="m")),
        TRID,
    ),
    "domain-renewed": answer(data=domain.DomainRenewed(name="example.com", expires="2029-10-03T22:00:00.0Z")),
    "domain-transfer-query": Command(domain.DomainTransfer(name="example.com", auth_info=SECRET), TRID, "query"),
    "domain-transfer-data": answer(
        1001,
        domain.DomainTransferData(
            name="example.com",
            status="pending",
            requester="ClientX",
            requested="2026-06-08T22:00:00.0Z",
            actor="ClientY",
            acted="2026-06-13T22:00:00.0Z",
        ),
    ),
    "domain-pan-data": answer(
        1301,
        poll.DomainPanData(
            name=poll.DomainResult(name="example.com", done=True),
            trids=poll.Trids(client="FH-67890", server="54321-XYZ"),
            date="2026-04-04T22:00:00.0Z",
        ),
        MessageQueue(5, "12345", "2026-04-04T22:01:00.0Z", "Pending action completed successfully."),
    ),
    # RFC 5732
    "host-data": answer(
        data=host.HostData(
            name="ns1.example.com",
            roid="NS1_EXAMPLE1-REP",
            statuses=(host.Status(value="linked"), host.Status(value="clientUpdateProhibited")),
            addresses=(
                host.Address(address="192.0.2.2", version="v4"),
                host.Address(address="192.0.2.29", version="v4"),
                host.Address(address="2001:db8::8:800:200c:417a", version="v6"),
            ),
            sponsor="ClientY",
            creator="ClientX",
            created="2026-04-03T22:00:00.0Z",
        )
    ),
    # RFC 5733
    "contact-check": Command(contact.ContactCheck(ids=("sh8013", "sah8013")), TRID),
    "contact-checked": answer(
        data=contact.ContactChecked(
            contacts=(
                contact.CheckedContact(id=contact.CheckedId(id="sh8013", available=True)),
                contact.CheckedContact(id=contact.CheckedId(id="sah8013", available=False), reason="In use"),
            )
        )
    ),
    "contact-info": Command(contact.ContactInfo(id="sh8013", auth_info=CONTACT_SECRET), TRID),
    "contact-data": answer(
        data=contact.ContactData(
            id="sh8013",
            roid="SH8013-REP",
            statuses=(contact.Status(value="linked"), contact.Status(value="clientDeleteProhibited")),
            postal_infos=(JOHN, ZHANG),
            voice=contact.Telephone(number="+1.7035555555", extension="1234"),
            fax=contact.Telephone(number="+1.7035555556"),
            email="jdoe@example.com",
            sponsor="ClientY",
            creator="ClientX",
            created="2026-04-03T22:00:00.0Z",
            updater="ClientX",
            updated="2026-12-03T09:00:00.0Z",
            transferred="2027-04-08T09:00:00.0Z",
            auth_info=CONTACT_SECRET,
            disclose=contact.Disclose(flag=False, voice=True, email=True),
        )
    ),
    "contact-create": Command(
        contact.ContactCreate(
            id="sh8013",
            postal_infos=(JOHN,),
            voice=contact.Telephone(number="+1.7035555555", extension="1234"),
            fax=contact.Telephone(number="+1.7035555556"),
            email="jdoe@example.com",
            auth_info=CONTACT_SECRET,
            disclose=contact.Disclose(flag=False, voice=True, email=True),
        ),
        TRID,
    ),
    "contact-created": answer(data=contact.ContactCreated(id="sh8013", created="2026-04-03T22:00:00.0Z")),
    "contact-update": Command(
        contact.ContactUpdate(
            id="sh8013",
            add=contact.StatusList(statuses=(contact.Status(value="clientDeleteProhibited"),)),
            change=contact.ContactChange(
                postal_infos=(
                    contact.PostalInfo(
                        type="int",
                        organization="",
                        address=contact.Address(street=("124 Example Dr.",), city="Dulles", country="US"),
                    ),
                ),
                voice=contact.Telephone(number="+1.7034444444"),
                fax=contact.Telephone(number=""),
            ),
        ),
        TRID,
    ),
    "contact-pan-data": answer(
        1301,
        poll.ContactPanData(
            id=poll.ContactResult(name="sh8013", done=False),
            trids=poll.Trids(server="54321-XYZ"),
            date="2026-04-04T22:00:00.0Z",
        ),
        MessageQueue(1, "12347", "2026-04-04T22:01:00.0Z", "Pending action refused."),
    ),
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED.keys())
def test_examples_are_read_to_exact_values(name, expected) -> None:
    assert read((DOCUMENTS / f"{name}.xml").read_bytes()) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [case for case in EXPECTED.items() if case[0] != "unhandled-namespaces"],
    ids=[name for name in EXPECTED if name != "unhandled-namespaces"],
)
def test_what_an_example_was_read_to_is_written_and_read_again(name, expected) -> None:
    assert read(write(expected)) == expected


def test_each_document_has_its_expectation() -> None:
    assert {path.stem for path in DOCUMENTS.iterdir()} == set(EXPECTED)


def test_numbers_and_flags_are_of_their_types() -> None:
    """Equality alone would let 1 pass for True."""
    create = read((DOCUMENTS / "domain-create.xml").read_bytes())
    checked = read((DOCUMENTS / "domain-checked.xml").read_bytes())
    polled = read((DOCUMENTS / "poll-message.xml").read_bytes())

    assert type(create.body.period.length) is int
    assert [type(entry.name.available) for entry in checked.data.domains] == [bool] * 4
    assert type(polled.queue.count) is int
    assert type(polled.code) is int


def test_an_answer_tells_its_first_code_and_all_its_first_reasons() -> None:
    several = read((DOCUMENTS / "error-several.xml").read_bytes())
    reasons = read((DOCUMENTS / "error-reasons.xml").read_bytes())

    assert (several.code, several.message) == (2004, "Parameter value range error")
    assert (reasons.code, reasons.message) == (2306, "参数值违反策略; 注册人：不接受; City <X> is too short.")


def test_prefixes_and_spaces_do_not_matter() -> None:
    plain = (DOCUMENTS / "domain-data.xml").read_text(encoding="utf-8")
    other = (
        plain.replace("domain:", "d:")
        .replace("xmlns:domain=", "xmlns:d=")
        .replace(">example.com<", ">\n\t example.com \r\n<")
        .replace('s="ok"', "s = ' ok '")
    )

    assert other != plain
    assert read(other.encode()) == EXPECTED["domain-data"]


def test_spaces_around_texts_of_an_answer_are_no_part_of_them() -> None:
    octets = (
        (DOCUMENTS / "poll-message.xml")
        .read_bytes()
        .replace(b"<msg>", b"<msg>\n  ")
        .replace(b"</msg>", b"\n  </msg>")
        .replace(b"TRID>", b"TRID> ", 1)
        .replace(b"<qDate>", b"<qDate> ")
    )

    assert read(octets) == EXPECTED["poll-message"]


def test_the_protocols_own_elements_may_have_a_prefix() -> None:
    octets = (
        b'<e:epp xmlns:e="urn:ietf:params:xml:ns:epp-1.0"><e:response><e:result code="1000"><e:msg>ok</e:msg></e:result>'
        b"<e:trID><e:clTRID>ABC-12345</e:clTRID><e:svTRID>54322-XYZ</e:svTRID></e:trID></e:response></e:epp>"
    )

    assert read(octets) == Response((Result(1000, "ok"),), TRID, SERVER_TRID)


def test_elements_of_another_namespace_do_not_pass_for_ours() -> None:
    octets = (DOCUMENTS / "domain-data.xml").read_bytes().replace(b"domain-1.0", b"domain-2.0")

    assert read(octets) == answer()


def test_comments_and_cdata_are_no_part_of_a_text() -> None:
    octets = (
        (DOCUMENTS / "domain-data.xml")
        .read_bytes()
        .replace(b">example.com<", b"><!-- a -->exam<!-- b -->ple<![CDATA[.com]]><")
    )

    assert read(octets) == EXPECTED["domain-data"]
