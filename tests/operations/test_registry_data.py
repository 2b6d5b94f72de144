"""What registries showed of domains, as the actions tell it."""

import asyncio
import json

import pytest

from freehold.store import accounts, reconciles
from support.office import NOW
from support.practice import practice
from support.served import acme
from support.signing import v1_call
from support.waiting import until

SECURED = "urn:ietf:params:xml:ns:secDNS-1.1"
DS = {"key_tag": 60485, "algorithm": 13, "digest_type": 2, "digest": "d4b7d520e7bb5f0f"}
PROHIBITED = ["serverDeleteProhibited", "serverTransferProhibited", "serverUpdateProhibited"]


@pytest.fixture(scope="module")
def running():
    """A practice whose registry holds locked.com by all three prohibitions, and disputed.com by one."""
    with practice(seed=acme([{"name": "locked.com"}, {"name": "disputed.com"}]), extensions=[SECURED]) as running:
        running.sandbox.ask("show", name="locked.com", extensions={"ds": [DS]})
        running.sandbox.ask("change", name="locked.com", who="registry", add=PROHIBITED)
        running.sandbox.ask("change", name="disputed.com", who="registry", add=PROHIBITED[1:2])
        yield running


def call(app, action, **parameters):
    reply = asyncio.run(app.dispatcher.answer(v1_call(action, parameters)))
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def compared(running):
    """A comparison from end to end."""
    run_id = running.store.write_now(
        lambda session: reconciles.begin(session, None, None, None, None, running.clock.now())
    )

    def ended():
        with running.store.reading() as session:
            return not reconciles.get(session, run_id).open

    until(ended)


def test_a_comparison_keeps_what_the_registry_shows(running):
    compared(running)

    records = call(running.app, "QueryDSRecord", DomainName="locked.com")["DSRecordList"]
    assert records == [{"KeyTag": 60485, "Algorithm": 13, "DigestType": 2, "Digest": "D4B7D520E7BB5F0F"}]
    assert [lock["DomainName"] for lock in call(running.app, "ListServerLock")["Data"]] == ["locked.com"]
    instance = running.domain("locked.com").instance_id
    assert call(running.app, "QueryServerLock", InstanceId=instance)["ServerLockStatus"] == 2

    running.sandbox.ask("show", name="locked.com", extensions={})
    running.sandbox.ask("change", name="locked.com", who="registry", remove=PROHIBITED[:1])
    compared(running)

    assert call(running.app, "QueryDSRecord", DomainName="locked.com")["DSRecordList"] == []
    assert call(running.app, "ListServerLock")["Data"] == []
    assert call(running.app, "QueryServerLock", InstanceId=instance)["ServerLockStatus"] == 1


def test_one_prohibition_is_no_registry_lock(running):
    compared(running)

    instance = running.domain("disputed.com").instance_id
    assert call(running.app, "QueryServerLock", InstanceId=instance)["ServerLockStatus"] == 1


def test_nameservers_under_the_domain_are_its_hosts(house):
    house.write(
        lambda session: accounts.put_key(session, accounts.by_name(session, "ada"), "testid", "testsecret", NOW)
    )
    house.domains(house.ada, "a.com", nameservers=("ns1.a.com", "ns.b.com", "ns.ba.com", "x.ns1.a.com"))
    instance = house.read(lambda session: session.raw.execute("SELECT instance_id FROM domains").fetchone()[0])

    assert call(house.app, "QueryDnsHost", InstanceId=instance)["DnsHostList"] == [
        {"DnsName": "ns1.a.com", "IpList": []},
        {"DnsName": "x.ns1.a.com", "IpList": []},
    ]
