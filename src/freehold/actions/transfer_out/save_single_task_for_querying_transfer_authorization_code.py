"""Have a domain's transfer authorization code sent to its registrant."""

from freehold.operations import transfer_code
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    AlreadyLeaving,
    DomainNotExist,
    ExpiresSoon,
    LockedAfterChange,
    NoRegistrantAddress,
    RegisteredLately,
    TaskIsBeingProcessed,
    TransferLockOn,
)


class Request(Localized):
    """Which domain."""

    domain_name: DomainName = param("Domain whose code is wanted.", example="example.com")


@action(
    "SaveSingleTaskForQueryingTransferAuthorizationCode",
    refuses=(
        DomainNotExist,
        AlreadyLeaving,
        LockedAfterChange,
        TransferLockOn,
        RegisteredLately,
        ExpiresSoon,
        NoRegistrantAddress,
        TaskIsBeingProcessed,
    ),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Have a domain's transfer authorization code sent to its registrant by mail; it is good for 15 days.

    It is given out only more than 60 days after the registration and 15 days before the expiry, with the transfer lock off,
    and not within the time for which a change of registrant locked the domain. No answer shows the code.
    """
    task_no = transfer_code.submit(
        call.session,
        call.office,
        account_id=call.account.id,
        name=request.domain_name,
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
