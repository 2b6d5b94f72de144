"""Commands, answers and greetings of EPP: each in full and with what it must have."""

from freehold.epp import namespaces
from freehold.epp.body import Body
from freehold.epp.commands import contact, domain, host, poll, session
from freehold.epp.documents import Greeting, Hello, MessageQueue, Response, Result
from freehold.epp.mapping import Mapped

DATE = "2026-04-03T22:00:00.0Z"
LATER = "2027-04-03T22:00:00.0Z"
NAME = "例子-1.example"
TRID = "FH-01J9Z3-7.a_b"

ADDRESS = contact.Address(
    street=("Haidian Rd. 1", "Building <2> & 3", 'Floor "4"'),
    city="Beijing",
    province="BJ",
    postal_code="100080",
    country="CN",
)
INT = contact.PostalInfo(type="int", name="Zhang San", organization="Example & Sons", address=ADDRESS)
LOC = contact.PostalInfo(
    type="loc", name="张三", organization="示例公司", address=contact.Address(city="北京市", country="CN")
)
BARE = contact.PostalInfo(type="loc", name="张三", address=contact.Address(city="北京市", country="CN"))
VOICE = contact.Telephone(number="+86.1012345678", extension="1234")
FAX = contact.Telephone(number="+86.1012345679")
DISCLOSE = contact.Disclose(flag=False, voice=True, fax=True, email=True)
CONTACT_STATUSES = (
    contact.Status(value="linked"),
    contact.Status(value="clientUpdateProhibited", words="按要求锁定", lang="zh-CN"),
)
CHANGE_ALL = contact.ContactChange(
    postal_infos=(INT, contact.PostalInfo(type="loc")),
    voice=VOICE,
    fax=FAX,
    email="new@example.com",
    auth_info=contact.AuthInfo(password="2fooBAR"),
    disclose=contact.Disclose(flag=True),
)
ROLES = (domain.Contact(id="sh8013", role="admin"), domain.Contact(id="sh8014", role="tech"), domain.Contact(id="sh9"))
STATUSES = (
    domain.Status(value="clientHold", words="Payment <overdue> & more", lang="en"),
    domain.Status(value="clientTransferProhibited"),
)
SERVERS = ("ns1.example.com", "ns1.example.net")
ADDED = domain.AddRemove(nameservers=SERVERS, contacts=ROLES, statuses=STATUSES)
YEARS = domain.Period(length=2)
MONTHS = domain.Period(length=18, unit="m")
SECRET = domain.AuthInfo(password="2foo&BAR<>")
TRIDS = poll.Trids(client=TRID, server="54321-XYZ")

