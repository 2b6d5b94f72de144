"""Organisations that an object is linked to, such as its reseller (RFC 8544), as an info shows them."""

from freehold.epp.mapping import Mapped, attribute, element, part, some, text

NAMESPACE = "urn:ietf:params:xml:ns:epp:orgext-1.0"


@part(NAMESPACE, "orgext")
class OrganizationId(Mapped):
    """An organisation's id, and its role towards the object."""

    id: str = text()
    role: str = attribute()


@element(NAMESPACE, "orgext", "infData")
class OrganizationsData(Mapped):
    """What an info adds."""

    ids: tuple[OrganizationId, ...] = some("id", default=())
