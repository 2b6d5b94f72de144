"""Item states and their moves (INV-14)."""

import pytest

from freehold.terms.tasks import FIRST_FINAL, MOVES, ItemState

OPEN = [state for state in ItemState if not state.final]


def test_every_state_has_its_moves_and_no_final_one_has_any():
    assert MOVES.keys() == set(ItemState)
    assert [state for state in ItemState if not MOVES[state]] == [state for state in ItemState if state >= FIRST_FINAL]


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_come_to_an_end(state):
    reached, new = {state}, {state}
    while new:
        new = set().union(*(MOVES[one] for one in new)) - reached
        reached |= new

    assert {ItemState.SUCCEEDED, ItemState.FAILED} <= reached


def test_what_awaits_a_confirmation_is_left_by_it_alone_and_never_come_back_to():
    assert MOVES[ItemState.AWAITING_CONFIRMATION] == {
        ItemState.WAITING, ItemState.HELD, ItemState.FAILED, ItemState.CANCELLED,
    }  # fmt: skip
    assert not any(ItemState.AWAITING_CONFIRMATION in moves for moves in MOVES.values())
