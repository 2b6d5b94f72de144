"""Delegation signer records of DNSSEC (RFC 4034, 5)."""

from typing import NamedTuple


class DsRecord(NamedTuple):
    """One record; *digest* in hexadecimal digits."""

    key_tag: int
    algorithm: int
    digest_type: int
    digest: str
