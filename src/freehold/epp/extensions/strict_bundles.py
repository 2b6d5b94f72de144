"""Names that are registered, held and changed as one (RFC 9095): simplified and traditional Chinese forms of one name."""

from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text

NAMESPACE = "urn:ietf:params:xml:ns:epp:b-dn"


@part(NAMESPACE, "b-dn")
class BundledName(Mapped):
    """A name in A-labels, and in Unicode."""

    name: str = text()
    unicode_name: str | None = attribute("uLabel", default=None)


@part(NAMESPACE, "b-dn")
class Bundle(Mapped):
    """The registered name, and those that go with it."""

    registered: BundledName = child("rdn")
    bundled: tuple[BundledName, ...] = some("bdn", default=())

    @property
    def names(self) -> frozenset[str]:
        """All of them, in lower case."""
        return frozenset(each.name.lower() for each in (self.registered, *self.bundled))


@element(NAMESPACE, "b-dn", "infData")
class BundleData(Mapped):
    """What an info adds (RFC 9095, 7.1.2)."""

    bundle: Bundle = child()


@element(NAMESPACE, "b-dn", "upData")
class BundleUpdated(Mapped):
    """What an update adds: the names that followed (RFC 9095, 7.2.5)."""

    bundle: Bundle = child()
