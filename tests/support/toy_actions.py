"""A few actions that exercise the wire, under published names; what they do is made up."""

from enum import Enum

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, Paged, PageOf, page_counts, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import accounts
from freehold.terms.domain_name import DomainName
from freehold.terms.paging import Page
from freehold.terms.refusals import ContactTemplateNotExist, DomainNotExist


class Order(Enum):
    ASC = "ASC"
    DESC = "DESC"


class SubmitRequest(Localized):
    domain_name: list[DomainName] = param("Domains.")
    registrant_profile_id: int = param("Profile.", minimum=1)
    transfer_out_prohibited: bool = param("Lock.", default=False)


class SubmitResponse(Structure):
    task_no: str = out("First, last, how many, profile and lock, joined.")


@action(
    "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", refuses=(DomainNotExist,), writes=True, fault="submit"
)
def submit(call: Call, request: SubmitRequest) -> SubmitResponse:
    """Note the first name as an account; refuse when it is missing.example."""
    names = request.domain_name
    accounts.create(call.session, names[0][:64], call.now)
    if names[-1] == "missing.example":
        raise DomainNotExist(names=names[-1], count=1)
    if names[-1] == "bug.example":
        raise RuntimeError("a bug that names /etc/passwd")
    said = (names[0], names[-1], len(names), request.registrant_profile_id, request.transfer_out_prohibited)
    return SubmitResponse(task_no="|".join(map(str, said)))


class Detail(Structure):
    task_no: str = out("Task.")
    task_status_code: Int32 = out("State.")
    error_msg: str | None = out("Why it failed.")


class DetailRequest(Paged):
    task_no: str = param("Task.", max_length=64)
    page_size: Int32 = page_size(1000)


class DetailResponse(PageOf):
    data: list[Detail] = out("Rows.", item="TaskDetail")


@action("QueryTaskDetailList", refuses=(ContactTemplateNotExist,), writes=False)
def details(call: Call, request: DetailRequest) -> DetailResponse:
    """Rows that repeat the task number."""
    if request.task_no == "none":
        raise ContactTemplateNotExist(profile=request.task_no)
    rows = [Detail(task_no=request.task_no, task_status_code=number) for number in range(2)]
    rows[0].error_msg = "出错 <&>"
    page = Page(rows, request.page_num, request.page_size, 2)
    return DetailResponse(**page_counts(page), data=page.rows)


class TagRequest(Structure):
    key: str = param("Key.")
    value: str | None = param("Value.", default=None)


class ListRequest(Paged):
    domain_name: DomainName | None = param("Name.", default=None)
    order_by_type: Order = param("Order.", default=Order.DESC)
    query_type: str | None = param("Exact or not.", default=None, choices=("1", "2"))
    tag: list[TagRequest] = param("Tags.", default=[])
    start_expiration_date: int | None = param("From.", default=None)
    status: Int32 | None = param("State.", default=None, choices=(0, 1, 2))
    ip: list[str] = param("Addresses.", default=[])


class TagShown(Structure):
    key: str = out("Key.")
    value: str | None = out("Value.")


class DomainRow(Structure):
    domain_name: str = out("Name.")
    premium: bool = out("Whether it costs more.")
    kind: Order = out("An enumeration.")
    tag: list[TagShown] = out("Tags.", item="Tag")
    dns_list: list[str] = out("Nameservers.", item="Dns")
    fail_list: list[TagShown] = out("Failures.", xml_item="SendResult")
    remark: str | None = out("Remark.")
    first: TagShown | None = out("One tag.")


class ListResponse(PageOf):
    data: list[DomainRow] = out("Rows.", item="Domain")


@action("QueryDomainList", refuses=(), writes=False)
def domains(call: Call, request: ListRequest) -> ListResponse:
    """One row that shows what was asked."""
    tags = [TagShown(key=tag.key, value=tag.value) for tag in request.tag]
    row = DomainRow(
        domain_name="中文.example",
        premium=False,
        kind=request.order_by_type,
        tag=tags,
        dns_list=request.ip,
        fail_list=tags,
        remark=f"{call.language} {call.client_ip} {call.account.name} {call.key_id}",
    )
    return ListResponse(**page_counts(Page([row], request.page_num, request.page_size, 1)), data=[row])


class VerifyRequest(Localized):
    registrant_profile_id: int = param("Profile.", wire="RegistrantProfileID")  # sic
    identity_credential: str = param("Image.")


class VerifyResponse(Structure):
    pass


@action("RegistrantProfileRealNameVerification", writes=True, methods=("POST",), fault="profile")
def verify(call: Call, request: VerifyRequest) -> VerifyResponse:
    """Nothing."""
    return VerifyResponse()


TOYS = [submit, details, domains, verify]
