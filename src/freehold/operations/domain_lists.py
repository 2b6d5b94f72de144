"""The list of domains that a call names: taken whole or refused whole, every bad name told (REL-13, decision 7)."""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.operations.office import Office
from freehold.store import domains
from freehold.store.domains import Candidate
from freehold.terms.domain_name import DomainName
from freehold.terms.phrases import told
from freehold.terms.refusals import DomainNotExist, TaskIsBeingProcessed, TooManyDomains


def folded(office: Office, names: Sequence[DomainName]) -> list[DomainName]:
    """Each name once, in the order given; raises TooManyDomains."""
    wanted = list(dict.fromkeys(names))
    if len(wanted) > office.most_domains:
        raise TooManyDomains(count=len(wanted), limit=office.most_domains)
    return wanted


def free(
    session: Session, account_id: int, wanted: Sequence[DomainName], *, instance_id: str | None = None
) -> list[Candidate]:
    """The account's domains of these names, none of which is being changed; DomainNotExist or TaskIsBeingProcessed.

    With *instance_id* a domain must also be of this registration.
    """
    found = held(session, account_id, wanted, instance_id=instance_id)
    refuse_busy(found)
    return found


def held(
    session: Session, account_id: int, wanted: Sequence[DomainName], *, instance_id: str | None = None
) -> list[Candidate]:
    """The account's domains of these names, whatever is under way for them; raises DomainNotExist."""
    found = domains.candidates(session, account_id, wanted)
    if instance_id is not None:
        found = [candidate for candidate in found if candidate.instance_id == instance_id]
    if len(found) < len(wanted):
        known = {candidate.name for candidate in found}
        strangers = [name.unicode for name in wanted if name not in known]
        raise DomainNotExist(names=told(strangers), count=len(strangers))
    return found


def refuse_busy(found: Sequence[Candidate]) -> None:
    """Raise TaskIsBeingProcessed when one of these domains is being changed."""
    # Asked first so that every busy name can be told; the unique index stays the rule (INV-6).
    busy = [candidate.name for candidate in found if candidate.busy]
    if busy:
        readable = sorted(DomainName(name).unicode for name in busy)
        raise TaskIsBeingProcessed(names=told(readable), count=len(readable))
