"""What the extensions of an info add to a domain."""

from freehold.epp.documents import Response
from freehold.epp.extensions import chinese_names, strict_bundles
from freehold.epp.extensions.chinese_names import ChineseNamesData
from freehold.epp.extensions.dns_security import SecurityData
from freehold.epp.extensions.registry_grace_period import GraceData
from freehold.epp.extensions.strict_bundles import BundleData
from freehold.terms.ds_records import DsRecord

TELL_BUNDLES = frozenset({strict_bundles.NAMESPACE, chinese_names.NAMESPACE})
"""Extensions that show which names are one."""


def grace_periods(response: Response) -> frozenset[str]:
    """Grace periods, which block a change like statuses do (RFC 3915; epp-facts.md, 7)."""
    return frozenset(
        status.value for found in response.extensions if isinstance(found, GraceData) for status in found.statuses
    )


def bundle(response: Response) -> frozenset[str]:
    """The names that are one with the domain, itself among them; empty where it stands alone."""
    names: set[str] = set()
    for found in response.extensions:
        match found:
            case BundleData(bundle=bundled):
                names |= bundled.names
            case ChineseNamesData(original_a=original, simplified_a=simplified, traditional_a=traditional):
                names |= {name.lower() for name in (original, simplified, traditional) if name}
    return frozenset(names) if len(names) > 1 else frozenset()


def secured(response: Response) -> bool:
    """Whether it has DNS security data."""
    return any(isinstance(found, SecurityData) and (found.records or found.keys) for found in response.extensions)


def ds_records(response: Response) -> tuple[DsRecord, ...]:
    """Its delegation signer records; none where it has keys instead, of which the registry makes the records itself."""
    return tuple(
        DsRecord(record.key_tag, record.algorithm, record.digest_type, record.digest.upper())
        for found in response.extensions
        if isinstance(found, SecurityData)
        for record in found.records
    )