# Each command in full and with what it must have.
FULL_BODIES: tuple[Body, ...] = (
    session.Login(
        client_id="ClientX",
        password="foo<BAR>2&",
        new_password="bar-FOO2",
        options=session.Options(version="1.0", lang="zh"),
        services=session.Services(
            object_uris=namespaces.OBJECTS,
            extension=session.ServiceExtension(uris=("urn:ietf:params:xml:ns:secDNS-1.1", "urn:example:other-1.0")),
        ),
    ),
    session.Logout(),
    poll.Poll(op="ack", message_id="12345"),
    contact.ContactCheck(ids=("sh8013", "sah8013", "8013sah")),
    contact.ContactInfo(id="sh8013", auth_info=contact.AuthInfo(password="2fooBAR")),
    contact.ContactCreate(
        id="sh8013",
        postal_infos=(INT, LOC),
        voice=VOICE,
        fax=FAX,
        email="a&b@example.com",
        auth_info=contact.AuthInfo(password="2fooBAR"),
        disclose=DISCLOSE,
    ),
    contact.ContactUpdate(
        id="sh8013",
        add=contact.StatusList(statuses=CONTACT_STATUSES[1:]),
        remove=contact.StatusList(statuses=CONTACT_STATUSES[:1]),
        change=CHANGE_ALL,
    ),
    contact.ContactDelete(id="sh8013"),
    domain.DomainCheck(names=("example.com", NAME)),
    domain.DomainInfo(name=domain.NameWithHosts(name=NAME, hosts="none"), auth_info=SECRET),
    domain.DomainCreate(
        name=NAME, period=MONTHS, nameservers=SERVERS, registrant="jd1234", contacts=ROLES, auth_info=SECRET
    ),
    domain.DomainUpdate(
        name=NAME, add=ADDED, remove=ADDED, change=domain.Change(registrant="sh8013", auth_info=SECRET)
    ),
    domain.DomainDelete(name=NAME),
    domain.DomainRenew(name=NAME, current_expiry="2027-04-03", period=YEARS),
    domain.DomainTransfer(name=NAME, period=YEARS, auth_info=SECRET),
    host.HostCheck(names=SERVERS),
    host.HostInfo(name="ns1.example.com"),
    host.HostCreate(
        name="ns1.example.com",
        addresses=(host.Address(address="192.0.2.2"), host.Address(address="2001:db8::8:800:200c:417a", version="v6")),
    ),
)
MINIMAL_BODIES: tuple[Body, ...] = (
    session.Login(client_id="abc", password="123456", services=session.Services(object_uris=(namespaces.DOMAIN,))),
    session.Logout(),
    poll.Poll(op="req"),
    contact.ContactCheck(ids=("abc",)),
    contact.ContactInfo(id="abc"),
    contact.ContactCreate(id="abc", postal_infos=(BARE,), email="a@b", auth_info=contact.AuthInfo()),
    contact.ContactUpdate(id="abc"),
    contact.ContactDelete(id="abc"),
    domain.DomainCheck(names=("a.b",)),
    domain.DomainInfo(name=domain.NameWithHosts(name="a.b")),
    domain.DomainCreate(name="a.b", auth_info=domain.AuthInfo()),
    domain.DomainUpdate(name="a.b"),
    domain.DomainDelete(name="a.b"),
    domain.DomainRenew(name="a.b", current_expiry="2027-04-03"),
    domain.DomainTransfer(name="a.b"),
    host.HostCheck(names=("a.b",)),
    host.HostInfo(name="a.b"),
    host.HostCreate(name="a.b"),
)
# Forms between full and minimal that changes of holders are made of.
OTHER_BODIES: tuple[Body, ...] = (
    contact.ContactUpdate(id="abc", change=contact.ContactChange()),
    contact.ContactUpdate(id="abc", change=contact.ContactChange(voice=contact.Telephone(number=""))),
    domain.DomainUpdate(name="a.b", change=domain.Change(registrant="sh8013")),
    domain.DomainUpdate(name="a.b", change=domain.Change(registrant="")),
    domain.DomainUpdate(name="a.b", add=domain.AddRemove(), remove=domain.AddRemove(), change=domain.Change()),
    domain.DomainUpdate(
        name="a.b",
        add=domain.AddRemove(statuses=(domain.Status(value="clientUpdateProhibited"),)),
        remove=domain.AddRemove(statuses=(domain.Status(value="clientHold"),)),
        change=domain.Change(registrant="sh8013", auth_info=domain.AuthInfo()),
    ),
    *(domain.DomainInfo(name=domain.NameWithHosts(name="a.b", hosts=hosts)) for hosts in ("all", "del", "sub")),
)

