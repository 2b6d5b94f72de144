"""Put domains into a group."""

from freehold.operations import domain_groups, workbook
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, param
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    DomainGroupNotExist,
    DomainNotExist,
    MissingParameter,
    SpreadsheetFormatNotSupported,
    SpreadsheetIllegal,
    SpreadsheetTooLarge,
    TooManyDomains,
)

_FROM_LIST, _FROM_FILE = 1, 2


class Request(Localized):
    """The group, and the domains by name or by file."""

    data_source: Int32 = param("1: the names are in DomainName; 2: in FileToUpload.", example=1, choices=(1, 2))
    domain_group_id: int = param("Group to put them in.", example=1, minimum=1)
    replace: bool = param(
        "true: the group has these domains and no others afterwards; false: these as well.", example=False
    )
    domain_name: list[DomainName] = param("Domains, when DataSource is 1.", default=[], example="example.com")
    file_to_upload: str | None = param(
        "An xlsx workbook in base64 with one name a row, up to 2 MB, when DataSource is 2.", default=None, lines=True
    )


class Response(Structure):
    """Nothing but the request's id."""


def _names(request: Request) -> list[DomainName]:
    """The names of the source that counts; the other one is not looked at."""
    if request.data_source == _FROM_LIST:
        if not request.domain_name:
            raise MissingParameter(parameter="DomainName")
        return request.domain_name
    if not request.file_to_upload:
        raise MissingParameter(parameter="FileToUpload")
    return workbook.names(request.file_to_upload)


@action(
    "UpdateDomainToDomainGroup",
    refuses=(
        DomainGroupNotExist,
        DomainNotExist,
        TooManyDomains,
        SpreadsheetIllegal,
        SpreadsheetFormatNotSupported,
        SpreadsheetTooLarge,
    ),
    writes=True,
    prepare=_names,
)
def handle(call: Call, request: Request) -> Response:
    """Put domains into a group at once. A domain is in one group at most, and leaves the one it was in.

    The list is taken whole or refused whole.
    """
    domain_groups.fill(
        call.session,
        call.office,
        account_id=call.account.id,
        group_id=request.domain_group_id,
        names=call.prepared,
        replace=request.replace,
        now=call.now,
    )
    return Response()
