"""What a change costs at the registry, and agreeing to it (RFC 8748)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from freehold.epp.documents import Response
from freehold.epp.extensions import fee
from freehold.epp.mapping import Mapped

NAMESPACE = fee.NAMESPACE
_COMMAND = "update"
_NOT_SAID = "the registry's answer names no fee of an update"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command for one domain costs: fees less credits, all of one currency."""

    amount: Decimal
    currency: str
    fees: tuple[str, ...]
    """Each fee as the registry wrote it; the update must carry the same."""
    credits: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def free(self) -> bool:
        """There is nothing to agree to."""
        return all(Decimal(text) == 0 for text in self.fees)

    def is_what(self, charged: str) -> bool:
        """Whether an answer that says so (``charged_in``) contradicts it in nothing."""
        amount, _, currency = charged.partition(" ")
        return not charged or (Decimal(amount) == self.amount and currency in {"", self.currency})

    @property
    def agreement(self) -> tuple[Mapped, ...]:
        """The extension of an update that agrees to it; empty for what is free."""
        if self.free:
            return ()
        amounts = tuple(fee.Amount(amount=text) for text in self.fees)
        return (
            fee.FeeOfUpdate(
                currency=self.currency, fees=amounts, credits=tuple(fee.Amount(amount=text) for text in self.credits)
            ),
        )


@dataclass(frozen=True, slots=True)
class Untold:
    """The registry does not say what the command costs; its words, where it has any."""

    why: str


def question() -> tuple[Mapped, ...]:
    """The extension of a check that asks what an update costs."""
    return (fee.FeeCheck(commands=(fee.AskedCommand(name=_COMMAND),)),)


def costs_of(response: Response, names: Sequence[str]) -> dict[str, Cost | Untold]:
    """What the answer says that an update of each of the domains costs."""
    told = next((found for found in response.extensions if isinstance(found, fee.FeesChecked)), None)
    entries = {} if told is None else {entry.name.lower(): entry for entry in told.objects}
    currency = "" if told is None else told.currency
    return {name: _cost_of(entries.get(name), currency) for name in names}


def _cost_of(entry: fee.ObjectFees | None, currency: str) -> Cost | Untold:
    if entry is None:
        return Untold(_NOT_SAID)
    command = next((each for each in entry.commands if each.name == _COMMAND), None)
    reason = entry.reason or (None if command is None else command.reason)
    if not entry.available or command is None or reason is not None:
        return Untold(_NOT_SAID if reason is None else reason.words)
    fees, less = ([each.amount.strip() for each in amounts] for amounts in (command.fees, command.credits))
    amount = _sum(fees, less)
    if amount is None:
        return Untold(f"the registry's answer has fees that are none: {', '.join((*fees, *less))}"[:200])
    # No fee at all means that none is charged (RFC 8748, 3.4).
    return Cost(amount, currency, tuple(fees), tuple(less))


def charged_in(response: Response) -> str:
    """What the answer to an update says was charged, such as ``25.00 EUR``; empty where it says nothing, or nothing was."""
    told = next((found for found in response.extensions if isinstance(found, fee.FeeUpdated)), None)
    if told is None or not told.fees:
        return ""
    amount = _sum([each.amount.strip() for each in told.fees], [each.amount.strip() for each in told.credits])
    if amount is None or amount == 0:
        return ""
    return f"{amount} {told.currency or ''}".strip()


def _sum(fees: Sequence[str], less: Sequence[str]) -> Decimal | None:
    """Fees with credits, which are below zero; None where any of them is no such amount."""
    try:
        paid, returned = [Decimal(text) for text in fees], [Decimal(text) for text in less]
    except InvalidOperation:
        return None
    if not all(amount.is_finite() for amount in (*paid, *returned)):
        return None
    # A fee below zero or a credit above it would hide what the command costs (RFC 8748, 6.1: feeType, creditType).
    if any(amount < 0 for amount in paid) or any(amount > 0 for amount in returned):
        return None
    return sum((*paid, *returned), Decimal(0))
