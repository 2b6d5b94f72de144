"""What the peer is asked: moto's two APIs for domains and for the records of a zone."""

import json
import re

from benchmarks.calls import Request, aws
from benchmarks.loopback import Answer, sent
from benchmarks.servers import Server

RECORDS = 1000
"""Record sets of the zone, which are one page of its list."""

_CONTACT = {
    "FirstName": "Ada", "LastName": "Example", "ContactType": "PERSON", "AddressLine1": "1 Example Road", "City": "Hangzhou",
    "CountryCode": "CN", "ZipCode": "310000", "PhoneNumber": "+86.57188887777", "Email": "a@example.com",
}  # fmt: skip
_ZONE = b"""<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>shop.example.</Name>\
<CallerReference>bench</CallerReference></CreateHostedZoneRequest>"""


async def register(server: Server, name: str) -> None:
    """Enter a domain."""
    roles = {f"{role}Contact": _CONTACT for role in ("Admin", "Registrant", "Tech")}
    body = json.dumps({"DomainName": name, "DurationInYears": 2, **roles}).encode()
    request = aws("route53domains", "POST", "/", body, "Route53Domains_v20140515.RegisterDomain")
    _ok(await sent(server.port, [request], 1))


def domain_detail(name: str) -> Request:
    """Ask about a domain."""
    body = json.dumps({"DomainName": name}).encode()
    return aws("route53domains", "POST", "/", body, "Route53Domains_v20140515.GetDomainDetail")


async def zone(server: Server, records: int) -> str:
    """Make a zone with as many records; its number."""
    answer = _ok(await sent(server.port, [aws("route53", "POST", "/2013-04-01/hostedzone", _ZONE)], 1))[0]
    found = re.search(rb"<Id>/hostedzone/(\w+)</Id>", answer.body)
    assert found is not None, answer.body
    number = found[1].decode()
    for start in range(0, records, 500):
        listed = range(start, min(start + 500, records))
        _ok(await sent(server.port, [change(number, [f"r{place:06d}.shop.example." for place in listed])], 1))
    return number


def change(number: str, names: list[str]) -> Request:
    """Put one record set for each name into the zone."""
    changes = "".join(
        f"<Change><Action>UPSERT</Action><ResourceRecordSet><Name>{name}</Name><Type>A</Type><TTL>60</TTL><ResourceRecords>"
        "<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change>"
        for name in names
    )
    body = (
        '<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes>'
        f"{changes}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
    )
    return aws("route53", "POST", f"/2013-04-01/hostedzone/{number}/rrset/", body.encode())


def listed(number: str) -> Request:
    """Ask for a page of the zone's record sets."""
    return aws("route53", "GET", f"/2013-04-01/hostedzone/{number}/rrset?maxitems={RECORDS}")


def _ok(answers: list[Answer]) -> list[Answer]:
    for answer in answers:
        assert answer.status in {200, 201}, answer.body[:1000]
    return answers
