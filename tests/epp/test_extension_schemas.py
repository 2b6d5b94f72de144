"""What is written with extensions is valid by their own schemas, and is read back as it was written."""

from dataclasses import fields

import pytest
from lxml import etree

from freehold.epp import extensions
from freehold.epp.commands import domain, maintenance, organization, session
from freehold.epp.documents import Command, MessageQueue, Response, Result
from freehold.epp.extensions import (
    change_poll,
    chinese_names,
    dns_security,
    fee,
    idn_table,
    login_security,
    namestore,
    organizations,
    registry_grace_period,
    strict_bundles,
)
from freehold.epp.mapping import Mapped
from freehold.epp.reading import read
from freehold.epp.writing import write
from support.schemas import schema_of

XSDS = (
    "rgp-1.0", "secDNS-1.1", "fee-1.0", "changePoll-1.0", "loginSec-1.0", "maintenance-1.0", "b-dn", "cdn-1.0", "idn-1.0",
    "namestoreExt-1.1", "org-1.0", "orgext-1.0",
)  # fmt: skip
DATE = "2026-04-03T22:00:00.0Z"
LATER = "2027-04-03T22:00:00.0Z"
TRID = "FH-01J9Z3-7.a_b"
DIGEST = "49FD46E6C4B45C55D4AC"
KEY = dns_security.KeyData(flags=257, protocol=3, algorithm=8, public_key="AQPJ////4Q==")
DS = dns_security.DsData(key_tag=12345, algorithm=8, digest_type=2, digest=DIGEST, key=KEY)
FEE = fee.Amount(amount="5.00", description="Trade <Fee> & tax", lang="de")
CREDIT = fee.Amount(amount="-1.50", description="Credit", lang="de")
NO_FEE = fee.Reason(words="not offered", lang="de")
YEARS = fee.Period(length=2, unit="m")
RDN = strict_bundles.BundledName(name="xn--fsq270a.xn--fiqs8s", unicode_name="实例.中国")
BDN = strict_bundles.BundledName(name="xn--fsqz41a.xn--fiqs8s", unicode_name="實例.中国")
BUNDLE = strict_bundles.Bundle(registered=RDN, bundled=(BDN, BDN))
OF_MAINTENANCE = maintenance.MaintenanceId(id="2e6df9b0-4092-4491-bcc8-9fb2166dcee6", name="Routine <1>", lang="de")

