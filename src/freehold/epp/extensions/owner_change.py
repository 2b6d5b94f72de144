"""The marker that tells a change of owner from a correction of data (extdomain-1.0, as the Greek registry describes it)."""

from freehold.epp.mapping import Mapped, child, element

NAMESPACE = "urn:ics-forth:params:xml:ns:extdomain-1.0"


@element(NAMESPACE, "extdomain", "update")
class OwnerChange(Mapped):
    """Stands beside a domain update; *operation* says what the update means."""

    operation: str = child("op", default="ownerChange")
