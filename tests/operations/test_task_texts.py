"""What a row says of itself, in both languages, at each stage."""

import pytest

from freehold.operations.task_texts import ITEM_STATES, item_text, kind_text, states_of
from freehold.store.tasks import Item
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind
from support.office import NOW


def item(state, reason=None, message=None):
    return Item(1, "a.com", "S2026", "0" * 32, int(state), 1, reason, message, NOW)


def test_a_success_says_so_whatever_went_before():
    done = item(ItemState.SUCCEEDED, "RegistryBusy", "2400 Command failed")

    assert (item_text(done, "en"), item_text(done, "zh")) == ("The operation is successful.", "操作成功。")


@pytest.mark.parametrize("state", [state for state in ItemState if not state.final])
def test_a_row_under_way_says_nothing_unless_it_was_put_off(state):
    assert item_text(item(state), "en") is None


@pytest.mark.parametrize("state", [ItemState.EXECUTING, ItemState.LATER, ItemState.AWAITING_REGISTRY])
def test_a_row_that_is_tried_again_does_not_ask_for_another_submit(state):
    """It is busy: another submit would be refused."""
    busy, unreachable = (item(state, reason.code) for reason in (Reason.REGISTRY_BUSY, Reason.REGISTRY_UNREACHABLE))

    assert (
        item_text(busy, "en")
        == "The registry cannot take the change at the moment. The domain is tried again by itself."
    )
    assert item_text(busy, "zh") == "注册局暂时无法处理更改，系统会自动重试该域名。"
    assert (
        item_text(unreachable, "en")
        == "The registry cannot be reached at the moment. The domain is tried again by itself."
    )
    assert item_text(unreachable, "zh") == "暂时无法连接注册局，系统会自动重试该域名。"


@pytest.mark.parametrize("reason", list(Reason))
def test_a_row_that_was_given_up_says_what_the_catalogue_says(reason):
    assert item_text(item(ItemState.FAILED, reason.code), "en") == reason.sentence
    says = "Reviewer" if reason is Reason.DOCUMENT_REJECTED else "Registry"
    assert item_text(item(ItemState.FAILED, reason.code, "2304 No"), "en") == f"{reason.sentence} {says}: 2304 No"
    says = "审核人员说明" if reason is Reason.DOCUMENT_REJECTED else "注册局答复"
    assert item_text(item(ItemState.FAILED, reason.code, "{sentence} {0}"), "zh").endswith(
        f"{says}：{{sentence}} {{0}}"
    )


def test_every_state_has_one_number_on_the_wire():
    assert {number: [state.name for state in states_of(number)] for number in range(4)} == {
        0: ["WAITING"],
        1: ["AWAITING_CONFIRMATION", "EXECUTING", "LATER", "AWAITING_REGISTRY", "HELD"],
        2: ["SUCCEEDED"],
        3: ["FAILED", "CANCELLED"],
    }
    assert set(ITEM_STATES) == set(ItemState)


@pytest.mark.parametrize("kind", list(TaskKind))
def test_every_kind_of_task_has_a_name_in_both_languages(kind):
    assert kind_text(kind, "en").isascii()
    assert not kind_text(kind, "zh").isascii()
