"""The document that proves who a domain is to belong to (eis-1.0, as the Estonian registry describes it)."""

from freehold.epp.mapping import Mapped, attribute, child, element, part, text

NAMESPACE = "https://epp.tld.ee/schema/eis-1.0.xsd"
_PREFIX = "eis"


@part(NAMESPACE, _PREFIX)
class LegalDocument(Mapped):
    """A document in base64, and what kind of file it is."""

    content: str = text()
    kind: str = attribute("type")

    def __repr__(self) -> str:
        """Without the document (SEC-44)."""
        return f"LegalDocument(kind={self.kind!r})"


@element(NAMESPACE, _PREFIX, "extdata")
class DocumentData(Mapped):
    """Stands beside a command that the registry wants a document for."""

    document: LegalDocument = child("legalDocument")
