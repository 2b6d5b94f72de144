"""Hosts (RFC 5732), as far as clients need them to delegate."""

import re

from freehold.epp.commands import host as epp
from freehold.epp.documents import Response
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import Host, epp_time

_NAME = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)\Z")


def check(context: Context, body: epp.HostCheck) -> Response:
    """1000."""
    known = context.world.hosts
    checked = tuple(
        epp.CheckedHost(
            name=epp.CheckedName(name=name, available=name.lower() not in known),
            reason="In use" if name.lower() in known else None,
        )
        for name in body.names
    )
    return context.answer(data=epp.HostChecked(hosts=checked))


def info(context: Context, body: epp.HostInfo) -> Response:
    """1000, 2303."""
    found = context.world.hosts.get(body.name.lower())
    if found is None:
        raise Declined(2303)
    data = epp.HostData(
        name=found.name,
        roid=found.roid,
        statuses=(epp.Status(value="ok"),),
        addresses=tuple(epp.Address(address=address, version=version) for version, address in found.addresses),
        sponsor=found.sponsor,
        creator=found.sponsor,
        created=epp_time(found.created_at),
    )
    return context.answer(data=data)


def create(context: Context, body: epp.HostCreate) -> Response:
    """1000, 2005 for a malformed name, 2302."""
    name = body.name.lower()
    if _NAME.match(name) is None:
        raise Declined(2005, "name")
    if name in context.world.hosts:
        raise Declined(2302)
    addresses = tuple((address.version, address.address) for address in body.addresses)
    made = Host(name, context.world.new_roid("H"), context.client, addresses, context.world.now())
    context.world.put_host(made)
    context.note("host:create", name, {})
    return context.answer(data=epp.HostCreated(name=name, created=epp_time(made.created_at)))
