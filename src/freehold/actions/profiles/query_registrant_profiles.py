"""Page through the account's registrant profiles."""

from freehold.db.session import Session
from freehold.operations import profiles
from freehold.operations.profiles import Search
from freehold.rpc.action import Call, action
from freehold.rpc.contact_fields import contact_values
from freehold.rpc.shared import Localized, PageOf, page_counts
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import emails, verifications
from freehold.store.profiles import Profile
from freehold.store.verifications import Document
from freehold.terms import credentials
from freehold.terms.instants import china_text
from freehold.terms.paging import Page
from freehold.terms.verification import RealNameStatus, RegistrantType

_USUAL_PAGE = 20


class Request(Localized):
    """Which profiles, which page. A filter left out filters nothing."""

    page_num: Int32 = param("Which page; 0 counts as 1.", default=1, example=1, minimum=0, common=True)
    page_size: Int32 = param(
        "Rows a page; 0 counts as 20.", default=0, example=20, minimum=0, maximum=5000, common=True
    )
    registrant_profile_id: int | None = param("Only this one.", default=None)
    registrant_type: RegistrantType | None = param("Only 1 individuals, 2 organisations.", default=None)
    registrant_profile_type: str | None = param("Only common or cnnic.", default=None, choices=("common", "cnnic"))
    real_name_status: RealNameStatus | None = param("Only in this state.", default=None, example="SUCCEED")
    default_registrant_profile: bool | None = param("Only defaults, or only others.", default=None)
    email: str | None = param("Only with this text in the mail address.", default=None, max_length=255)
    registrant_organization: str | None = param("Only with this text in the holder.", default=None, max_length=255)
    zh_registrant_organization: str | None = param(
        "Only with this text in the holder in Chinese.", default=None, max_length=255
    )
    remark: str | None = param("Only with this text in the remark.", default=None, max_length=255)


class RegistrantProfile(Structure):
    """One profile."""

    registrant_profile_id: int = out("Profile.", example=1)
    registrant_type: str = out("1 individual, 2 organisation.", example="2")
    registrant_profile_type: str = out("common or cnnic.", example="common")
    default_registrant_profile: bool = out("The default of its type.", example=False)
    real_name_status: str = out("NONAUDIT, AUDITING, SUCCEED or FAILED.", example="SUCCEED")
    email_verification_status: Int32 = out("0 not verified, 1 verified.", example=1)
    registrant_name: str | None = out("Contact person.", example="Zhang San")
    registrant_organization: str | None = out("Holder.", example="Example Widgets Ltd")
    country: str | None = out("Two letters.", example="CN")
    province: str | None = out("Province.", example="zhe jiang")
    city: str | None = out("City.", example="hang zhou shi")
    address: str | None = out("Street and number.", example="1 Example Road")
    postal_code: str | None = out("Postal code.", example="310024")
    tel_area: str | None = out("Country calling code.", example="86")
    telephone: str | None = out("Telephone number.", example="57188887777")
    tel_ext: str | None = out("Extension.")
    email: str | None = out("Mail address.", example="hostmaster@example.com")
    zh_registrant_name: str | None = out("Contact person in Chinese.", example="张三")
    zh_registrant_organization: str | None = out("Holder in Chinese.", example="示例部件有限公司")
    zh_province: str | None = out("Province in Chinese.", example="浙江")
    zh_city: str | None = out("City in Chinese.", example="杭州市")
    zh_address: str | None = out("Street and number in Chinese.", example="示例路1号")
    credential_type: str | None = out("Type of the document that was submitted.", example="YYZZ")
    credential_no: str | None = out("Its number, masked.", example="91**************43")
    remark: str | None = out("The account's own remark.")
    create_time: str = out("China time.", example="2026-01-02 11:04:05")
    update_time: str = out("China time.", example="2026-01-02 11:04:05")


class Response(PageOf):
    """A page of profiles, newest first."""

    registrant_profiles: list[RegistrantProfile] = out("Profiles.", item="RegistrantProfile")


@action("QueryRegistrantProfiles", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the account's registrant profiles, newest first.

    Text filters find what contains them, whatever the case.
    """
    found = profiles.search(call.session, call.account.id, _search(request))
    number, size = max(1, request.page_num), request.page_size or _USUAL_PAGE
    page = Page(found[(number - 1) * size : number * size], number, size, len(found))
    documents = verifications.documents(call.session, call.account.id, [profile.id for profile in page.rows])
    rows = [_row(call.session, profile, documents.get(profile.id)) for profile in page.rows]
    return Response(**page_counts(page), registrant_profiles=rows)


def _search(request: Request) -> Search:
    return Search(
        profile_id=request.registrant_profile_id,
        registrant_type=request.registrant_type,
        profile_type=request.registrant_profile_type,
        status=request.real_name_status,
        is_default=request.default_registrant_profile,
        email=request.email,
        holder=request.registrant_organization,
        zh_holder=request.zh_registrant_organization,
        remark=request.remark,
    )


def _row(session: Session, profile: Profile, document: Document | None) -> RegistrantProfile:
    contact = profile.contact
    return RegistrantProfile(
        registrant_profile_id=profile.id,
        registrant_type=contact.registrant_type.value,
        registrant_profile_type=profile.profile_type,
        default_registrant_profile=profile.is_default,
        real_name_status=profile.real_name_status.value,
        email_verification_status=int(emails.verified(session, profile.account_id, contact.email)),
        **contact_values(contact),
        credential_type=None if document is None else document.kind,
        credential_no=None if document is None else credentials.masked(document.number),
        remark=profile.remark or None,
        create_time=china_text(profile.created_at),
        update_time=china_text(profile.updated_at),
    )
