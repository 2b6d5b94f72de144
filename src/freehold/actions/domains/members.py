"""What every answer tells of a domain: the members that lists, searches and detail queries share."""

from typing import Any

from freehold.operations import domain_texts
from freehold.policy import kinds
from freehold.rpc.structures import Int32, Structure, out
from freehold.store import domains
from freehold.store.domains import Domain
from freehold.terms.contacts import Holder
from freehold.terms.instants import Instant, china_text


class DomainMembers(Structure):
    """A domain, whatever else is told of it."""

    domain_name: str = out("Domain, readable form.", example="example.com")
    instance_id: str = out("Registration.", example="S20269E4B1BBI9TEST")
    domain_type: str = out("gTLD, New gTLD or ccTLD.", example="gTLD")
    domain_status: str = out("1 needs renewal, 2 needs redemption, 3 normal.", example="3")
    registration_date: str = out("China time.", example="2026-01-02 11:04:05")
    registration_date_long: int = out("Milliseconds since the epoch.", example=1767323045000)
    expiration_date: str = out("China time.", example="2028-01-02 11:04:05")
    expiration_date_long: int = out("Milliseconds since the epoch.", example=1830395045000)
    expiration_date_status: str = out("1 not expired, 2 expired.", example="1")
    expiration_curr_date_diff: Int32 = out("Days to expiry, negative when past.", example=730)
    registrant_type: str = out("1 individual, 2 organisation.", example="2")
    premium: bool = out("A premium name.", example=False)
    domain_group_name: str | None = out("Name of its group.", example="shops")
    resource_group_id: str | None = out("Its resource group.", example="rg-acfmx7gxxxxxxxx")
    remark: str | None = out("The account's own remark.")


def values_of(domain: Domain, holder: Holder, group: str | None, now: Instant) -> dict[str, Any]:
    """The members' values, to be handed to a row or a response; *group* is the name of its group."""
    return {
        "domain_name": domain.name_unicode,
        "instance_id": domain.instance_id,
        "domain_type": kinds.kind_of(domain.name.tld),
        "domain_status": domain_texts.status(domain, now),
        "registration_date": china_text(domain.registered_at),
        "registration_date_long": domain.registered_at,
        "expiration_date": china_text(domain.expires_at),
        "expiration_date_long": domain.expires_at,
        "expiration_date_status": "2" if domain.expires_at <= now else "1",
        "expiration_curr_date_diff": domains.days_left(domain, now),
        "registrant_type": holder.registrant_type.value,
        "premium": False,
        "domain_group_name": group,
        "resource_group_id": domain.resource_group_id or None,
        "remark": domain.remark or None,
    }
