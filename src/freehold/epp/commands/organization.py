"""Organisations such as resellers (RFC 8543), as a registry shows them; nothing here makes or changes one."""

from freehold.epp.mapping import Mapped, child, element, part, some
from freehold.epp.namespaces import ORGANIZATION


@part(ORGANIZATION, "org")
class Role(Mapped):
    """A role of the organisation, such as reseller, and its id in that role."""

    type: str = child()
    statuses: tuple[str, ...] = some("status", default=())
    id: str | None = child("roleID", default=None)


@element(ORGANIZATION, "org", "infData")
class OrganizationData(Mapped):
    """An organisation, without its addresses: nobody here writes to it."""

    id: str = child()
    roid: str = child()
    roles: tuple[Role, ...] = some("role", default=())
    statuses: tuple[str, ...] = some("status", default=())
    parent: str | None = child("parentId", default=None)
    sponsor: str | None = child("clID", default=None)
    creator: str = child("crID")
    created: str = child("crDate")
    updater: str | None = child("upID", default=None)
    updated: str | None = child("upDate", default=None)