# Each element in full and with what it must have.
WITH_COMMANDS: tuple[Mapped, ...] = (
    login_security.LoginSecurity(
        user_agent=login_security.UserAgent(app="Freehold 0.1", tech="Python 3", os="Linux"),
        password="a long <pass> & phrase",
        new_password="another long phrase",
    ),
    login_security.LoginSecurity(),
    login_security.LoginSecurity(user_agent=login_security.UserAgent(tech="Python 3"), password="123456"),
    fee.FeeCheck(
        currency="EUR",
        commands=(
            fee.AskedCommand(name="update"),
            fee.AskedCommand(name="custom", custom_name="trade", period=YEARS),
        ),
    ),
    fee.FeeCheck(commands=(fee.AskedCommand(name="update"),)),
    fee.FeeOfUpdate(currency="EUR", fees=(FEE, FEE), credits=(CREDIT,)),
    fee.FeeOfUpdate(fees=(fee.Amount(amount="5"),)),
    namestore.Namestore(sub_product="dotCOM"),
)
WITH_ANSWERS: tuple[Mapped, ...] = (
    login_security.LoginSecurityData(
        events=(
            login_security.Event(
                words="Password <expires> soon", type="stat", name="failedLogins", level="warning", expires=LATER,
                value="100", duration="P1D", lang="de",
            ),
            login_security.Event(type="cipher", level="error"),
        )
    ),
    change_poll.ChangeData(
        operation=change_poll.Operation(name="custom", kind="purge"),
        date=DATE,
        server_trid="12345-XYZ",
        who="URS Admin",
        case_id=change_poll.CaseId(id="urs123", type="custom", name="court"),
        reason=change_poll.Reason(words="URS <Lock>", lang="de"),
        state="before",
    ),
    change_poll.ChangeData(
        operation=change_poll.Operation(name="update"), date=DATE, server_trid="12345-XYZ", who="x"
    ),
    dns_security.SecurityData(signature_life=604800, records=(DS, DS)),
    dns_security.SecurityData(keys=(KEY,)),
    dns_security.SecurityData(
        records=(dns_security.DsData(key_tag=1, algorithm=1, digest_type=1, digest=DIGEST),)
    ),
    fee.FeesChecked(
        currency="EUR",
        objects=(
            fee.ObjectFees(
                name="a.b", class_="premium", available=False, reason=NO_FEE,
                commands=(
                    fee.CommandFees(
                        name="custom", custom_name="trade", period=YEARS, fees=(FEE,), credits=(CREDIT,), reason=NO_FEE,
                        standard=True,
                    ),
                    fee.CommandFees(name="update"),
                ),
            ),
            fee.ObjectFees(name="c.d"),
        ),
    ),
    fee.FeeUpdated(
        currency="EUR", period=fee.Period(length=1), fees=(FEE,), credits=(CREDIT,), balance="-5.00", credit_limit="1000.00"
    ),
    fee.FeeUpdated(),
    namestore.Namestore(sub_product="dotCOM"),
    organizations.OrganizationsData(ids=(organizations.OrganizationId(id="reseller1523", role="reseller"),)),
    organizations.OrganizationsData(),
    idn_table.IdnData(table="zh-Hans", unicode_name="实例.中国"),
    idn_table.IdnData(table="es"),
    chinese_names.ChineseNamesData(
        original_a="xn--fsq270a.xn--fiqs8s", simplified="实例.中国", simplified_a="xn--fsq270a.xn--fiqs8s",
        traditional="實例.中国", traditional_a="xn--fsqz41a.xn--fiqs8s",
        variants=chinese_names.Variants(names=("实例.中国",), a_names=("xn--fsq270a.xn--fiqs8s",)),
    ),
    chinese_names.ChineseNamesData(),
    registry_grace_period.GraceData(
        statuses=(
            registry_grace_period.Status(value="redemptionPeriod", words="until <then>", lang="de"),
            registry_grace_period.Status(value="pendingDelete"),
        )
    ),
    strict_bundles.BundleData(bundle=BUNDLE),
    strict_bundles.BundleData(
        bundle=strict_bundles.Bundle(registered=strict_bundles.BundledName(name="xn--fsq270a.xn--fiqs8s"))
    ),
    strict_bundles.BundleUpdated(bundle=BUNDLE),
)  # fmt: skip
ITEM = maintenance.Item(
    id=OF_MAINTENANCE,
    kinds=(maintenance.Kind(words="Routine", lang="de"),),
    poll_type="update",
    systems=(
        maintenance.System(name="EPP", host="epp.registry.example", impact="full"),
        maintenance.System(name="WHOIS", impact="none"),
    ),
    environment=maintenance.Environment(words="the lab", type="custom", name="lab"),
    start=DATE,
    end=LATER,
    reason="planned",
    detail="https://www.registry.example/notice?1",
    descriptions=(maintenance.Description(words="<b>free</b> text", lang="de", type="html"),),
    tlds=("example", "test"),
    created=DATE,
    updated=LATER,
)
LISTING = maintenance.Listing(
    items=(
        maintenance.ListItem(id=OF_MAINTENANCE, start=DATE, end=LATER, created=DATE, updated=LATER),
        maintenance.ListItem(id=maintenance.MaintenanceId(id="1"), start=DATE, end=LATER, created=DATE),
    )
)
DATA: tuple[Mapped, ...] = (
    maintenance.MaintenanceData(item=ITEM),
    maintenance.MaintenanceData(listing=LISTING),
    maintenance.MaintenanceData(listing=maintenance.Listing()),
    maintenance.MaintenanceData(
        item=maintenance.Item(
            id=maintenance.MaintenanceId(id="1"), systems=(maintenance.System(name="EPP", impact="partial"),),
            environment=maintenance.Environment(type="production"), start=DATE, end=LATER, reason="emergency", created=DATE,
        )
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """One schema that imports all that is needed."""
    return schema_of(*XSDS)


def _check(schema: etree.XMLSchema, document) -> None:
    octets = write(document)
    schema.assertValid(etree.fromstring(octets))
    assert read(octets) == document


def _name(value: object) -> str:
    return type(value).__name__


def _command_of(extension: Mapped) -> Command:
    match extension:
        case login_security.LoginSecurity():
            services = session.Services(object_uris=("urn:ietf:params:xml:ns:domain-1.0",))
            body = session.Login(client_id="abc", password=login_security.MARKER, services=services)
        case fee.FeeCheck():
            body = domain.DomainCheck(names=("a.b",))
        case _:
            body = domain.DomainUpdate(name="a.b", change=domain.Change(registrant="sh8013"))
    return Command(body, TRID, None, (extension,))


@pytest.mark.parametrize("extension", WITH_COMMANDS, ids=_name)
def test_extensions_of_commands_are_valid_and_read_back(schema, extension) -> None:
    _check(schema, _command_of(extension))


@pytest.mark.parametrize("extension", WITH_ANSWERS, ids=_name)
def test_extensions_of_answers_are_valid_and_read_back(schema, extension) -> None:
    data = domain.DomainData(name="a.b", roid="A-B", sponsor="abc")
    _check(schema, Response((Result.of(1000),), TRID, "54322-XYZ", data, extensions=(extension,)))


def test_several_extensions_go_with_one_document(schema) -> None:
    _check(schema, Response((Result.of(1000),), TRID, "54322-XYZ", extensions=WITH_ANSWERS))
    product, cost = WITH_COMMANDS[-1], WITH_COMMANDS[-2]
    _check(schema, Command(domain.DomainUpdate(name="a.b"), TRID, None, (product, cost)))


@pytest.mark.parametrize("data", DATA, ids=_name)
def test_maintenance_is_valid_and_read_back(schema, data) -> None:
    _check(schema, Response((Result.of(1301),), TRID, "5-X", data, MessageQueue(1, "5", DATE, "Maintenance")))


@pytest.mark.parametrize(
    "data",
    [
        organization.OrganizationData(
            id="registrar1362", roid="registrar1362-REP", parent="1523res", sponsor="ClientY", creator="ClientX",
            created=DATE, updater="ClientX", updated=LATER, statuses=("ok", "linked"),
            roles=(organization.Role(type="registrar", statuses=("ok", "linked"), id="1362"),),
        ),
        organization.OrganizationData(
            id="abc", roid="A-B", creator="abc", created=DATE, statuses=("ok",),
            roles=(organization.Role(type="reseller"),),
        ),
    ],
    ids=["full", "minimal"],
)  # fmt: skip
def test_an_organisation_is_valid_and_read_back(schema, data) -> None:
    _check(schema, Response((Result.of(1000),), TRID, "54322-XYZ", data))


def test_maintenance_is_asked_for_as_a_list_and_one_by_one(schema) -> None:
    _check(schema, Command(maintenance.MaintenanceInfo(everything=True), TRID))
    _check(schema, Command(maintenance.MaintenanceInfo(id=OF_MAINTENANCE), TRID))


def test_a_notice_of_a_change_stands_beside_the_object(schema) -> None:
    data = domain.DomainData(name="a.b", roid="A-B", sponsor="abc", registrant="sh8013")
    queue = MessageQueue(201, "1", DATE, "Registry initiated update of domain.")
    _check(schema, Response((Result.of(1301),), TRID, "5-X", data, queue, (WITH_ANSWERS[1],)))


def test_no_element_of_an_extension_of_ours_is_left_out() -> None:
    ours = (change_poll, chinese_names, dns_security, fee, idn_table, login_security, namestore, organizations,
            registry_grace_period, strict_bundles)  # fmt: skip
    elements = {
        kind
        for module in ours
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Mapped) and kind.tag
    }
    assert set(ours) <= set(extensions.MODULES)
    assert {type(value) for value in (*WITH_COMMANDS, *WITH_ANSWERS)} == elements


def test_full_elements_leave_no_field_at_its_default() -> None:
    full = {type(value): value for value in reversed((*WITH_COMMANDS, *WITH_ANSWERS, ITEM, *LISTING.items[:1]))}
    defaulted = [
        f"{_name(value)}.{field.name}"
        for value in full.values()
        for field in fields(value)
        if getattr(value, field.name) == field.default
    ]
    # Records or keys, never both.
    assert defaulted == ["SecurityData.keys"]


def test_passwords_do_not_show_when_a_log_in_is_printed() -> None:
    """SEC-44."""
    assert "phrase" not in repr(_command_of(WITH_COMMANDS[0]))


def test_a_schema_refuses_what_is_out_of_order(schema) -> None:
    """Otherwise the tests above would show nothing."""
    octets = write(_command_of(fee.FeeOfUpdate(currency="EUR", fees=(fee.Amount(amount="5"),))))
    turned = octets.replace(
        b"<fee:currency>EUR</fee:currency><fee:fee>5</fee:fee>", b"<fee:fee>5</fee:fee><fee:currency>EUR</fee:currency>"
    )

    assert turned != octets
    assert not schema.validate(etree.fromstring(turned))
