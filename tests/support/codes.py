"""Verification providers of the tests' own: keys, certificates, and codes signed with them."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from freehold.epp.extensions import signed_code

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of this name; the same for all tests, since making one takes a while."""
    return rsa.generate_private_key(65537, 2048)


def certificate(name, *, issuer=None, ca=False, begin=BEGIN, end=END) -> x509.Certificate:
    """A certificate of this name's key, by its own key or by another name's."""
    issuer = issuer or name
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(key(issuer), hashes.SHA256())
    )


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def anchor(name: str = "provider") -> x509.Certificate:
    """The certificate by which this provider is trusted."""
    return _anchor(name)


@cache
def _anchor(name):
    return certificate(name)


def pem(*certificates) -> str:
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates)


def signed(value="1-abc123", kind="real-name", *, code_id="code-1", by="provider") -> bytes:
    """A code of this provider."""
    return signed_code.sign(code_id, kind, value, key(by), anchor(by))


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)
