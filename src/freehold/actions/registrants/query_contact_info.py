"""Read one contact role of one domain."""

from freehold.rpc.action import Call, action
from freehold.rpc.contact_fields import contact_values
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import contacts, domains
from freehold.terms.contacts import ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which domain, and which of its contacts."""

    domain_name: DomainName = param("Domain to read.", example="example.com")
    contact_type: ContactRole = param("Role of the contact: registrant, admin, tech or billing.", example="registrant")


class Response(Structure):
    """The contact's data, in both scripts."""

    create_date: str = out("Date of the domain's registration, China time.", example="2026-01-02 11:04:05")
    registrant_name: str | None = out("Contact person.", example="Zhang San")
    registrant_organization: str | None = out("Holder.", example="Example Widgets Ltd")
    country: str | None = out("Two letters.", example="CN")
    province: str | None = out("Province.", example="zhe jiang")
    city: str | None = out("City.", example="hang zhou shi")
    address: str | None = out("Street and number.", example="1 Example Road")
    postal_code: str | None = out("Postal code.", example="310024")
    tel_area: str | None = out("Country calling code.", example="86")
    telephone: str | None = out("Telephone number.", example="57188887777")
    tel_ext: str | None = out("Extension.", example="12")
    email: str | None = out("Mail address.", example="hostmaster@example.com")
    zh_registrant_name: str | None = out("Contact person in Chinese.", example="张三")
    zh_registrant_organization: str | None = out("Holder in Chinese.", example="示例部件有限公司")
    zh_province: str | None = out("Province in Chinese.", example="浙江")
    zh_city: str | None = out("City in Chinese.", example="杭州市")
    zh_address: str | None = out("Street and number in Chinese.", example="示例路1号")


@action("QueryContactInfo", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read one contact role of one domain.

    A role that has no contact of its own shows the registrant's.
    """
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    contact_id = domain.contact_id(request.contact_type)
    contact = contacts.of_account(call.session, call.account.id, [contact_id])[contact_id]
    return Response(
        create_date=china_text(domain.registered_at),
        **contact_values(contact),
    )
