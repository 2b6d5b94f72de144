"""Remarks at domains."""

from freehold.db.session import Session
from freehold.store import labels
from freehold.terms.phrases import Phrase, told
from freehold.terms.refusals import DomainNotExist, ParameterIllegal

MOST_INSTANCES = 50
"""Registrations one call may name (registrant-family.md, 10)."""

_NO_INSTANCES = Phrase("NoInstances", "names no registration")
_TOO_MANY = Phrase("TooManyInstances", "has {count} registrations, more than the {limit} one call may carry")


def remark(session: Session, account_id: int, listed: str, words: str) -> None:
    """Note the same remark at registrations, separated by commas; all of them or, where one is not there, none."""
    wanted = list(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
    if not wanted:
        raise ParameterIllegal(parameter="InstanceIds", why=_NO_INSTANCES.of())
    if len(wanted) > MOST_INSTANCES:
        raise ParameterIllegal(parameter="InstanceIds", why=_TOO_MANY.of(count=len(wanted), limit=MOST_INSTANCES))
    missing = set(wanted) - labels.of_instances(session, account_id, wanted)
    if missing:
        strangers = [one for one in wanted if one in missing]
        raise DomainNotExist(names=told(strangers), count=len(strangers))
    labels.set_remark(session, account_id, wanted, words)
