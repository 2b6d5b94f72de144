"""Notices of changes that the registry or somebody else made to our object (RFC 8590); the object's data stand beside."""

from freehold.epp.mapping import Mapped, attribute, child, element, part, text

NAMESPACE = "urn:ietf:params:xml:ns:changePoll-1.0"


@part(NAMESPACE, "changePoll")
class Operation(Mapped):
    """What was done; *kind* narrows it, and names a custom one."""

    name: str = text()
    kind: str | None = attribute("op", default=None)


@part(NAMESPACE, "changePoll")
class CaseId(Mapped):
    """The dispute it belongs to: udrp, urs or custom."""

    id: str = text()
    type: str = attribute()
    name: str | None = attribute(default=None)


@part(NAMESPACE, "changePoll")
class Reason(Mapped):
    """Why, for people."""

    words: str = text()
    lang: str | None = attribute(default=None)


@element(NAMESPACE, "changePoll", "changeData")
class ChangeData(Mapped):
    """The change; *state* tells whether the data beside it are those before or after it."""

    operation: Operation = child()
    date: str = child()
    server_trid: str = child("svTRID")
    who: str = child()
    case_id: CaseId | None = child("caseId", default=None)
    reason: Reason | None = child(default=None)
    state: str = attribute(default="after")
