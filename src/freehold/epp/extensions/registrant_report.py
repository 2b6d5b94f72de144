"""A report on the verification of a registrant (at-ext-verification-1.0)."""

from freehold.epp.mapping import Mapped, child, element, part

NAMESPACE = "http://www.nic.at/xsd/at-ext-verification-1.0"
_PREFIX = "verification"


@part(NAMESPACE, _PREFIX)
class Report(Mapped):
    """How a verification ended, when, how, and by whom."""

    result: str = child()
    verified: str = child("verificationDate")
    method: str | None = child(default=None)
    reference: str | None = child(default=None)
    agent: str | None = child(default=None)

    def __repr__(self) -> str:
        """Without what refers to the person's papers (SEC-44)."""
        return f"Report(result={self.result!r})"


@element(NAMESPACE, _PREFIX, "update")
class ReportUpdate(Mapped):
    """Stands beside a domain update that changes the registrant."""

    report: Report = child()
