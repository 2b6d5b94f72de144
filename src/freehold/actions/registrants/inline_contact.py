"""What the actions share that carry contact data themselves instead of naming a profile."""

from freehold.operations.contact_rules import in_one_form
from freehold.rpc.shared import Localized
from freehold.rpc.structures import param
from freehold.terms.contacts import Contact
from freehold.terms.verification import RegistrantType


class InlineContact(Localized):
    """The contact's data; the older pages call all of it mandatory, so what is missing is told field by field."""

    registrant_type: RegistrantType = param("1 individual, 2 organisation.", example="2")
    registrant_name: str | None = param("Contact person.", default=None, example="Zhang San")
    registrant_organization: str | None = param("Holder.", default=None, example="Example Widgets Ltd")
    country: str | None = param("Two letters.", default=None, example="CN")
    province: str | None = param("Province, without the word for it.", default=None, example="zhe jiang")
    city: str | None = param("City, with the word for it.", default=None, example="hang zhou shi")
    address: str | None = param("Street and number.", default=None, example="1 Example Road")
    postal_code: str | None = param("Postal code.", default=None, example="310024")
    tel_area: str | None = param("Country calling code, digits.", default=None, example="86")
    telephone: str | None = param("Telephone number, digits.", default=None, example="57188887777")
    tel_ext: str | None = param("Extension, digits.", default=None)
    email: str | None = param("Mail address.", default=None, example="hostmaster@example.com")
    zh_registrant_name: str | None = param("Contact person in Chinese.", default=None, example="张三")
    zh_registrant_organization: str | None = param("Holder in Chinese.", default=None, example="示例部件有限公司")
    zh_province: str | None = param("Province in Chinese.", default=None, example="浙江")
    zh_city: str | None = param("City in Chinese.", default=None, example="杭州市")
    zh_address: str | None = param("Street and number in Chinese.", default=None, example="示例路1号")


_FIELDS = {
    "registrant_name": "name",
    "registrant_organization": "organization",
    "country": "country",
    "province": "province",
    "city": "city",
    "address": "address",
    "postal_code": "postal_code",
    "tel_area": "tel_area",
    "telephone": "telephone",
    "tel_ext": "tel_ext",
    "email": "email",
    "zh_registrant_name": "zh_name",
    "zh_registrant_organization": "zh_organization",
    "zh_province": "zh_province",
    "zh_city": "zh_city",
    "zh_address": "zh_address",
}


def contact_of(request: InlineContact) -> Contact:
    """The request's data as a contact, in the form in which profiles store them; not yet checked."""
    given = {ours: (getattr(request, wire) or "").strip() for wire, ours in _FIELDS.items()}
    return Contact(registrant_type=request.registrant_type, **in_one_form(given))
