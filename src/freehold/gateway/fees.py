"""What a change costs at the registry, and agreeing to it (RFC 8748)."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from freehold.epp.documents import Response
from freehold.epp.extensions import fee
from freehold.epp.mapping import Mapped


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command for one domain costs: fees less credits, all of one currency."""

    amount: Decimal
    currency: str
    fees: tuple[str, ...]
    """Each fee as the registry wrote it; the update must carry the same."""
    credits: tuple[str, ...] = ()

    @property
    def agreement(self) -> tuple[Mapped, ...]:
        """The extension of an update that agrees to it; empty for what is free."""
        if not self.fees:
            return ()
        amounts = tuple(fee.Amount(amount=text) for text in self.fees)
        return (
            fee.FeeOfUpdate(
                currency=self.currency, fees=amounts, credits=tuple(fee.Amount(amount=text) for text in self.credits)
            ),
        )


def question() -> tuple[Mapped, ...]:
    """The extension of a check that asks what an update costs."""
    return (fee.FeeCheck(commands=(fee.AskedCommand(name="update"),)),)


def cost_of(response: Response, name: str) -> Cost | None:
    """What the answer says that an update of the domain costs; None where it says none, or what is no amount."""
    told = next((found for found in response.extensions if isinstance(found, fee.FeesChecked)), None)
    if told is None:
        return None
    for entry in told.objects:
        if entry.name.lower() == name and entry.available:
            for command in entry.commands:
                if command.name == "update" and command.reason is None:
                    return _cost(command, told.currency)
    return None


def _cost(command: fee.CommandFees, currency: str) -> Cost | None:
    fees, less = ([entry.amount.strip() for entry in each] for each in (command.fees, command.credits))
    try:
        amounts = [Decimal(text) for text in (*fees, *less)]
    except InvalidOperation:
        return None
    if not all(amount.is_finite() for amount in amounts):
        return None
    return Cost(sum(amounts, Decimal(0)), currency, tuple(fees), tuple(less))
