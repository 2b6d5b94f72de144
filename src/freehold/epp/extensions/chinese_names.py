"""Forms of one Chinese name (CNNIC's cdn-1.0), as an info shows them: as registered, simplified, traditional, variants."""

from freehold.epp.mapping import Mapped, child, element, part, some

NAMESPACE = "urn:ietf:params:xml:ns:cdn-1.0"


@part(NAMESPACE, "cdn")
class Variants(Mapped):
    """Further forms, in Unicode and in A-labels."""

    names: tuple[str, ...] = some("VCDN", default=())
    a_names: tuple[str, ...] = some("VCDNPunycode", default=())


@element(NAMESPACE, "cdn", "infData")
class ChineseNamesData(Mapped):
    """What an info adds; those called *a* are in A-labels."""

    original_a: str | None = child("OCDNPunycode", default=None)
    simplified: str | None = child("SCDN", default=None)
    simplified_a: str | None = child("SCDNPunycode", default=None)
    traditional: str | None = child("TCDN", default=None)
    traditional_a: str | None = child("TCDNPunycode", default=None)
    variants: Variants | None = child("VCDNList", default=None)