# Each kind of data in full and with what it must have.
FULL_DATA: tuple[Mapped, ...] = (
    contact.ContactChecked(
        contacts=(
            contact.CheckedContact(id=contact.CheckedId(id="sh8013", available=True)),
            contact.CheckedContact(id=contact.CheckedId(id="sah8013", available=False), reason="In use"),
        )
    ),
    contact.ContactData(
        id="sh8013",
        roid="SH8013-REP",
        statuses=CONTACT_STATUSES,
        postal_infos=(INT, LOC),
        voice=VOICE,
        fax=FAX,
        email="jdoe@example.com",
        sponsor="ClientY",
        creator="ClientX",
        created=DATE,
        updater="ClientZ",
        updated=LATER,
        transferred=LATER,
        auth_info=contact.AuthInfo(password="2fooBAR"),
        disclose=DISCLOSE,
    ),
    contact.ContactCreated(id="sh8013", created=DATE),
    domain.DomainChecked(
        domains=(
            domain.CheckedDomain(name=domain.CheckedName(name=NAME, available=True)),
            domain.CheckedDomain(name=domain.CheckedName(name="example.net", available=False), reason="In use"),
        )
    ),
    domain.DomainData(
        name=NAME,
        roid="EXAMPLE1-REP",
        statuses=STATUSES,
        registrant="jd1234",
        contacts=ROLES,
        nameservers=SERVERS,
        hosts=("ns1.a.b", "ns2.a.b"),
        sponsor="ClientX",
        creator="ClientY",
        created=DATE,
        updater="ClientX",
        updated=LATER,
        expires=LATER,
        transferred=LATER,
        auth_info=SECRET,
    ),
    domain.DomainCreated(name=NAME, created=DATE, expires=LATER),
    domain.DomainRenewed(name=NAME, expires=LATER),
    domain.DomainTransferData(
        name=NAME,
        status="pending",
        requester="ClientX",
        requested=DATE,
        actor="ClientY",
        acted=LATER,
        expires=LATER,
    ),
    host.HostChecked(
        hosts=(
            host.CheckedHost(name=host.CheckedName(name="ns1.example.com", available=True)),
            host.CheckedHost(name=host.CheckedName(name="ns2.example.com", available=False), reason="In use"),
        )
    ),
    host.HostData(
        name="ns1.example.com",
        roid="NS1_EXAMPLE1-REP",
        statuses=(host.Status(value="linked"), host.Status(value="clientUpdateProhibited", words="locked")),
        addresses=(host.Address(address="192.0.2.2"), host.Address(address="2001:db8::1", version="v6")),
        sponsor="ClientY",
        creator="ClientX",
        created=DATE,
    ),
    host.HostCreated(name="ns1.example.com", created=DATE),
    poll.DomainPanData(name=poll.DomainResult(name=NAME, done=True), trids=TRIDS, date=DATE),
    poll.ContactPanData(id=poll.ContactResult(name="sh8013", done=True), trids=TRIDS, date=DATE),
)
MINIMAL_DATA: tuple[Mapped, ...] = (
    contact.ContactChecked(contacts=(contact.CheckedContact(id=contact.CheckedId(id="abc")),)),
    contact.ContactData(
        id="abc",
        roid="A-B",
        statuses=(contact.Status(value="ok"),),
        postal_infos=(BARE,),
        email="a@b",
        sponsor="abc",
        creator="abc",
        created=DATE,
    ),
    contact.ContactCreated(id="abc", created=DATE),
    domain.DomainChecked(domains=(domain.CheckedDomain(name=domain.CheckedName(name="a.b")),)),
    domain.DomainData(name="a.b", roid="A-B", sponsor="abc"),
    domain.DomainCreated(name="a.b", created=DATE),
    domain.DomainRenewed(name="a.b"),
    domain.DomainTransferData(
        name="a.b", status="serverCancelled", requester="abc", requested=DATE, actor="abc", acted=DATE
    ),
    host.HostChecked(hosts=(host.CheckedHost(name=host.CheckedName(name="a.b")),)),
    host.HostData(
        name="a.b", roid="A-B", statuses=(host.Status(value="ok"),), sponsor="abc", creator="abc", created=DATE
    ),
    host.HostCreated(name="a.b", created=DATE),
    poll.DomainPanData(name=poll.DomainResult(name="a.b", done=False), trids=poll.Trids(server="54321-XYZ"), date=DATE),
    poll.ContactPanData(id=poll.ContactResult(name="abc", done=False), trids=poll.Trids(server="54321-XYZ"), date=DATE),
)

OK = (Result.of(1000),)
SESSIONS = (
    Hello(),
    Greeting(
        server_id="Example EPP server epp.example.com",
        server_date=DATE,
        versions=("1.0",),
        languages=("en", "zh-CN"),
        object_uris=namespaces.OBJECTS,
        extension_uris=("urn:ietf:params:xml:ns:secDNS-1.1", "urn:example:other-1.0"),
    ),
    Greeting(server_id="abc", server_date=DATE, object_uris=(namespaces.DOMAIN,)),
)
RESPONSES = (
    Response(OK, TRID, "54322-XYZ"),
    Response(OK, None, "54322-XYZ"),
    Response((Result(1000, ""),), TRID, "54322-XYZ"),
    Response((Result(2306, "参数值违反策略 <&>"),), TRID, "54322-XYZ"),
    Response((Result.of(2004, "name: too long", "voice: <no number> & no sense"),), TRID, "54322-XYZ"),
    Response((Result.of(2003, "name"), Result.of(2005), Result.of(2306, "a", "b", "c")), TRID, "54322-XYZ"),
    Response(OK, TRID, "54322-XYZ", queue=MessageQueue(5, "12345")),
    Response((Result.of(1300),), TRID, "54322-XYZ", queue=MessageQueue(0, "12344")),
    Response(OK, TRID, "54322-XYZ", queue=MessageQueue(18446744073709551615, "a & b", date=DATE)),
    Response((Result.of(1301),), TRID, "54322-XYZ", queue=MessageQueue(5, "12345", DATE, "Transfer <requested> & so.")),
    Response(
        (Result.of(1301),), TRID, "54322-XYZ", data=FULL_DATA[-2], queue=MessageQueue(1, "12345", DATE, "Finished.")
    ),
)
