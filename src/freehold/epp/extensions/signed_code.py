"""The verification code itself: a small signed document (verificationCode-1.0, ``signedCode``).

Whoever reads one trusts nothing in it but what a pinned trust anchor vouches for. The certificate inside only says which
key to try: it must be an anchor, or be issued by one. Signature algorithms are a closed list, chosen for each provider:
the published samples sign with RSA-SHA1, which is taken only where it was named. What is read afterwards is the node that
was verified, in the form in which it was hashed, and not the document that came (XML signature wrapping): one reference,
to the root, and nothing in the signature beside what the form has.
"""

import base64
import binascii
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from cryptography import x509
from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree

from freehold.epp.mapping import Element
from freehold.epp.namespaces import VERIFICATION_CODE
from freehold.epp.parsing import Malformed, parsed

if TYPE_CHECKING:
    from signxml.verifier import SignatureConfiguration

# It writes what it signs and verifies, whole, to its debug log: codes must be in no log at any level (SEC-44).
logging.getLogger("signxml").setLevel(logging.CRITICAL)

Algorithm = Literal["rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "rsa-sha1"]
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
MODERN: tuple[Algorithm, ...] = ("rsa-sha256",)
"""What is accepted unless a provider is set up otherwise."""

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_SIGNED_CODE = f"{{{VERIFICATION_CODE}}}signedCode"
_CODE = f"{{{VERIFICATION_CODE}}}code"
_SIGNATURE = f"{{{_DSIG}}}Signature"
_OF_SIGNATURE = [f"{{{_DSIG}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo")]
_ENVELOPED = f"{_DSIG}enveloped-signature"
_CANONICAL = frozenset(
    {
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)
_VALUE = re.compile(r"[0-9]+-[A-Za-z0-9]+")
"""The provider's number, a hyphen, and the provider's own name for what it verified (schema: verificationCodeValueType)."""

_LONGEST = 64 * 1024
"""Octets; a code with its certificate takes about three thousand."""


class Undecodable(Exception):
    """The octets are no signed code at all; the argument says why, without the code."""


class Untrusted(Exception):
    """A signed code that nobody we trust vouches for; the argument says why, without the code."""


@dataclass(frozen=True, slots=True)
class ReadCode:
    """What a trusted code says."""

    id: str
    """Of the document; it may be noted, since it tells nothing of the holder."""
    type: str
    value: str

    def __repr__(self) -> str:
        """Without the value."""
        return f"ReadCode(id={self.id!r}, type={self.type!r})"


def encode(document: bytes) -> str:
    """The document as it goes into a command."""
    return base64.b64encode(document).decode("ascii")


def decode(text: str, encoding: str | None = None) -> bytes:
    """The document of a command's code; raises Undecodable."""
    if encoding not in {None, "base64"}:
        raise Undecodable("an encoding other than base64")
    if len(text) > 2 * _LONGEST:
        raise Undecodable("longer than any code")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Undecodable("not base64") from error


def sign(
    code_id: str, kind: str, value: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate,
) -> bytes:  # fmt: skip
    """A signed code document, RSA-SHA256 over inclusive canonical XML; *code_id* must be an XML name."""
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
    from signxml.signer import XMLSigner

    root = unsigned(code_id, kind, value)
    signer = XMLSigner(
        SignatureConstructionMethod.enveloped,
        SignatureMethod.RSA_SHA256,
        DigestAlgorithm.SHA256,
        CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    signed = signer.sign(root, key=key, cert=[certificate], reference_uri=f"#{code_id}", id_attribute="id")
    return octets(signed)


def unsigned(code_id: str, kind: str, value: str) -> Element:
    """The document before it is signed."""
    root = etree.Element(_SIGNED_CODE, {"id": code_id}, nsmap={"verificationCode": VERIFICATION_CODE})
    code = etree.SubElement(root, _CODE, {"type": kind})
    code.text = value
    return root


def octets(root: Element) -> bytes:
    """The document as it is sent, once it is signed."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def read(
    document: bytes, anchors: Sequence[x509.Certificate], algorithms: Sequence[Algorithm], at: datetime
) -> ReadCode:
    """What the code says, if an anchor vouches for it at that time; raises Undecodable, Untrusted."""
    root = _signed_code(document)
    _one_reference_to(root)
    verified = _verified(root, _signer(root, anchors, at), algorithms, at)
    if verified.tag != _SIGNED_CODE or verified.get("id") != root.get("id") or [one.tag for one in verified] != [_CODE]:
        raise Untrusted("what is signed is not the code")
    code = verified[0]
    value, kind = (code.text or "").strip(), (code.get("type") or "").strip()
    if len(code) or not kind or _VALUE.fullmatch(value) is None:
        raise Undecodable("not of a code's form")
    return ReadCode(str(verified.get("id")), kind, value)


def _signed_code(document: bytes) -> Element:
    if len(document) > _LONGEST:
        raise Undecodable("longer than any code")
    try:
        root = parsed(document)
    except Malformed as error:
        raise Undecodable(str(error)) from error
    if root.tag != _SIGNED_CODE or [piece.tag for piece in root] != [_CODE, _SIGNATURE] or not root.get("id"):
        raise Undecodable("not a signed code")
    return root


def _one_reference_to(root: Element) -> None:
    """The signature is over the root and over nothing else, and carries nothing beside: no place to hide another document."""
    signature = root[1]
    if [piece.tag for piece in signature] != _OF_SIGNATURE:
        raise Untrusted("the signature holds more than it should")
    references = signature.findall(f".//{{{_DSIG}}}Reference")
    if len(references) != 1 or references[0].get("URI") != f"#{root.get('id')}":
        raise Untrusted("the signature is not over the code")
    transforms = [one.get("Algorithm") for one in references[0].iter(f"{{{_DSIG}}}Transform")]
    if transforms.count(_ENVELOPED) != 1 or not set(transforms) <= {_ENVELOPED, *_CANONICAL}:
        raise Untrusted("the signature transforms the code")


def _signer(root: Element, anchors: Sequence[x509.Certificate], at: datetime) -> x509.Certificate:
    """The certificate to check the signature with: one inside that an anchor vouches for, or an anchor itself."""
    if not anchors:
        raise Untrusted("no trust anchor is set up")
    inside = [one.text or "" for one in root[1].iter(f"{{{_DSIG}}}X509Certificate")]
    if not inside:
        if len(anchors) > 1:
            raise Untrusted("it does not say which of the trust anchors signed it")
        return _valid(anchors[0], at)
    try:
        signer = x509.load_der_x509_certificate(base64.b64decode("".join(inside[0].split()), validate=True))
    except (ValueError, binascii.Error) as error:
        raise Undecodable("its certificate cannot be read") from error
    for anchor in anchors:
        if signer == anchor:
            return _valid(signer, at)
        if _issued(signer, anchor):
            _valid(anchor, at)
            return _valid(signer, at)
    raise Untrusted("no trust anchor vouches for its signer")


def _issued(signer: x509.Certificate, anchor: x509.Certificate) -> bool:
    try:
        basic = anchor.extensions.get_extension_for_class(x509.BasicConstraints).value
        signer.verify_directly_issued_by(anchor)
    except (x509.ExtensionNotFound, ValueError, TypeError, WrongSignature):
        return False
    return basic.ca


def _valid(certificate: x509.Certificate, at: datetime) -> x509.Certificate:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise Untrusted("its signer's certificate is not valid at this time")
    return certificate


def _verified(root: Element, signer: x509.Certificate, algorithms: Sequence[Algorithm], at: datetime) -> Element:
    """The node whose digest was signed, made anew from what was hashed."""
    from signxml.exceptions import SignXMLException
    from signxml.verifier import XMLVerifier

    if not isinstance(signer.public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise Untrusted("its signer's key is of no kind that is taken")
    try:
        result = XMLVerifier().verify(
            root, x509_cert=signer, id_attribute="id", expect_config=_expected(algorithms, at)
        )
    except (
        SignXMLException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        etree.LxmlError,
        WrongSignature,
    ) as error:
        raise Untrusted(f"its signature does not hold: {type(error).__name__}") from error
    assert not isinstance(result, list)  # one reference is expected
    if result.signed_xml is None:
        raise Untrusted("what is signed is not the code")
    return result.signed_xml


def _expected(algorithms: Sequence[Algorithm], at: datetime) -> "SignatureConfiguration":
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.verifier import SignatureConfiguration

    methods = frozenset(SignatureMethod[name.upper().replace("-", "_")] for name in algorithms)
    # The published samples sign with SHA-1 and digest with SHA-256: no digest is ever taken in SHA-1.
    digests = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
    return SignatureConfiguration(
        location="./", signature_methods=methods, digest_algorithms=digests, verification_time=at
    )
