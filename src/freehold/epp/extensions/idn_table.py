"""Which table an internationalised name was registered by (idn-1.0), as an info shows it."""

from freehold.epp.mapping import Mapped, child, element

NAMESPACE = "urn:ietf:params:xml:ns:idn-1.0"


@element(NAMESPACE, "idn", "data")
class IdnData(Mapped):
    """The table, and the name in Unicode."""

    table: str = child()
    unicode_name: str | None = child("uname", default=None)
