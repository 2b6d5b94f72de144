"""A signed verification code is believed only for what a pinned anchor vouches for; what is read is what was signed."""

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

from freehold.epp.extensions import signed_code
from freehold.epp.extensions.signed_code import MODERN, Undecodable, Untrusted, read
from freehold.epp.namespaces import VERIFICATION_CODE
from support.codes import NOON, anchor, certificate, key, later, signed

CODE = f"{{{VERIFICATION_CODE}}}code"
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


class AnySigner(XMLSigner):
    """Signs with what the library would not sign with by itself."""

    def check_deprecated_methods(self):
        pass


def signed_with(
    method=SignatureMethod.RSA_SHA256,
    digest=DigestAlgorithm.SHA256,
    canonical=CanonicalizationMethod.CANONICAL_XML_1_0,
    *,
    reference="#code-1",
    root=None,
    by="provider",
    certificates=None,
):
    signer = AnySigner(SignatureConstructionMethod.enveloped, method, digest, canonical)
    root = signed_code.unsigned("code-1", "real-name", "1-abc123") if root is None else root
    made = signer.sign(root, key=key(by), cert=certificates or [anchor(by)], reference_uri=reference, id_attribute="id")
    return signed_code.octets(made)


def refused(document, anchors=None, algorithms=MODERN, at=NOON):
    with pytest.raises((Untrusted, Undecodable)) as error:
        read(document, [anchor()] if anchors is None else anchors, algorithms, at)
    assert "1-abc123" not in str(error.value)
    assert "1-evil" not in str(error.value)
    return type(error.value), str(error.value)


def test_a_code_of_a_trusted_provider_is_read():
    found = read(signed(), [anchor()], MODERN, NOON)

    assert (found.id, found.type, found.value) == ("code-1", "real-name", "1-abc123")
    assert "abc123" not in repr(found)


def test_a_code_goes_through_base64_as_it_is():
    assert signed_code.decode(signed_code.encode(signed()) + "\n") == signed()
    assert signed_code.decode(signed_code.encode(signed()), "base64") == signed()


@pytest.mark.parametrize(
    ("text", "encoding"), [("no base64 !", None), ("YQ==", "hex"), ("A" * 200_000, None), ("é", None)]
)
def test_what_is_no_base64_is_undecodable(text, encoding):
    with pytest.raises(Undecodable):
        signed_code.decode(text, encoding)


def test_a_certificate_issued_by_the_anchor_is_trusted():
    authority = certificate("authority", ca=True)
    issued = certificate("provider", issuer="authority")

    assert read(signed_with(certificates=[issued]), [authority], MODERN, NOON).value == "1-abc123"


def test_the_certificate_inside_alone_is_never_trusted():
    assert refused(signed(by="stranger")) == (Untrusted, "no trust anchor vouches for its signer")
    assert refused(signed(), anchors=[]) == (Untrusted, "no trust anchor is set up")


def test_an_anchor_that_is_no_authority_vouches_for_nobody_else():
    plain = certificate("authority")
    issued = certificate("provider", issuer="authority")

    assert refused(signed_with(certificates=[issued]), [plain]) == (Untrusted, "no trust anchor vouches for its signer")


def test_a_namesake_of_the_authority_vouches_for_nobody():
    forged = certificate("provider", issuer="provider")
    real = certificate("authority", ca=True)

    assert refused(signed_with(certificates=[forged]), [real])[0] is Untrusted


def test_the_anchors_certificate_with_another_key_behind_it_is_refused():
    assert refused(signed_with(by="stranger", certificates=[anchor("provider")]))[0] is Untrusted


def test_certificates_count_only_while_they_are_valid():
    short = certificate("provider", begin=NOON, end=later(10))
    document = signed_with(certificates=[short])

    assert read(document, [short], MODERN, later(9)).value == "1-abc123"
    for at in (later(-1), later(11)):
        assert refused(document, [short], at=at) == (Untrusted, "its signer's certificate is not valid at this time")


def test_without_a_certificate_inside_the_only_anchor_is_asked():
    root = etree.fromstring(signed())
    inside = root.find(f".//{DSIG}X509Data")
    inside.clear()
    etree.SubElement(inside, f"{DSIG}X509SubjectName").text = "CN=provider"
    bare = signed_code.octets(root)

    assert read(bare, [anchor()], MODERN, NOON).value == "1-abc123"
    assert refused(bare, [anchor(), anchor("stranger")])[0] is Untrusted


def test_sha1_signatures_are_taken_only_where_a_provider_is_set_up_so():
    old = signed_with(SignatureMethod.RSA_SHA1, canonical=CanonicalizationMethod.CANONICAL_XML_1_0_WITH_COMMENTS)

    assert refused(old)[0] is Untrusted
    assert read(old, [anchor()], ["rsa-sha1"], NOON).value == "1-abc123"
    assert refused(signed(), algorithms=["rsa-sha1"])[0] is Untrusted


def test_a_digest_in_sha1_is_never_taken():
    assert refused(signed_with(digest=DigestAlgorithm.SHA1), algorithms=["rsa-sha1", "rsa-sha256"])[0] is Untrusted


def test_an_hmac_made_with_the_public_certificate_is_no_signature():
    signer = AnySigner(SignatureConstructionMethod.enveloped, SignatureMethod.HMAC_SHA256, DigestAlgorithm.SHA256)
    root = signed_code.unsigned("code-1", "real-name", "1-abc123")
    made = signer.sign(root, key="secret", reference_uri="#code-1", id_attribute="id")

    assert refused(signed_code.octets(made))[0] is Untrusted


