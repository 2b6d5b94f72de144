"""What updates cost at the practice registry, by order (RFC 8748): told by a check, demanded of an update of the registrant."""

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
        self._of: dict[str, list[str]] = json.loads(world.fact(_FACT, "{}"))

    def set(self, name: str, amount: Any, currency: str) -> None:
        """Let a new registrant of this domain, or of all under this suffix, cost so much; raises BadFee."""
        try:
            text = str(Decimal(str(amount)))
        except InvalidOperation as error:
            raise BadFee(f"{amount!r} is no amount") from error
        self._of[name.lower()] = [text, currency]
        self._world.put_fact(_FACT, json.dumps(self._of))

    def forget(self) -> None:
        """Nothing costs anything."""
        self._of.clear()
        self._world.put_fact(_FACT, "{}")

    def check(self, context: Context, command: Command) -> None:
        """Decline an update of the registrant that does not agree to its price: 2003 without one, 2004 with another."""
        price = self._price_of_change(context)
        if price is None:
            return
        agreed = next((found for found in command.extensions if isinstance(found, fee.FeeOfUpdate)), None)
        if agreed is None:
            raise Declined(2003, "fee")
        if _sum(agreed.fees) != Decimal(price[0]) or agreed.currency not in {None, price[1]}:
            raise Declined(2004, "fee")

    def complete(self, context: Context, command: Command, response: Response) -> Response:
        """The answer with prices, where they were asked for or agreed to."""
        if isinstance(context.body, DomainCheck):
            asked = next((found for found in command.extensions if isinstance(found, fee.FeeCheck)), None)
            return response if asked is None else _with(response, self._checked(context.body, asked))
        price = self._price_of_change(context)
        if price is None or response.code not in {1000, 1001}:
            return response
        return _with(response, fee.FeeUpdated(currency=price[1], fees=(fee.Amount(amount=price[0]),)))

    def _checked(self, body: DomainCheck, asked: fee.FeeCheck) -> fee.FeesChecked:
        prices = {name: self._price(name) for name in body.names}
        currency = next((price[1] for price in prices.values() if price is not None), asked.currency or "EUR")
        objects = []
        for name, price in prices.items():
            commands = tuple(
                fee.CommandFees(
                    name=each.name,
                    custom_name=each.custom_name,
                    fees=() if price is None or each.name != "update" else (fee.Amount(amount=price[0]),),
                )
                for each in asked.commands
            )
            objects.append(fee.ObjectFees(name=name, commands=commands))
        return fee.FeesChecked(currency=currency, objects=tuple(objects))

    def _price_of_change(self, context: Context) -> list[str] | None:
        body = context.body
        if not isinstance(body, DomainUpdate) or body.change is None or body.change.registrant is None:
            return None
        # A session that did not agree on fees cannot be asked to agree to one (RFC 8748, 3.8 leaves it to the server).
        return self._price(body.name) if fee.NAMESPACE in context.agreed else None

    def _price(self, name: str) -> list[str] | None:
        rest = name.lower()
        while rest:
            if rest in self._of:
                return self._of[rest]
            rest = rest.partition(".")[2]
        return None


def _sum(amounts: tuple[fee.Amount, ...]) -> Decimal:
    try:
        return sum((Decimal(each.amount.strip()) for each in amounts), Decimal(0))
    except InvalidOperation as error:
        raise Declined(2005, "fee") from error


def _with(response: Response, *added: Any) -> Response:
    return replace(response, extensions=(*response.extensions, *added))
