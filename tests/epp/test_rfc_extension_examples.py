"""Documents of the structure that the examples in the extensions' RFCs have, read to exact values and valid."""

from pathlib import Path

import pytest
from lxml import etree

from freehold.epp.commands import domain, maintenance, session
from freehold.epp.documents import Command, MessageQueue, Response, Result
from freehold.epp.extensions import (
    change_poll,
    chinese_names,
    dns_security,
    fee,
    idn_table,
    login_security,
    organizations,
    registry_grace_period,
    strict_bundles,
)
from freehold.epp.reading import read
from freehold.epp.writing import write
from support.schemas import schema_of

DOCUMENTS = Path(__file__).parent / "extension_documents"
TRID = "ABC-12345"
SERVER_TRID = "54322-XYZ"
CHINESE = "xn--fsq270a.xn--fiqs8s"
TRADITIONAL = "xn--fsqz41a.xn--fiqs8s"


def answer(*found, data=None, code=1000, queue=None) -> Response:
    return Response((Result.of(code),), TRID, SERVER_TRID, data, queue, found)


def info(*found, name="example.com", status="ok") -> Response:
    statuses = (domain.Status(value=status),)
    return answer(*found, data=domain.DomainData(name=name, roid="EXAMPLE1-REP", statuses=statuses, sponsor="ClientX"))


def asked(name, **more) -> fee.AskedCommand:
    return fee.AskedCommand(name=name, **more)


KEY_1 = dns_security.KeyData(flags=257, protocol=3, algorithm=1, public_key="AQPJ////4Q==")
FIVE = fee.Amount(amount="5.00")
OF_MAINTENANCE = "2e6df9b0-4092-4491-bcc8-9fb2166dcee6"

