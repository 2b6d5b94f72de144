"""List the nameservers that lie under a domain."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import domains
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which registration."""

    instance_id: str = param("Registration to read.", example="S20269E4B1BBI9TEST", max_length=64)


class Host(Structure):
    """A nameserver."""

    dns_name: str = out("Its name.", example="ns1.example.com")
    ip_list: list[str] = out("Its addresses; none are kept.", xml_item="ip")


class Response(Structure):
    """The nameservers."""

    dns_host_list: list[Host] = out("Nameservers under the domain.", xml_item="DnsHost")


@action("QueryDnsHost", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """List the domain's nameservers that lie under the domain itself, as our copy has them, without addresses."""
    domain = domains.by_instance(call.session, call.account.id, request.instance_id)
    if domain is None:
        raise DomainNotExist(names=request.instance_id, count=1)
    hosts = [host for host in domain.nameservers if host.endswith(f".{domain.name}")]
    return Response(dns_host_list=[Host(dns_name=host, ip_list=[]) for host in hosts])
