"""A certificate authority of our own, made at first start and kept with the data, and server certificates it signs."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from freehold.clock import SystemClock

_CA_DAYS, _SERVER_DAYS = 3650, 365
_RENEW_DAYS = 30
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Authority:
    """A CA in a folder: ``ca.pem`` is for clients to trust, the keys are for their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = folder / "ca.pem"
        self._folder = folder
        self._key_file = folder / "ca.key"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.ca_file.exists() or not self._key_file.exists():
            self._make()

    def server_certificate(self, host: str) -> tuple[Path, Path]:
        """Certificate and key for a server on this host and on this machine's own names; kept until near its end."""
        certificate_file, key_file = self._folder / "server.pem", self._folder / "server.key"
        names = sorted({host, *_LOCAL} - {"", "0.0.0.0", "::"})  # noqa: S104  left out, not bound to
        if not (certificate_file.exists() and key_file.exists() and self._good(certificate_file, names)):
            self._issue(names, certificate_file, key_file)
        return certificate_file, key_file

    def _make(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Freehold practice CA")])
        certificate = (
            _builder(name, name, key.public_key(), _CA_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self._key_file, _pem(key), 0o600)
        _write(self.ca_file, certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def _issue(self, names: list[str], certificate_file: Path, key_file: Path) -> None:
        ca = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
        ca_key = serialization.load_pem_private_key(self._key_file.read_bytes(), None)
        assert isinstance(ca_key, ec.EllipticCurvePrivateKey)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        certificate = (
            _builder(subject, ca.subject, key.public_key(), _SERVER_DAYS)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        _write(key_file, _pem(key), 0o600)
        _write(certificate_file, certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def _good(self, certificate_file: Path, names: list[str]) -> bool:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        ends = certificate.not_valid_after_utc - timedelta(days=_RENEW_DAYS)
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return ends > _now() and {_general(name) for name in names} <= set(found)


def _now() -> datetime:
    return datetime.fromtimestamp(SystemClock().now() / 1000, UTC)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - timedelta(days=1))
        .not_valid_after(_now() + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, octets: bytes, mode: int) -> None:
    """Write a whole file or none: half a key after a crash would stop every later start."""
    draft = file.with_suffix(file.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(octets)
    draft.rename(file)
