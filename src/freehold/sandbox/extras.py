"""All that extensions change of the practice registry's answers: what a command must carry, and what its answer adds."""

from dataclasses import replace

from freehold.epp.documents import Command, Response
from freehold.epp.extensions import namestore
from freehold.epp.extensions.namestore import Namestore
from freehold.epp.namespaces import DOMAIN
from freehold.sandbox.code_trust import CodeTrust
from freehold.sandbox.fees import Fees
from freehold.sandbox.flows import maintenance
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.shown import Shown
from freehold.sandbox.world import World


class Extras:
    """Asked before and after each command of a session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.shown = Shown(world)
        self.fees = Fees(world)
        self.code_trust = CodeTrust(world)

    def check(self, context: Context, command: Command) -> None:
        """Decline a command without the extension it needs here: 2003, or with another's product: 2306."""
        if namestore.NAMESPACE in context.agreed and command.body.namespace == DOMAIN:
            product = next((found for found in command.extensions if isinstance(found, Namestore)), None)
            if product is None:
                raise Declined(2003, "namestoreExt")
            suffix = command.body.object_name.rpartition(".")[2]
            if suffix and product.sub_product.lower() != f"dot{suffix.lower()}":
                raise Declined(2306, "namestoreExt: the product is not that of the domain")
        self.fees.check(context, command)

    def complete(self, context: Context, command: Command, response: Response) -> Response:
        """The answer with what its extensions add."""
        products = tuple(found for found in command.extensions if isinstance(found, Namestore))
        if products:
            response = replace(response, extensions=(*response.extensions, *products))
        return self.shown.complete(context, self.fees.complete(context, command, response))

    def forget(self) -> None:
        """As new."""
        self.shown.forget()
        self.fees.forget()
        maintenance.forget(self._world)
