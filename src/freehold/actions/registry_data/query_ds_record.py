"""List the DS records of a domain."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import domains, readings
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which domain."""

    domain_name: DomainName = param("Domain to read.", example="example.com")


class Record(Structure):
    """A DS record (RFC 4034, 5)."""

    key_tag: Int32 = out("Tag of the key.", example=60485)
    algorithm: Int32 = out("Algorithm of the key.", example=13)
    digest_type: Int32 = out("Algorithm of the digest.", example=2)
    digest: str = out("Digest of the key, in hexadecimal digits.", example="D4B7D520E7BB5F0F67674A0CCEB1E3E0")


class Response(Structure):
    """The records."""

    ds_record_list: list[Record] = out("DS records.", wire="DSRecordList", xml_item="DSRecord")


@action("QueryDSRecord", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """List the DS records that the registry showed when the domain was last read there (``freehold reconcile``)."""
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    records = readings.ds_records(call.session, call.account.id, domain.id)
    return Response(
        ds_record_list=[
            Record(
                key_tag=record.key_tag,
                algorithm=record.algorithm,
                digest_type=record.digest_type,
                digest=record.digest,
            )
            for record in records
        ]
    )
