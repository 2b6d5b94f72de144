"""What an account notes at its domains."""

import asyncio
import json

import pytest

from freehold.store import accounts, domains
from freehold.terms.domain_name import DomainName
from support.office import NOW
from support.signing import v1_call


@pytest.fixture
def call(house):
    """Signed calls of Ada's; the status and the answer."""
    house.write(
        lambda session: accounts.put_key(session, accounts.by_name(session, "ada"), "testid", "testsecret", NOW)
    )
    house.domains(house.ada, "a.com", "b.com")

    def called(action, **parameters):
        reply = asyncio.run(house.app.dispatcher.answer(v1_call(action, parameters)))
        return reply.status, json.loads(reply.body)

    return called


def domain(house, name="a.com"):
    return house.read(lambda session: domains.by_name(session, house.ada, DomainName(name)))


def test_a_remark_is_noted_at_all_of_a_list_or_at_none(house, call):
    one, two = domain(house).instance_id, domain(house, "b.com").instance_id

    assert call("SaveBatchDomainRemark", InstanceIds=f"{one}, {two},,{one}", Remark="店")[0] == 200
    assert (domain(house).remark, domain(house, "b.com").remark) == ("店", "店")

    assert call("SaveBatchDomainRemark", InstanceIds=f"{one},S2", Remark="other")[1]["Code"] == "DomainNotExist"
    assert domain(house).remark == "店"

    assert call("SaveBatchDomainRemark", InstanceIds=one)[0] == 200
    assert (domain(house).remark, domain(house, "b.com").remark) == ("", "店")


@pytest.mark.parametrize(
    ("on", "off"), [("OPEN", "CLOSE"), ("on", "off"), ("ENABLE", "DISABLE"), ("true", "FALSE")]
)  # fmt: skip
def test_automatic_renewal_is_noted_by_each_word_for_it(house, call, on, off):
    instance = domain(house).instance_id

    assert call("SetupDomainAutoRenew", InstanceId=instance, Operation=on)[1]["Result"] is True
    assert domain(house).auto_renew is True
    page = call("QueryDomainList", PageNum="1", PageSize="9", AutoRenewEnabled="true")[1]["Data"]["Domain"]
    assert [(row["DomainName"], row["AutoRenewEnabled"]) for row in page] == [("a.com", True)]

    assert call("SetupDomainAutoRenew", InstanceId=instance, Operation=off)[1]["Result"] is True
    assert domain(house).auto_renew is False


def test_a_resource_group_is_noted_whatever_its_id(house, call):
    changed = {"ResourceId": domain(house).instance_id, "NewResourceGroupId": "rg-Any_1"}

    assert call("ChangeResourceGroup", **changed)[1]["Result"] == "true"

    assert domain(house).resource_group_id == "rg-Any_1"


def test_notes_do_not_count_as_a_change_of_the_domain(house, call):
    """The date of our last change is compared with the registry's."""
    instance = domain(house).instance_id
    updated = "SELECT updated_at FROM domains WHERE name = 'a.com'"
    before = house.read(lambda session: session.raw.execute(updated).fetchone())
    house.clock.at += 1000

    call("SaveBatchDomainRemark", InstanceIds=instance, Remark="shop")
    call("SetupDomainAutoRenew", InstanceId=instance, Operation="OPEN")
    call("ChangeResourceGroup", ResourceId=instance, NewResourceGroupId="rg-1")

    assert house.read(lambda session: session.raw.execute(updated).fetchone()) == before
