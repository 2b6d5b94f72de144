"""What the two detail queries share: the domain's members."""

from typing import Any

from freehold.actions.domains.members import DomainMembers, values_of
from freehold.rpc.action import Call
from freehold.rpc.structures import Int32, out
from freehold.store import contacts, groups
from freehold.store.domains import Domain
from freehold.terms.contacts import Holder


class Details(DomainMembers):
    """Members of both answers."""

    user_id: str = out("The account.", example="1000000001")
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
    domain_group_id: int | None = out("Its group.", example=1)
    dns_list: list[str] = out("Nameservers.", item="Dns")


def details(call: Call, domain: Domain) -> dict[str, Any]:
    """The members' values, to be handed to a response."""
    holder = contacts.of_account(call.session, call.account.id, [domain.registrant_id], Holder)[domain.registrant_id]
    named = {} if domain.group_id is None else groups.names(call.session, call.account.id)
    return {
        **values_of(domain, holder, named.get(domain.group_id or 0), call.now),
        "user_id": call.account.user_id,
        "registrant_name": holder.name or None,
        "registrant_organization": holder.organization or None,
        "zh_registrant_name": holder.zh_name or None,
        "zh_registrant_organization": holder.zh_organization or None,
        "email": holder.email or None,
        "email_verification_status": int(holder.email_verified_at is not None),
        "email_verification_client_hold": False,
        "real_name_status": domain.real_name_status.value,
        "domain_name_verification_status": domain.name_status.value,
        "registrant_updating_status": "PENDING" if domain.registrant_changing else "NORMAL",
        "transfer_out_status": "PENDING" if domain.transferring_out else "NORMAL",
        "transfer_prohibition_lock": domain.transfer_lock.value,
        "update_prohibition_lock": domain.update_lock.value,
        "domain_name_proxy_service": False,
        "domain_group_id": domain.group_id,
        "dns_list": list(domain.nameservers),
    }
