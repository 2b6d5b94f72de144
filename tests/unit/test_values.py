"""Values of the hot paths."""

import pytest
from msgspec.structs import replace

from freehold.gateway.objects import DomainChange, RegistryDomain
from freehold.terms.outcomes import Done


@pytest.mark.parametrize(
    "value",
    [
        Done(sv_trid="S1", auth_info="hunter2"),
        DomainChange(registrant="FH1", auth_info="hunter2"),
        RegistryDomain("shop.com", "FH1", frozenset(), "r", "D1", auth_info="hunter2"),
    ],
)
def test_a_secret_for_transfers_is_not_shown_by_chance(value):
    assert "hunter2" not in repr(value)
    assert type(value).__name__ in repr(value)


def test_a_value_does_not_change_in_anybodys_hands():
    done = Done(sv_trid="S1")

    with pytest.raises(AttributeError):
        done.sv_trid = "S2"

    assert replace(done, registrant="FH1") == Done(sv_trid="S1", registrant="FH1")
