"""What extensions add to looks and changes, through the gateway against a sandbox over TLS."""

import pytest

from freehold.epp.extensions import (
    chinese_names,
    dns_security,
    fee,
    idn_table,
    namestore,
    organizations,
    registry_grace_period,
    strict_bundles,
    unhandled_namespaces,
)  # fmt: skip
from freehold.epp.namespaces import MAINTENANCE
from freehold.gateway.fees import Cost
from freehold.gateway.objects import DomainChange
from freehold.terms.instants import HOUR, Instant
from freehold.terms.maintenance import Maintenance, System
from freehold.terms.outcomes import Done, Refused, Stopped
from freehold.terms.reasons import Reason
from support.registries import account, run

NAME = "shop-1.com"
ALL = [
    each.NAMESPACE
    for each in (chinese_names, dns_security, idn_table, organizations, registry_grace_period, strict_bundles)
]
DS = {"key_tag": 12345, "algorithm": 8, "digest_type": 2, "digest": "49FD46E6C4B45C55D4AC"}


def with_account(north, work, *, named=ALL):
    """Do the work with the account's second lane, whose session agreed on what is offered and named."""

    async def body():
        async with account(north.settings(), named=named if callable(named) else lambda _: named) as registry:
            await registry.facts()
            return await work(registry, registry.lane(1))

    return run(body())


def look(north, name=NAME, **more):
    return with_account(north, lambda _, lane: lane.look_domain(name), **more)


def change(north, name=NAME, *, cost=None, handle="PRIOR", **more):
    async def work(registry, lane):
        asked = DomainChange(registrant=handle, cost=cost)
        return await lane.update_domain(name, asked, trid=registry.new_trid())

    return with_account(north, work, **more)


def test_grace_periods_are_seen_like_statuses_where_the_extension_is_agreed_on(north):
    north.seed(NAME)
    north.admin.ask("offer", extensions=ALL)
    north.admin.ask("show", name=NAME, extensions={"grace": ["redemptionPeriod", "pendingRestore"]})

    assert look(north).statuses == {"inactive", "redemptionPeriod", "pendingRestore"}
    assert look(north, named=[]).statuses == {"inactive"}


def test_a_bundle_is_seen_by_either_extension_that_tells_it(north):
    simplified, traditional = "xn--fsq270a.example", "xn--fsqz41a.example"
    north.seed(simplified, traditional)
    north.admin.ask("offer", extensions=ALL)
    north.admin.ask("show", name=simplified, extensions={"bundle": [simplified, traditional]})

    assert look(north, simplified).bundle == {simplified, traditional}
    assert look(north, traditional).bundle == {simplified, traditional}
    names = {"simplified_a": simplified.upper(), "traditional_a": traditional}
    north.admin.ask("show", name=simplified, extensions={"chinese_names": names})
    assert look(north, simplified).bundle == {simplified, traditional}
    north.admin.ask("show", name=simplified, extensions={"chinese_names": {"simplified_a": simplified}})
    assert look(north, simplified).bundle == frozenset()


def test_a_change_of_registrant_leaves_dns_security_data_as_they_are(north):
    north.seed(NAME)
    north.admin.ask("offer", extensions=ALL)
    others = {"organizations": {"reseller": "r-1"}, "idn": {"table": "zh"}}
    north.admin.ask("show", name=NAME, extensions={"ds": [DS], **others})

    assert look(north).secured is True
    assert isinstance(change(north), Done)
    assert look(north).secured is True
    assert look(north, named=[]).secured is False


def test_data_that_nobody_asked_for_in_a_good_answer_are_no_error(north):
    north.seed(NAME)
    north.admin.ask("offer", extensions=[unhandled_namespaces.NAMESPACE])
    north.admin.add_faults([{"domain": NAME, "command": "update", "misbehave": "ext-value"}])

    assert isinstance(change(north), Done)


