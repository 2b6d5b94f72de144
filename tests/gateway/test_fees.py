"""What a registry's answer says of fees, and what it does not: a price that is not clear is none (RFC 8748)."""

from decimal import Decimal

import pytest

from freehold.epp.documents import Response, Result
from freehold.epp.extensions import fee
from freehold.gateway.fees import Cost, Untold, charged_in, costs_of
from freehold.terms.fees import FeeLimit

NAME = "shop.com"
NOT_SAID = Untold("the registry's answer names no fee of an update")


def answer(*extensions):
    return Response((Result.of(1000),), "TEST-1", "SRV-1", extensions=extensions)


def amounts(*texts):
    return tuple(fee.Amount(amount=text) for text in texts)


def of_update(*fees, less=(), **more):
    return fee.CommandFees(name="update", fees=amounts(*fees), credits=amounts(*less), **more)


def checked(*commands, name=NAME, **more):
    told = fee.FeesChecked(currency="EUR", objects=(fee.ObjectFees(name=name, commands=commands, **more),))
    return costs_of(answer(told), [NAME])[NAME]


@pytest.mark.parametrize(
    ("commands", "cost"),
    [
        ((of_update("5.50"),), Cost(Decimal("5.50"), "EUR", ("5.50",))),
        ((of_update("5.50", "2", less=["-1.5"]),), Cost(Decimal("6.00"), "EUR", ("5.50", "2"), ("-1.5",))),
        ((of_update(" 5.50 "),), Cost(Decimal("5.50"), "EUR", ("5.50",))),
        ((of_update(),), Cost(Decimal(0), "EUR", ())),
        ((fee.CommandFees(name="renew", fees=amounts("9.00")), of_update("1")), Cost(Decimal(1), "EUR", ("1",))),
    ],
)
def test_a_price_is_the_fees_of_an_update_less_its_credits(commands, cost):
    assert checked(*commands) == cost


def test_names_are_told_apart_whatever_their_case():
    assert checked(of_update("5.50"), name="SHOP.com") == Cost(Decimal("5.50"), "EUR", ("5.50",))
    assert checked(of_update("5.50"), name="other.com") == NOT_SAID


@pytest.mark.parametrize(
    ("commands", "more", "why"),
    [
        ((), {}, NOT_SAID.why),
        ((fee.CommandFees(name="renew", fees=amounts("9.00")),), {}, NOT_SAID.why),
        ((of_update("5.50"),), {"available": False}, NOT_SAID.why),
        ((of_update("5.50"),), {"available": False, "reason": fee.Reason(words="ask us")}, "ask us"),
        ((of_update(reason=fee.Reason(words="on request")),), {}, "on request"),
        ((of_update("much"),), {}, "the registry's answer has fees that are none: much"),
        ((of_update("NaN"),), {}, "the registry's answer has fees that are none: NaN"),
        ((of_update("-5"),), {}, "the registry's answer has fees that are none: -5"),
        ((of_update("25", less=["20"]),), {}, "the registry's answer has fees that are none: 25, 20"),
    ],
)
def test_what_is_not_clear_is_no_price(commands, more, why):
    assert checked(*commands, **more) == Untold(why)


def test_an_answer_without_the_extension_tells_no_price():
    assert costs_of(answer(), [NAME]) == {NAME: NOT_SAID}


def test_only_what_costs_something_is_agreed_to():
    assert Cost(Decimal(0), "EUR", ("0.00",)).agreement == ()
    assert Cost(Decimal(0), "EUR", ()).agreement == ()
    assert Cost(Decimal("4.5"), "EUR", ("5.50",), ("-1.00",)).agreement == (
        fee.FeeOfUpdate(currency="EUR", fees=amounts("5.50"), credits=amounts("-1.00")),
    )


@pytest.mark.parametrize(
    ("told", "charged"),
    [
        (fee.FeeUpdated(currency="EUR", fees=amounts("5.50"), credits=amounts("-1.00")), "4.50 EUR"),
        (fee.FeeUpdated(fees=amounts("5.50")), "5.50"),
        (fee.FeeUpdated(currency="EUR", balance="12.00"), ""),
        (fee.FeeUpdated(currency="EUR", fees=amounts("0.00")), ""),
        (fee.FeeUpdated(currency="EUR", fees=amounts("much")), ""),
    ],
)
def test_a_charge_is_what_the_answer_says(told, charged):
    assert charged_in(answer(told)) == charged
    assert charged_in(answer()) == ""


def test_a_charge_is_compared_by_its_value():
    cost = Cost(Decimal("5.50"), "EUR", ("5.50",))

    assert [cost.is_what(told) for told in ("5.5 EUR", "5.50", "", "6 EUR", "5.50 USD")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_limit_covers_its_own_currency_up_to_its_amount():
    limit = FeeLimit.read("25.00 EUR")

    assert [limit.covers(Decimal(amount), currency) for amount, currency in (
        ("25", "EUR"), ("0", "EUR"), ("25.001", "EUR"), ("1", "USD"),
    )] == [True, True, False, False]  # fmt: skip
