"""The contact data that several actions take and tell in members of their own, and what the store calls each field."""

from typing import Any

from freehold.rpc.shared import Localized
from freehold.rpc.structures import param
from freehold.terms.contacts import Contact
from freehold.terms.verification import RegistrantType

_LONGEST = 1000
"""No field may have as many characters; what is far too long is refused before anything looks into it."""


class ContactFields(Localized):
    """A contact in both scripts; which fields must be there, the rules for contacts say, and not the binding."""

    registrant_type: RegistrantType | None = param("1 individual (default), 2 organisation.", default=None, example="2")
    registrant_name: str | None = param("Contact person.", default=None, max_length=_LONGEST, example="Zhang San")
    registrant_organization: str | None = param(
        "Holder.", default=None, max_length=_LONGEST, example="Example Widgets Ltd"
    )
    country: str | None = param("Two letters.", default=None, max_length=_LONGEST, example="CN")
    province: str | None = param(
        "Province, without the word for it.", default=None, max_length=_LONGEST, example="zhe jiang"
    )
    city: str | None = param("City, with the word for it.", default=None, max_length=_LONGEST, example="hang zhou shi")
    address: str | None = param("Street and number.", default=None, max_length=_LONGEST, example="1 Example Road")
    postal_code: str | None = param("Postal code.", default=None, max_length=_LONGEST, example="310024")
    tel_area: str | None = param("Country calling code, digits.", default=None, max_length=_LONGEST, example="86")
    telephone: str | None = param("Telephone number, digits.", default=None, max_length=_LONGEST, example="57188887777")
    tel_ext: str | None = param("Extension, digits.", default=None, max_length=_LONGEST)
    email: str | None = param("Mail address.", default=None, max_length=_LONGEST, example="hostmaster@example.com")
    zh_registrant_name: str | None = param(
        "Contact person in Chinese.", default=None, max_length=_LONGEST, example="张三"
    )
    zh_registrant_organization: str | None = param(
        "Holder in Chinese.", default=None, max_length=_LONGEST, example="示例部件有限公司"
    )
    zh_province: str | None = param("Province in Chinese.", default=None, max_length=_LONGEST, example="浙江")
    zh_city: str | None = param("City in Chinese.", default=None, max_length=_LONGEST, example="杭州市")
    zh_address: str | None = param(
        "Street and number in Chinese.", default=None, max_length=_LONGEST, example="示例路1号"
    )


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


def contact_values(contact: Contact) -> dict[str, Any]:
    """A contact's data as answers name them, to be handed to a row or a response; the registrant type is not among them."""
    return {wire: getattr(contact, ours) or None for wire, ours in _OURS.items()}
