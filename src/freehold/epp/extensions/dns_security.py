"""DNS security data of a domain (RFC 5910), as an info shows them.

A change of registrant sends none of it: what an update does not name stays as it is (RFC 5910, 5.2.5).
"""

from freehold.epp.mapping import Mapped, child, element, part, some

NAMESPACE = "urn:ietf:params:xml:ns:secDNS-1.1"


@part(NAMESPACE, "secDNS")
class KeyData(Mapped):
    """A public key of the zone."""

    flags: int = child()
    protocol: int = child()
    algorithm: int = child("alg")
    public_key: str = child("pubKey")


@part(NAMESPACE, "secDNS")
class DsData(Mapped):
    """A delegation signer record; *digest* in hexadecimal digits."""

    key_tag: int = child()
    algorithm: int = child("alg")
    digest_type: int = child()
    digest: str = child()
    key: KeyData | None = child("keyData", default=None)


@element(NAMESPACE, "secDNS", "infData")
class SecurityData(Mapped):
    """What an info adds: records or keys, never both; *signature_life* in seconds."""

    signature_life: int | None = child("maxSigLife", default=None)
    records: tuple[DsData, ...] = some("dsData", default=())
    keys: tuple[KeyData, ...] = some("keyData", default=())
