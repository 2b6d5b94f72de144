"""Verification codes on domains: that a name was reviewed, and that its holder is who they say (verificationCode-1.0).

The draft expired at revision 06 and never became an RFC; registries that sell in mainland China use it (epp-facts.md, 10).
What a code is, decoded, is in ``signed_code.py``. Codes stand for a person's documents: no ``repr`` shows one (SEC-44).
"""

from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text
from freehold.epp.namespaces import VERIFICATION_CODE


@part(VERIFICATION_CODE, "verificationCode")
class EncodedCode(Mapped):
    """A signed code document, in base64 unless it says otherwise."""

    data: str = text()
    encoding: str | None = attribute("encoding", default=None)

    def __repr__(self) -> str:
        """Without the code."""
        return "EncodedCode(...)"


@element(VERIFICATION_CODE, "verificationCode", "encodedSignedCode")
class EncodedSignedCodes(Mapped):
    """The codes that come with a create, update, renew, transfer or delete."""

    codes: tuple[EncodedCode, ...] = some("code", default=())


@element(VERIFICATION_CODE, "verificationCode", "info")
class CodesInfo(Mapped):
    """Ask, with a domain info, which codes the domain has and which it lacks; of one profile when it is named."""

    words: str = text(default="")
    profile: str | None = attribute("profile", default=None)


@part(VERIFICATION_CODE, "verificationCode")
class MissingCode(Mapped):
    """A code the domain must have by then."""

    type: str = attribute()
    due: str = attribute()
    value: str = text(default="")


@part(VERIFICATION_CODE, "verificationCode")
class SetCode(Mapped):
    """A code the domain has; its sponsor sees the value, others the type alone."""

    type: str = attribute()
    date: str = attribute()
    value: str = text(default="")

    def __repr__(self) -> str:
        """Without the value."""
        return f"SetCode(type={self.type!r}, date={self.date!r})"


@part(VERIFICATION_CODE, "verificationCode")
class ProfileCodes(Mapped):
    """How the domain stands with one country's rules."""

    name: str | None = attribute(default=None)
    status: str = child()
    missing: tuple[MissingCode, ...] = some("code", within="missing", default=())
    set: tuple[SetCode, ...] = some("code", within="set", default=())


@element(VERIFICATION_CODE, "verificationCode", "infData")
class CodesData(Mapped):
    """How the domain stands: notApplicable, nonCompliant, pendingCompliance or compliant; as a whole and by profile."""

    status: str = child()
    profiles: tuple[ProfileCodes, ...] = some("profile", default=())
