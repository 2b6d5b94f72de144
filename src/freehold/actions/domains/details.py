"""What the two detail queries share: the domain's members."""

from typing import Any

from freehold.operations import domain_texts
from freehold.policy import kinds
from freehold.rpc.action import Call
from freehold.rpc.structures import Int32, Structure, out
from freehold.store import contacts, domains, emails, groups
from freehold.store.domains import Domain
from freehold.terms.instants import china_text


class Details(Structure):
    """Members of both answers."""

    user_id: str = out("The account.", example="1000000001")
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
    registrant_name: str | None = out("Contact person.", example="Zhang San")
    registrant_organization: str | None = out("Holder.", example="Example Widgets Ltd")
    zh_registrant_name: str | None = out("Contact person in Chinese.", example="张三")
    zh_registrant_organization: str | None = out("Holder in Chinese.", example="示例部件有限公司")
    email: str | None = out("Registrant's mail address.", example="hostmaster@example.com")
    email_verification_status: Int32 = out("0 not verified, 1 verified.", example=1)
    email_verification_client_hold: bool = out("Held because the registrant's mail is unverified.", example=False)
    real_name_status: str = out("Both reviews together.", example="SUCCEED")
    domain_name_verification_status: str = out("The review of the name itself.", example="SUCCEED")
    registrant_updating_status: str = out("PENDING while the registrant is being changed.", example="NORMAL")
    transfer_out_status: str = out("PENDING while the domain is leaving.", example="NORMAL")
    transfer_prohibition_lock: str = out("NONE_SETTING, OPEN or CLOSE.", example="NONE_SETTING")
    update_prohibition_lock: str = out("NONE_SETTING, OPEN or CLOSE.", example="NONE_SETTING")
    domain_name_proxy_service: bool = out("Registrant data are hidden.", example=False)
    premium: bool = out("A premium name.", example=False)
    remark: str | None = out("The account's own remark.")
    domain_group_id: int | None = out("Its group.", example=1)
    domain_group_name: str | None = out("Name of its group.", example="shops")
    resource_group_id: str | None = out("Its resource group.", example="rg-acfmx7gxxxxxxxx")
    dns_list: list[str] = out("Nameservers.", item="Dns")


def details(call: Call, domain: Domain) -> dict[str, Any]:
    """The members' values, to be handed to a response."""
    holder = contacts.of_account(call.session, call.account.id, [domain.registrant_id])[domain.registrant_id]
    return {
        "user_id": call.account.user_id,
        "domain_name": domain.name_unicode,
        "instance_id": domain.instance_id,
        "domain_type": kinds.kind_of(domain.name.tld),
        "domain_status": domain_texts.status(domain, call.now),
        "registration_date": china_text(domain.registered_at),
        "registration_date_long": domain.registered_at,
        "expiration_date": china_text(domain.expires_at),
        "expiration_date_long": domain.expires_at,
        "expiration_date_status": "2" if domain.expires_at <= call.now else "1",
        "expiration_curr_date_diff": domains.days_left(domain, call.now),
        "registrant_type": holder.registrant_type.value,
        "registrant_name": holder.name or None,
        "registrant_organization": holder.organization or None,
        "zh_registrant_name": holder.zh_name or None,
        "zh_registrant_organization": holder.zh_organization or None,
        "email": holder.email or None,
        "email_verification_status": int(emails.verified(call.session, call.account.id, holder.email)),
        "email_verification_client_hold": False,
        "real_name_status": domain.real_name_status.value,
        "domain_name_verification_status": domain.name_status.value,
        "registrant_updating_status": "PENDING" if domain.registrant_changing else "NORMAL",
        "transfer_out_status": "PENDING" if domain.transferring_out else "NORMAL",
        "transfer_prohibition_lock": domain.transfer_lock.value,
        "update_prohibition_lock": domain.update_lock.value,
        "domain_name_proxy_service": False,
        "premium": False,
        "remark": domain.remark or None,
        "domain_group_id": domain.group_id,
        "domain_group_name": None
        if domain.group_id is None
        else groups.names(call.session, call.account.id)[domain.group_id],
        "resource_group_id": domain.resource_group_id or None,
        "dns_list": list(domain.nameservers),
    }
