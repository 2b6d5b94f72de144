"""Accept that a domain's transfer authorization code is to be given to its registrant.

The call names one domain, so what forbids the transfer as far as our copy knows refuses the call. What only the registry knows
fails the task's row. Order of looks: DomainNotExist, TransferOutProhibited, TaskIsBeingProcessed.
"""

from freehold.db.session import Session
from freehold.ids import Ids, new_token, new_uuid
from freehold.operations import task_plan
from freehold.operations.office import Office
from freehold.operations.task_plan import Route
from freehold.operations.transfer_code.rules import prohibition
from freehold.store import contacts, domains, transfer_codes
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from freehold.terms.reasons import Reason
from freehold.terms.refusals import DomainNotExist, NoRegistrantAddress, TaskIsBeingProcessed
from freehold.terms.tasks import TaskKind


def submit(session: Session, office: Office, *, account_id: int, name: DomainName, client_ip: str, now: Instant) -> str:
    """Accept it for the account's domain; the task's number."""
    domain = domains.by_name(session, account_id, name)
    if domain is None:
        raise DomainNotExist(names=name.unicode, count=1)
    refusal = prohibition(domain, now)
    if refusal is not None:
        raise refusal
    if not contacts.of_account(session, account_id, [domain.registrant_id])[domain.registrant_id].email:
        raise NoRegistrantAddress(domain=domain.name_unicode)
    if domain.being_changed:
        raise TaskIsBeingProcessed(names=domain.name_unicode, count=1)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.GIVE_TRANSFER_CODE,
        client_ip=client_ip,
    )
    registry = office.catalogue.of(domain.name)
    if registry is None:
        failed = [NewItem(domain.id, domain.name, domain.instance_id, 0, Reason.NO_REGISTRY.code)]
        task_plan.begin(session, office, task, task_plan.plan(office, failed, {}), now)
        return task.task_no
    planned = task_plan.plan(office, [], {Route(registry.name, Method.UPDATE): [domain]})
    task_id = task_plan.begin(session, office, task, planned, now)
    transfer_codes.ask(session, account_id, domain.id, task_id, new_code(session.ids))
    return task.task_no


def new_code(ids: Ids) -> str:
    """A code nobody guesses (RFC 9154, 4.1), with a letter of either case, a digit and a sign, as some registries demand."""
    return f"{new_token(ids, 18)}-Aa1"
