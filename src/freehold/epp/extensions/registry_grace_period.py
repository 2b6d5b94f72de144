"""Registry grace periods (RFC 3915): what a domain's info shows of a deletion that may still be undone."""

from freehold.epp.mapping import Mapped, attribute, element, part, some, text

NAMESPACE = "urn:ietf:params:xml:ns:rgp-1.0"


@part(NAMESPACE, "rgp")
class Status(Mapped):
    """A grace period the domain is in, with words for people."""

    value: str = attribute("s")
    words: str | None = text(default=None)
    lang: str | None = attribute("lang", default=None)


@element(NAMESPACE, "rgp", "infData")
class GraceData(Mapped):
    """What an info adds of grace periods (RFC 3915, 4.1.2)."""

    statuses: tuple[Status, ...] = some("rgpStatus", default=())