EXPECTED = {
    "grace-info": info(
        registry_grace_period.GraceData(
            statuses=(
                registry_grace_period.Status(value="redemptionPeriod", words="endDate=2026-05-03T22:00:00.0Z"),
                registry_grace_period.Status(value="pendingRestore"),
            )
        ),
        status="pendingDelete",
    ),
    "ds-info": info(
        dns_security.SecurityData(
            signature_life=604800,
            records=(
                dns_security.DsData(
                    key_tag=12345, algorithm=3, digest_type=1, digest="49FD46E6C4B45C55D4AC", key=KEY_1
                ),
            ),
        )
    ),
    "key-info": info(dns_security.SecurityData(keys=(KEY_1,))),
    "fee-check": Command(
        domain.DomainCheck(names=("example.com", "example.net")),
        TRID,
        None,
        (
            fee.FeeCheck(
                currency="USD",
                commands=(
                    asked("create", period=fee.Period(length=2)),
                    asked("update"),
                    asked("custom", custom_name="trade"),
                ),
            ),
        ),
    ),
    "fee-checked": answer(
        fee.FeesChecked(
            currency="USD",
            objects=(
                fee.ObjectFees(
                    name="example.com",
                    class_="Premium",
                    commands=(
                        fee.CommandFees(
                            name="create",
                            period=fee.Period(length=2),
                            fees=(fee.Amount(amount="10.00", description="Registration Fee"),),
                            credits=(fee.Amount(amount="-2.00", description="Discount"),),
                        ),
                        fee.CommandFees(name="update", fees=(FIVE,), standard=True),
                    ),
                ),
                fee.ObjectFees(
                    name="example.net",
                    available=False,
                    reason=fee.Reason(words="minimum period is 1 year.", lang="en"),
                ),
            ),
        ),
        data=domain.DomainChecked(
            domains=(
                domain.CheckedDomain(name=domain.CheckedName(name="example.com", available=True)),
                domain.CheckedDomain(name=domain.CheckedName(name="example.net", available=False)),
            )
        ),
    ),
    "fee-update": Command(
        domain.DomainUpdate(name="example.com", change=domain.Change(registrant="sh8013")),
        TRID,
        None,
        (fee.FeeOfUpdate(currency="USD", fees=(FIVE,)),),
    ),
    "fee-updated": answer(fee.FeeUpdated(currency="USD", fees=(FIVE,), balance="-5.00", credit_limit="1000.00")),
    "change-notice": answer(
        change_poll.ChangeData(
            operation=change_poll.Operation(name="update"),
            date="2026-11-22T05:00:00.000Z",
            server_trid="12345-XYZ",
            who="URS Admin",
            case_id=change_poll.CaseId(id="urs123", type="urs"),
            reason=change_poll.Reason(words="URS Lock"),
        ),
        data=domain.DomainData(
            name="example.com",
            roid="EXAMPLE1-REP",
            statuses=(domain.Status(value="serverUpdateProhibited"),),
            sponsor="ClientX",
        ),
        code=1301,
        queue=MessageQueue(1, "201", "2026-11-22T05:00:00.000Z", "Registry initiated update of domain."),
    ),
    "login-security": Command(
        session.Login(
            client_id="ClientX",
            password=login_security.MARKER,
            new_password=login_security.MARKER,
            services=session.Services(
                object_uris=("urn:ietf:params:xml:ns:domain-1.0",),
                extension=session.ServiceExtension(uris=(login_security.NAMESPACE,)),
            ),
        ),
        TRID,
        None,
        (
            login_security.LoginSecurity(
                user_agent=login_security.UserAgent(
                    app="EPP client 1.0", tech="Vendor Java 11.0.6", os="x86_64 Mac OS X 10.15.2"
                ),
                password="this is a long password",
                new_password="new password that is still long",
            ),
        ),
    ),
    "login-security-warnings": answer(
        login_security.LoginSecurityData(
            events=(
                login_security.Event(
                    words="Password expiration soon",
                    type="password",
                    level="warning",
                    expires="2026-04-01T22:00:00.0Z",
                    lang="en",
                ),
                login_security.Event(type="certificate", level="warning", expires="2026-04-02T22:00:00.0Z"),
                login_security.Event(
                    words="Excessive invalid daily logins",
                    type="stat",
                    name="failedLogins",
                    level="warning",
                    value="100",
                    duration="P1D",
                ),
            )
        )
    ),
    "maintenance-notice": answer(
        data=maintenance.MaintenanceData(
            item=maintenance.Item(
                id=maintenance.MaintenanceId(id=OF_MAINTENANCE),
                kinds=(maintenance.Kind(words="Routine Maintenance"),),
                poll_type="create",
                systems=(maintenance.System(name="EPP", host="epp.registry.example", impact="full"),),
                environment=maintenance.Environment(type="production"),
                start="2026-12-30T06:00:00Z",
                end="2026-12-30T14:25:57Z",
                reason="planned",
                detail="https://www.registry.example/notice?123",
                descriptions=(
                    maintenance.Description(words="free text", lang="en"),
                    maintenance.Description(words="Freitext", lang="de"),
                ),
                tlds=("example", "test"),
                created="2026-11-08T22:10:00Z",
            )
        ),
        code=1301,
        queue=MessageQueue(1, "12345", "2026-02-08T22:10:00.0Z", "Registry Maintenance Notification"),
    ),
    "maintenance-list": answer(
        data=maintenance.MaintenanceData(
            listing=maintenance.Listing(
                items=(
                    maintenance.ListItem(
                        id=maintenance.MaintenanceId(id=OF_MAINTENANCE, name="Routine"),
                        start="2026-12-30T06:00:00Z",
                        end="2026-12-30T14:25:57Z",
                        created="2026-11-08T22:10:00Z",
                        updated="2026-11-09T22:10:00Z",
                    ),
                )
            )
        )
    ),
    "organizations-info": info(
        organizations.OrganizationsData(
            ids=(
                organizations.OrganizationId(id="reseller1523", role="reseller"),
                organizations.OrganizationId(id="proxy2935", role="privacyproxy"),
            )
        )
    ),
    "bundle-info": info(
        strict_bundles.BundleData(
            bundle=strict_bundles.Bundle(
                registered=strict_bundles.BundledName(name=CHINESE, unicode_name="实例.中国"),
                bundled=(strict_bundles.BundledName(name=TRADITIONAL, unicode_name="實例.中国"),),
            )
        ),
        name=CHINESE,
    ),
    "chinese-names-info": info(
        chinese_names.ChineseNamesData(
            simplified="实例.中国", simplified_a=CHINESE, traditional="實例.中国", traditional_a=TRADITIONAL
        ),
        idn_table.IdnData(table="zh-Hans", unicode_name="实例.中国"),
        name=CHINESE,
    ),
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED.keys())
def test_examples_are_read_to_exact_values_and_written_again(name, expected) -> None:
    assert read((DOCUMENTS / f"{name}.xml").read_bytes()) == expected
    assert read(write(expected)) == expected


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return schema_of(
        "rgp-1.0", "secDNS-1.1", "fee-1.0", "changePoll-1.0", "loginSec-1.0", "maintenance-1.0", "b-dn", "cdn-1.0",
        "idn-1.0", "orgext-1.0",
    )  # fmt: skip


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.stem)
def test_the_example_documents_are_valid(schema, path) -> None:
    schema.assertValid(etree.parse(path))


def test_each_document_has_its_expectation() -> None:
    assert {path.stem for path in DOCUMENTS.iterdir()} == set(EXPECTED)
