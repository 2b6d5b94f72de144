"""Extensions that go with a command: those the session always adds, and those that the command itself is sent with."""

from freehold.epp.body import Body, ProtocolExtension
from freehold.epp.extensions import namestore
from freehold.epp.extensions.namestore import Namestore
from freehold.epp.mapping import Mapped
from freehold.epp.namespaces import DOMAIN
from freehold.gateway.negotiation import Named


class NotAgreed(Exception):
    """The command cannot be sent: it needs an extension that the session did not agree on. Carries the namespace."""

    def __init__(self, namespace: str) -> None:
        super().__init__(f"the registry does not offer {namespace}")
        self.namespace = namespace


def carried(agreed: tuple[str, ...], body: Body, asked: tuple[Mapped, ...], named: Named) -> tuple[Mapped, ...]:
    """What goes with the command in a session that agreed on these; raises NotAgreed.

    A domain's product goes with it where the domain's own policy names the extension: an account may serve others, too.

    A command is never sent without an extension that it was to be sent with: it would mean something else.
    """
    if isinstance(body, ProtocolExtension) and body.namespace not in agreed:
        raise NotAgreed(body.namespace)
    for extension in asked:
        if extension.namespace not in agreed:
            raise NotAgreed(extension.namespace)
    if namestore.NAMESPACE in agreed and body.namespace == DOMAIN:
        name = (getattr(body, "names", ()) or (body.object_name,))[0]
        if namestore.NAMESPACE in named(name):
            return (Namestore(sub_product=_product(name)), *asked)
    return asked


def _product(name: str) -> str:
    """The product of a domain's suffix: ``dot`` and the suffix in capitals, as its registry names them all."""
    return f"dot{name.rpartition('.')[2].upper()}"