def test_what_an_update_costs_is_asked_and_agreed_to(north):
    north.seed(NAME, "free.com")
    north.admin.ask("offer", extensions=[fee.NAMESPACE])
    north.admin.ask("price", name=NAME, amount="5.50", currency="EUR")
    named = [fee.NAMESPACE]

    costs = with_account(north, lambda _, lane: lane.costs_of_updates((NAME, "free.com")), named=named)
    cost, free = costs[NAME], costs["free.com"]

    assert (str(cost.amount), cost.currency, cost.free) == ("5.50", "EUR", False)
    assert (free.amount, free.free, free.agreement) == (0, True, ())
    assert change(north, named=named) == Refused(Reason.CONTACT_REFUSED, 2003, "Required parameter missing; fee")
    wrong = Cost(cost.amount, "EUR", ("5.00",))
    assert change(north, cost=wrong, named=named).code == 2004
    assert change(north, cost=cost, named=named).charged == "5.50 EUR"
    assert north.updates() == [NAME]
    assert north.admin.transforms("fee") == {NAME: 1}


def test_a_fee_that_cannot_be_agreed_to_is_not_left_out_of_the_command(north):
    """Nothing is sent: the command would mean something else without it."""
    north.seed(NAME)
    outcome = change(north, cost=Cost(1, "EUR", ("1.00",)), named=[fee.NAMESPACE])

    assert outcome == Refused(
        Reason.REGISTRY_REFUSED, 0, "the registry does not offer urn:ietf:params:xml:ns:epp:fee-1.0"
    )
    assert north.updates() == []


def test_a_command_about_a_domain_names_its_product_where_that_is_agreed_on(north):
    north.seed(NAME)
    north.admin.ask("offer", extensions=[namestore.NAMESPACE])

    assert isinstance(change(north, named=[namestore.NAMESPACE]), Done)
    assert look(north, named=[namestore.NAMESPACE]).name == NAME
    # One that does not agree on it need not name it.
    assert look(north, named=[]).name == NAME


def test_a_domain_whose_own_policy_does_not_name_the_extension_is_not_given_a_product(north):
    north.seed(NAME)
    north.admin.ask("offer", extensions=[namestore.NAMESPACE])

    # The account's suffixes name it; this domain's does not, and the practice registry demands it of every command.
    with pytest.raises(Stopped) as stopped:
        look(north, named=lambda domain: [] if domain else [namestore.NAMESPACE])

    assert "namestoreExt" in stopped.value.outcome.message


def test_announced_maintenance_is_asked_for_one_by_one(north):
    now = north.admin.ask("stats")["now"] // 1000 * 1000
    north.admin.ask("offer", extensions=[MAINTENANCE])
    north.admin.ask(
        "announce", id="m-1", name="Yearly", start=now + HOUR, end=now + 2 * HOUR, tlds=["com"],
        systems=[{"name": "EPP", "host": "epp.example", "impact": "full"}],
    )  # fmt: skip

    async def work(_, lane):
        return lane.announces_maintenance, await lane.maintenances(), await lane.poll()

    announces, listed, polled = with_account(north, lambda registry, _: work(registry, registry.lane(0)))

    wanted = Maintenance(
        "m-1", "Yearly", Instant(now + HOUR), Instant(now + 2 * HOUR), (System("EPP", "epp.example", "full"),),
        ("com",), "production",
    )  # fmt: skip
    assert (announces, listed) == (True, [wanted])
    assert (polled.kind, polled.maintenance) == ("maint:infData", wanted)


def test_a_registry_that_announces_none_is_not_asked(north):
    assert with_account(north, lambda registry, lane: announces(lane)) is False


async def announces(lane):
    return lane.announces_maintenance


@pytest.mark.parametrize(
    ("do", "values", "words"),
    [
        ("show", {"name": NAME, "extensions": {"colour": 1}}, "nothing called 'colour' can be shown"),
        ("show", {"name": NAME, "extensions": {"ds": [{"colour": 1}]}}, "it has not the fields of its extension"),
        ("price", {"name": NAME, "amount": "much", "currency": "EUR"}, "'much' is no amount"),
        ("announce", {"id": "m-1"}, "a maintenance has id, start, end"),
        ("warn", {"events": [{"colour": 1}]}, "an event has type"),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused(north, do, values, words):
    from freehold.sandbox.admin_client import SandboxRefused

    with pytest.raises(SandboxRefused, match=words):
        north.admin.ask(do, **values)
