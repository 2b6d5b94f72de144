"""The applicant's declaration that must go with a change of registrant (no-ext-domain-1.1, as Norid describes it).

Its schema is not at hand; the elements are those of the published description.
"""

from freehold.epp.mapping import Mapped, child, element, part

NAMESPACE = "http://www.norid.no/xsd/no-ext-domain-1.1"
_PREFIX = "no-ext-domain"


@part(NAMESPACE, _PREFIX)
class Declaration(Mapped):
    """Who accepted which version of the registry's terms, and when."""

    version: str = child("versionNumber")
    name: str = child("acceptName")
    accepted: str = child("acceptDate")

    def __repr__(self) -> str:
        """Without the person's name (SEC-44)."""
        return f"Declaration(version={self.version!r})"


@part(NAMESPACE, _PREFIX)
class DeclarationChange(Mapped):
    """What replaces the declaration the registry has."""

    declaration: Declaration = child("applicantDataset")


@element(NAMESPACE, _PREFIX, "update")
class DeclarationUpdate(Mapped):
    """Stands beside a domain update that changes the registrant."""

    change: DeclarationChange = child("chg")
