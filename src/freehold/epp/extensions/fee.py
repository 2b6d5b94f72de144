"""What commands cost (RFC 8748): asked for with a check, agreed to with the command, told with its answer.

Amounts stay the texts that they are on the wire: decimals, exact, of a currency that stands beside them.
"""

from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text

NAMESPACE = "urn:ietf:params:xml:ns:epp:fee-1.0"


@part(NAMESPACE, "fee")
class Period(Mapped):
    """A length of registration, in years or months."""

    length: int = text()
    unit: str = attribute(default="y")


@part(NAMESPACE, "fee")
class Reason(Mapped):
    """Why there is no fee to tell."""

    words: str = text()
    lang: str | None = attribute(default=None)


@part(NAMESPACE, "fee")
class Amount(Mapped):
    """A fee, or below zero a credit."""

    amount: str = text()
    description: str | None = attribute(default=None)
    lang: str | None = attribute(default=None)


@part(NAMESPACE, "fee")
class AskedCommand(Mapped):
    """A command whose fee is asked for; *custom_name* names one that the standard does not have."""

    period: Period | None = child(default=None)
    name: str = attribute()
    custom_name: str | None = attribute("customName", default=None)


@element(NAMESPACE, "fee", "check")
class FeeCheck(Mapped):
    """Goes with a domain check (RFC 8748, 5.1.1)."""

    currency: str | None = child(default=None)
    commands: tuple[AskedCommand, ...] = some("command", default=())


@part(NAMESPACE, "fee")
class CommandFees(Mapped):
    """A command and what it costs."""

    period: Period | None = child(default=None)
    fees: tuple[Amount, ...] = some("fee", default=())
    credits: tuple[Amount, ...] = some("credit", default=())
    reason: Reason | None = child(default=None)
    name: str = attribute()
    custom_name: str | None = attribute("customName", default=None)
    standard: bool | None = attribute(default=None)


@part(NAMESPACE, "fee")
class ObjectFees(Mapped):
    """An object and its fees; not *available* where there are none to tell."""

    name: str = child("objID")
    class_: str | None = child("class", default=None)
    commands: tuple[CommandFees, ...] = some("command", default=())
    reason: Reason | None = child(default=None)
    available: bool = attribute("avail", default=True)


@element(NAMESPACE, "fee", "chkData")
class FeesChecked(Mapped):
    """What a check adds."""

    currency: str = child()
    objects: tuple[ObjectFees, ...] = some("cd", default=())


@element(NAMESPACE, "fee", "update")
class FeeOfUpdate(Mapped):
    """The fee that an update agrees to (RFC 8748, 5.2.5)."""

    currency: str | None = child(default=None)
    fees: tuple[Amount, ...] = some("fee", default=())
    credits: tuple[Amount, ...] = some("credit", default=())


@element(NAMESPACE, "fee", "updData")
class FeeUpdated(Mapped):
    """What an update cost."""

    currency: str | None = child(default=None)
    period: Period | None = child(default=None)
    fees: tuple[Amount, ...] = some("fee", default=())
    credits: tuple[Amount, ...] = some("credit", default=())
    balance: str | None = child(default=None)
    credit_limit: str | None = child(default=None)
