"""The contact data that several actions take in their own parameters, and what the store calls each field."""

from freehold.rpc.shared import Localized
from freehold.rpc.structures import param
from freehold.terms.verification import RegistrantType


class ContactFields(Localized):
    """A contact in both scripts; which fields must be there, the rules for contacts say, and not the binding."""

    registrant_type: RegistrantType | None = param("1 individual (default), 2 organisation.", default=None, example="2")
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


_OURS = {
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


def fields_sent(request: ContactFields) -> dict[str, str]:
    """The fields that came, named as in ``terms.contacts.Contact``, outer blanks aside; the registrant type is not among them."""
    return {ours: getattr(request, wire).strip() for wire, ours in _OURS.items() if getattr(request, wire) is not None}
