"""Signatures V1 (HMAC-SHA1) and V3 (ACS3-HMAC-SHA256): canonical form, string to sign, comparison.

The canonical form is made of decoded values encoded again. Nearly every client sends its parameters in just that
encoding, so the wire's own text is tried first; only when that does not match is the canonical form made the long way
(1,000 names: 0.30 ms instead of 0.87). A match of the wire's text is as good: it is unmistakable as long as no name is
escaped, because an unescaped value holds neither ``&`` nor anything that a canonical form has and decoding would change.
Comparison takes the same time wherever the difference lies (SEC-5).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import quote

import msgspec

from freehold.rpc.splitting import Pairs

V3_ALGORITHM = "ACS3-HMAC-SHA256"


def percent_encode(text: str) -> str:
    """Keep ``A-Z a-z 0-9 - _ . ~``, escape all else as UTF-8 in upper-case hexadecimal (protocol.md, 3.2)."""
    return quote(text, safe="")


def canonical_query(pairs: Pairs) -> str:
    """Parameters sorted by name, each name and value percent-encoded (protocol.md, 3.2 steps 1 to 4)."""
    values = pairs.values
    return "&".join(
        [f"{percent_encode(name)}={percent_encode(values[name])}" for name in sorted(values) if name != "Signature"]
    )


def wire_query(pairs: Pairs) -> str:
    """The same from the values as they came; equal to the canonical form when the client encoded canonically."""
    wire = pairs.wire
    return "&".join([f"{name}={wire[name]}" for name in sorted(wire) if name != "Signature"])


def v1_string_to_sign(method: str, canonical: str) -> str:
    """``METHOD&%2F&`` and the canonical string encoded once more; of what it can hold, three characters change."""
    return f"{method}&%2F&{canonical.replace('%', '%25').replace('=', '%3D').replace('&', '%26')}"


def v1_signature(secret: str, string_to_sign: str) -> str:
    """Base64 of HMAC-SHA1 with the secret and an ampersand."""
    digest = hmac.digest(f"{secret}&".encode(), string_to_sign.encode(), "sha1")
    return base64.b64encode(digest).decode("ascii")


def v1_mismatch(method: str, pairs: Pairs, secret: str, given: str) -> str | None:
    """The server's string to sign when *given* is not its signature; None when it is."""
    if pairs.plain_names:
        from_wire = v1_string_to_sign(method, wire_query(pairs))
        if _same(v1_signature(secret, from_wire), given):
            return None
    string_to_sign = v1_string_to_sign(method, canonical_query(pairs))
    return None if _same(v1_signature(secret, string_to_sign), given) else string_to_sign


class V3Request(msgspec.Struct, frozen=True, gc=False):
    """What a V3 signature covers."""

    method: str
    path: str
    query: Pairs
    signed_headers: tuple[bytes, ...]
    headers: bytes
    """The canonical header block of protocol.md, 4.2 part 4."""
    content_sha256: str


def canonical_headers(signed: tuple[bytes, ...], values_of: Callable[[bytes], list[bytes]]) -> bytes:
    """A line ``name:value`` for every signed name, several values sorted and joined with commas."""
    lines = []
    for name in signed:
        values = [value.strip(b" \t") for value in values_of(name)]
        lines.append(b"%b:%b\n" % (name, b",".join(sorted(values))))
    return b"".join(lines)


def v3_canonical_request(request: V3Request, canonical: str) -> bytes:
    """Six parts joined by line feeds (protocol.md, 4.2)."""
    return b"\n".join(
        (
            request.method.encode(),
            request.path.encode(),
            canonical.encode(),
            request.headers,
            b";".join(request.signed_headers),
            request.content_sha256.encode(),
        )
    )


def v3_string_to_sign(canonical_request: bytes) -> str:
    """The algorithm's name and the hash of the canonical request."""
    return f"{V3_ALGORITHM}\n{hashlib.sha256(canonical_request).hexdigest()}"


def v3_signature(secret: str, string_to_sign: str) -> str:
    """Lower-case hexadecimal HMAC-SHA256 with the bare secret."""
    return hmac.digest(secret.encode(), string_to_sign.encode(), "sha256").hex()


def v3_mismatch(request: V3Request, secret: str, given: str) -> tuple[str, str] | None:
    """The server's string to sign and canonical request when *given* is not its signature; None when it is."""
    if request.query.plain_names:
        from_wire = v3_string_to_sign(v3_canonical_request(request, _v3_wire_query(request.query)))
        if _same(v3_signature(secret, from_wire), given):
            return None
    canonical = v3_canonical_request(request, _v3_canonical_query(request.query))
    string_to_sign = v3_string_to_sign(canonical)
    if _same(v3_signature(secret, string_to_sign), given):
        return None
    return string_to_sign, canonical.decode("utf-8", "replace")


def _v3_canonical_query(pairs: Pairs) -> str:
    values = pairs.values
    return "&".join([f"{percent_encode(name)}={percent_encode(values[name])}" for name in sorted(values)])


def _v3_wire_query(pairs: Pairs) -> str:
    wire = pairs.wire
    return "&".join([f"{name}={wire[name]}" for name in sorted(wire)])


def _same(ours: str, given: str) -> bool:
    return hmac.compare_digest(ours.encode(), given.encode("utf-8", "replace"))