def evil(root):
    root.find(CODE).text = "1-evil"


def of_another_type(root):
    root.find(CODE).set("type", "domain")


def with_another_digest(root):
    root.find(f".//{DSIG}DigestValue").text = "AAAA"


def with_an_empty_signature(root):
    root.find(f".//{DSIG}SignatureValue").text = ""


def with_no_algorithm(root):
    del root.find(f".//{DSIG}SignatureMethod").attrib["Algorithm"]


def with_an_unknown_digest(root):
    root.find(f".//{DSIG}DigestMethod").set("Algorithm", "urn:none")


@pytest.mark.parametrize(
    "work",
    [evil, of_another_type, with_another_digest, with_an_empty_signature, with_no_algorithm, with_an_unknown_digest],
    ids=lambda work: work.__name__,
)
def test_a_code_that_was_changed_is_refused(work):
    root = etree.fromstring(signed())
    work(root)

    assert refused(signed_code.octets(root))[0] is Untrusted


def wrapped_in_the_signature():
    """The signed document hidden in the signature's own Object, another one around it."""
    good = etree.fromstring(signed())
    signature = good.find(f"{DSIG}Signature")
    good.remove(signature)
    root = signed_code.unsigned("evil-1", "real-name", "1-evil")
    root.append(signature)
    etree.SubElement(signature, f"{DSIG}Object").append(good)
    return root


def wrapped_beside_the_code():
    """The signed document as a sibling; the signature at the root."""
    good = etree.fromstring(signed())
    signature = good.find(f"{DSIG}Signature")
    good.remove(signature)
    root = signed_code.unsigned("evil-1", "real-name", "1-evil")
    root.append(good)
    root.append(signature)
    return root


def wrapped_in_the_key_info():
    """The signed document inside the key's description, under the id the reference names."""
    good = etree.fromstring(signed())
    signature = good.find(f"{DSIG}Signature")
    good.remove(signature)
    root = signed_code.unsigned("evil-1", "real-name", "1-evil")
    root.append(signature)
    signature.find(f"{DSIG}KeyInfo").append(good)
    return root


def wrapped_with_the_same_id():
    """Both under one id: which is meant depends on who looks."""
    root = wrapped_in_the_key_info()
    root.set("id", "code-1")
    return root


def with_two_codes():
    root = etree.fromstring(signed())
    second = etree.Element(CODE, {"type": "real-name"})
    second.text = "1-evil"
    root.insert(0, second)
    return root


def with_two_signatures():
    root = etree.fromstring(signed())
    root.append(etree.fromstring(signed(by="stranger")).find(f"{DSIG}Signature"))
    return root


def with_a_code_in_the_code():
    root = etree.fromstring(signed())
    inner = etree.SubElement(root.find(CODE), CODE, {"type": "real-name"})
    inner.text = "1-evil"
    return root


def with_a_reference_to_everything():
    root = etree.fromstring(signed())
    root.find(f".//{DSIG}Reference").set("URI", "")
    return root


def with_a_second_reference():
    root = etree.fromstring(signed())
    info = root.find(f".//{DSIG}SignedInfo")
    info.append(etree.fromstring(etree.tostring(info.find(f"{DSIG}Reference"))))
    return root


WRAPPED = [
    wrapped_in_the_signature, wrapped_beside_the_code, wrapped_in_the_key_info, wrapped_with_the_same_id, with_two_codes,
    with_two_signatures, with_a_code_in_the_code, with_a_reference_to_everything, with_a_second_reference,
]  # fmt: skip


@pytest.mark.parametrize("build", WRAPPED, ids=lambda build: build.__name__)
def test_signature_wrapping_is_refused(build):
    refused(signed_code.octets(build()))


def test_a_transform_that_could_leave_something_out_is_refused():
    root = etree.fromstring(signed())
    etree.SubElement(
        root.find(f".//{DSIG}Transforms"),
        f"{DSIG}Transform",
        {"Algorithm": "http://www.w3.org/TR/1999/REC-xpath-19991116"},
    )
    assert refused(signed_code.octets(root)) == (Untrusted, "the signature transforms the code")


def test_what_a_comment_hides_is_signed_or_refused():
    """A comment in the middle of a value must not change what is read of it."""
    split = signed().replace(b"1-abc123<", b"1-abc<!-- -->123<")

    assert read(split, [anchor()], MODERN, NOON).value == "1-abc123"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not xml",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + signed(),
        b"<x>" * 200 + b"</x>" * 200,
        b" " * 70_000,
        signed_code.octets(signed_code.unsigned("code-1", "real-name", "1-abc123")),
    ],
    ids=["nothing", "text", "another", "entities", "deep", "long", "unsigned"],
)
def test_what_is_no_signed_code_is_undecodable(document):
    assert refused(document)[0] is Undecodable


@pytest.mark.parametrize("value", ["", "abc", "1-", "-abc", "1-a b", "1-é"])
def test_a_signed_value_without_a_codes_form_is_undecodable(value):
    root = signed_code.unsigned("code-1", "real-name", value)

    assert refused(signed_with(root=root)) == (Undecodable, "not of a code's form")


def test_our_own_codes_are_signed_as_the_schema_of_signatures_wants():
    """A second look at the signature, with nothing of the library that made it."""
    root = etree.fromstring(signed())
    info = root.find(f".//{DSIG}SignedInfo")
    octets = etree.tostring(info, method="c14n")
    key("provider").public_key().verify(
        base64.b64decode(root.findtext(f".//{DSIG}SignatureValue")), octets, padding.PKCS1v15(), hashes.SHA256()
    )
