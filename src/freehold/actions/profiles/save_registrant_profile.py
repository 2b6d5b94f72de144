"""Make a registrant profile, or change one."""

from freehold.operations import profiles
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.terms.refusals import (
    ContactIllegal,
    ContactTemplateAudited,
    ContactTemplateNotExist,
    ProfileQuotaExceeded,
)
from freehold.terms.verification import RegistrantType


class Request(Localized):
    """The profile's data. With an id, only the fields sent change."""

    registrant_profile_id: int | None = param("Profile to change; a new one when left out.", default=None, minimum=1)
    registrant_type: RegistrantType | None = param("1 individual (default), 2 organisation.", default=None, example="2")
    registrant_profile_type: str | None = param("common or cnnic.", default=None, choices=("common", "cnnic"))
    default_registrant_profile: bool = param("Make it the default of its type.", default=False)
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


class Response(Structure):
    """The profile."""

    registrant_profile_id: int = out("Profile made or changed.", example=1)


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


@action(
    "SaveRegistrantProfile",
    refuses=(ContactIllegal, ContactTemplateAudited, ContactTemplateNotExist, ProfileQuotaExceeded),
    writes=True,
    fault="profile",
)
def handle(call: Call, request: Request) -> Response:
    """Make a registrant profile, or change the fields sent of one.

    A verified profile, or one under review, takes no edit. An account keeps 500 profiles, one default of each type.
    """
    given = {
        ours: getattr(request, wire).strip() for wire, ours in _FIELDS.items() if getattr(request, wire) is not None
    }
    saved = profiles.save(
        call.session,
        account_id=call.account.id,
        profile_id=request.registrant_profile_id,
        given=given,
        registrant_type=request.registrant_type,
        profile_type=request.registrant_profile_type,
        make_default=request.default_registrant_profile,
        now=call.now,
    )
    return Response(registrant_profile_id=saved)
