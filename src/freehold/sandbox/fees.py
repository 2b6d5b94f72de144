"""What updates cost at the practice registry, by order (RFC 8748): told by a check, demanded of an update of the registrant.

Prices are kept with the world, by domain or suffix; while there are any, the greeting offers the extension. Each charge is in
the ledger as ``fee``.
"""

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from freehold.epp.commands.domain import DomainCheck, DomainUpdate
from freehold.epp.documents import Command, Response
from freehold.epp.extensions import fee
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import World

_FACT = "fees"


class BadFee(ValueError):
    """The price cannot be set; the argument says why."""


class Fees:
    """The prices in force, by domain or suffix."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._of: dict[str, dict[str, str]] = json.loads(world.fact(_FACT, "{}"))

    @property
    def extension_uris(self) -> tuple[str, ...]:
        """The extension that the greeting offers while anything costs something."""
        return (fee.NAMESPACE,) if self._of else ()

    def set(self, name: str, amount: Any, currency: str, *, then: Any = None, secret: str = "") -> None:
        """Let a new registrant of this domain, or of all under this suffix, cost so much; raises BadFee.

        *then* is the price from the first time on that it was asked for: prices move. One that is *secret* is charged and
        not told; the text is the reason that a check gives.
        """
        order = {"amount": _amount(amount), "currency": currency, "secret": secret}
        if then is not None:
            order["then"] = _amount(then)
        self._of[name.lower()] = order
        self._keep()

    def forget(self) -> None:
        """Nothing costs anything."""
        self._of.clear()
        self._keep()

    def check(self, context: Context, command: Command) -> None:
        """Decline an update of the registrant that does not agree to its price: 2003 without one, 2004 with another."""
        price = self._price_of_change(context)
        if price is None:
            return
        agreed = next((found for found in command.extensions if isinstance(found, fee.FeeOfUpdate)), None)
        if agreed is None:
            raise Declined(2003, "fee")
        if _sum(agreed.fees) != Decimal(price["amount"]) or agreed.currency not in {None, price["currency"]}:
            raise Declined(2004, "fee")

    def complete(self, context: Context, command: Command, response: Response) -> Response:
        """The answer with prices, where they were asked for or agreed to; what is charged is noted."""
        if isinstance(context.body, DomainCheck):
            asked = next((found for found in command.extensions if isinstance(found, fee.FeeCheck)), None)
            return response if asked is None else _with(response, self._checked(context.body, asked))
        price = self._price_of_change(context)
        if price is None or response.code not in {1000, 1001}:
            return response
        amount, currency = price["amount"], price["currency"]
        context.note("fee", context.body.object_name.lower(), {"amount": amount, "currency": currency})
        return _with(response, fee.FeeUpdated(currency=currency, fees=(fee.Amount(amount=amount),)))

    def _checked(self, body: DomainCheck, asked: fee.FeeCheck) -> fee.FeesChecked:
        prices = {name: self._price(name) for name in body.names}
        currency = next((price["currency"] for price in prices.values() if price is not None), asked.currency or "EUR")
        # One answer has one currency (RFC 8748, 5.1.1): what costs another has to be asked for apart.
        objects = tuple(_told(name, price, asked, currency) for name, price in prices.items())
        for price in prices.values():
            if price is not None and "then" in price:
                price["amount"] = price.pop("then")
                self._keep()
        return fee.FeesChecked(currency=currency, objects=objects)

    def _price_of_change(self, context: Context) -> dict[str, str] | None:
        body = context.body
        if not isinstance(body, DomainUpdate) or body.change is None or body.change.registrant is None:
            return None
        # A session that did not agree on fees cannot be asked to agree to one (RFC 8748, 4 leaves it to the server).
        return self._price(body.name) if fee.NAMESPACE in context.agreed else None

    def _price(self, name: str) -> dict[str, str] | None:
        rest = name.lower()
        while rest:
            if rest in self._of:
                return self._of[rest]
            rest = rest.partition(".")[2]
        return None

    def _keep(self) -> None:
        self._world.put_fact(_FACT, json.dumps(self._of))


def _told(name: str, price: dict[str, str] | None, asked: fee.FeeCheck, currency: str) -> fee.ObjectFees:
    why = "" if price is None else price["secret"]
    if price is not None and price["currency"] != currency:
        why = "its fee is in another currency"
    if why:
        return fee.ObjectFees(name=name, available=False, reason=fee.Reason(words=why))
    commands = tuple(
        fee.CommandFees(
            name=each.name,
            custom_name=each.custom_name,
            fees=() if price is None or each.name != "update" else (fee.Amount(amount=price["amount"]),),
        )
        for each in asked.commands
    )
    return fee.ObjectFees(name=name, commands=commands)


def _amount(given: Any) -> str:
    try:
        return str(Decimal(str(given)))
    except InvalidOperation as error:
        raise BadFee(f"{given!r} is no amount") from error


def _sum(amounts: tuple[fee.Amount, ...]) -> Decimal:
    try:
        return sum((Decimal(each.amount.strip()) for each in amounts), Decimal(0))
    except InvalidOperation as error:
        raise Declined(2005, "fee") from error


def _with(response: Response, *added: Any) -> Response:
    return replace(response, extensions=(*response.extensions, *added))
