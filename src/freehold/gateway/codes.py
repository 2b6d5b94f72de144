"""Verification codes between our terms and the registry's (verificationCode-1.0)."""

from freehold.epp.documents import Response
from freehold.epp.extensions.signed_code import encode
from freehold.epp.extensions.verification_code import CodesData, EncodedCode, EncodedSignedCodes
from freehold.epp.mapping import Mapped
from freehold.terms.instants import from_text
from freehold.terms.verification_codes import CodesShown, MissingCode, VerificationCode


def carried(codes: tuple[VerificationCode, ...]) -> tuple[Mapped, ...]:
    """The extension that takes these codes along with a command; none without codes."""
    if not codes:
        return ()
    return (EncodedSignedCodes(codes=tuple(EncodedCode(data=encode(code.document)) for code in codes)),)


def shown(response: Response) -> CodesShown | None:
    """What an info's answer shows of the domain's codes, over all profiles; None when it shows nothing that can be read."""
    data = next((each for each in response.extensions if isinstance(each, CodesData)), None)
    if data is None:
        return None
    try:
        missing = tuple(MissingCode(one.type, from_text(one.due)) for each in data.profiles for one in each.missing)
    except ValueError:
        return None
    return CodesShown(data.status, missing, tuple((one.type, one.value) for each in data.profiles for one in each.set))
