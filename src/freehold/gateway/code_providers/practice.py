"""A provider of our own for practice and tests: it issues codes to whoever asks, signed with a key made at its first start.

No real registry takes such codes. Key and certificate lie in one file that only its owner reads; the certificate alone,
for a practice registry to trust, beside it.
"""

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from freehold.epp.extensions import signed_code
from freehold.gateway.code_providers.provider import Answer, Awaited, CodeRequest, Denied, Issued
from freehold.settings import CodeProviderSettings
from freehold.terms.instants import SECOND, Instant, to_datetime

_KEY_BITS = 2048
_DAYS = 3650


class UnusableKey(Exception):
    """The provider's key file cannot be used; the sentence says what to do."""


class PracticeProvider:
    """Signs what it is asked for; later, or not at all, where its settings say so."""

    def __init__(self, settings: CodeProviderSettings, now: Callable[[], Instant]) -> None:
        """*now* is business time. Makes the key when it is missing; raises UnusableKey."""
        assert settings.key_file is not None
        self._settings = settings
        self._now = now
        if not settings.key_file.exists():
            _make(settings.key_file, now())
        self._key, self.certificate = _load(settings.key_file)

    async def ask(self, request: CodeRequest) -> Answer:
        """The same request is always given the same code."""
        holder = request.holder.contact if request.holder is not None else None
        names = {request.domain_name} if holder is None else {holder.organization, holder.zh_organization, holder.name}
        if names & set(self._settings.denies):
            return Denied("not confirmed by the practice provider")
        if self._now() - request.asked_at < self._settings.answer_seconds * SECOND:
            return Awaited()
        digest = hashlib.sha256(request.id.encode()).hexdigest()
        value = f"{self._settings.number}-{digest[:16]}"
        code_id = f"code-{digest[16:32]}"
        return Issued(signed_code.sign(code_id, request.type.value, value, self._key, self.certificate))


def anchor_file(key_file: Path) -> Path:
    """Where the certificate alone lies."""
    return key_file.with_name(f"{key_file.stem}-anchor.pem")


def _make(file: Path, now: Instant) -> None:
    key = rsa.generate_private_key(65537, _KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Freehold practice verification provider")])
    begin = to_datetime(now) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    public = certificate.public_bytes(encoding)
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The anchor first: a key that is there has its anchor beside it.
    _write(anchor_file(file), public, 0o644)
    _write(file, private + public, 0o600)


def _write(file: Path, octets: bytes, mode: int) -> None:
    """Write a whole file or none: half a key after a crash would stop every later start."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(octets)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)


def _load(file: Path) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    if file.stat().st_mode & 0o077:
        raise UnusableKey(f"The verification provider's key {file.name} can be read by others. Set its mode to 0600.")
    octets = file.read_bytes()
    try:
        key = serialization.load_pem_private_key(octets, None)
        certificate = x509.load_pem_x509_certificate(octets)
    except ValueError as error:
        raise UnusableKey(
            f"The verification provider's key {file.name} cannot be read. Put the right one back, or delete it for a new one."
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnusableKey(f"The verification provider's key {file.name} is no RSA key.")
    return key, certificate
