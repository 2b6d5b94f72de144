"""What a registry's message sets going: it is kept once, and wakes what waits for the registry (REL-11)."""

import pytest
import sqlalchemy as sa

from freehold.operations import registrant_change, registry_messages
from freehold.store import emails, handles, tasks
from freehold.store.messages import NewMessage
from freehold.terms.domain_name import DomainName
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW
from support.stored import handed_over

RAW = b"<epp>hostmaster@example.com</epp>"


def message(message_id="7", kind="domain:panData", name="a.com", registry="north", text="Review completed."):
    return NewMessage(registry=registry, message_id=message_id, kind=kind, object_name=name, text=text, raw=RAW)


def receive(house, told):
    return house.write(lambda session: registry_messages.receive(session, house.office, told))


def rounds(house):
    """The rounds that were handed over: task:chunk:round."""
    return house.read(handed_over)


def due(house):
    """{domain: due again}, of those items that have a moment."""
    return house.read(
        lambda session: dict(session.raw.execute("SELECT domain_name, due_at FROM items WHERE due_at IS NOT NULL"))
    )


@pytest.fixture
def waiting(house):
    """A task whose two domains wait for the registry for a long time."""
    house.domains(house.ada, "a.com", "b.com")
    house.write(lambda session: emails.put_verified(session, house.ada, HOLDER.email, NOW))
    profile = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)
    house.write(
        lambda session: registrant_change.submit(
            session, house.office, account_id=house.ada, names=[DomainName("a.com"), DomainName("b.com")],
            profile_id=profile, lock_after=False, client_ip="192.0.2.1", now=NOW,
        )
    )  # fmt: skip
    put(house, ItemState.AWAITING_REGISTRY)
    return house


def put(house, state, reason=None):
    house.write(
        lambda session: session.execute(
            sa.text("UPDATE items SET state = :state, reason = :reason, due_at = 9999999999999"),
            {"state": int(state), "reason": reason},
        )
    )


def test_a_message_is_kept_once_with_its_text_and_sealed(house):
    assert receive(house, message())
    assert not receive(house, message(text="another"))

    kept = house.read(
        lambda session: session.raw.execute(
            "SELECT registry, message_id, kind, object_name, text, raw FROM messages"
        ).fetchall()
    )
    assert [row[:5] for row in kept] == [("north", "7", "domain:panData", "a.com", "Review completed.")]
    assert RAW not in bytes(kept[0][5])


def test_registries_number_their_messages_for_themselves(house):
    assert [receive(house, message(registry=name)) for name in ("north", "south", "north")] == [True, True, False]


def test_a_message_about_a_domain_lets_its_item_be_looked_at_now_and_no_other(waiting):
    assert rounds(waiting) == ["1:1:1"]

    receive(waiting, message())

    assert rounds(waiting) == ["1:1:1", "1:1:2"]
    assert due(waiting)["b.com"] == 9999999999999
    assert due(waiting)["a.com"] < 9999999999999


def test_its_word_is_not_taken_for_the_domains_state(waiting):
    before = waiting.content()

    receive(waiting, message(text="The change was refused."))

    page = waiting.read(lambda session: tasks.items_page(session, tasks.get(session, 1), 1, 10))
    assert [(item.state, item.reason) for item in page.rows] == [(ItemState.AWAITING_REGISTRY, None)] * 2
    after = waiting.content()
    assert (after["tasks"], after["domains"]) == (before["tasks"], before["domains"])


def test_a_message_that_comes_again_sets_nothing_going(waiting):
    receive(waiting, message())
    receive(waiting, message())

    assert rounds(waiting) == ["1:1:1", "1:1:2"]


@pytest.mark.parametrize("name", ["", "unknown.com", "A.com\n"])
def test_a_message_about_nothing_of_ours_is_kept_and_that_is_all(waiting, name):
    assert receive(waiting, message(name=name))

    assert rounds(waiting) == ["1:1:1"]


@pytest.mark.parametrize("state", [state for state in ItemState if state is not ItemState.AWAITING_REGISTRY])
def test_an_item_that_does_not_wait_for_the_registry_is_left_alone(waiting, state):
    put(waiting, state)

    receive(waiting, message())

    assert (rounds(waiting), set(due(waiting).values())) == (["1:1:1"], {9999999999999})


def test_the_end_of_a_contacts_review_wakes_what_waits_for_that_contact(waiting):
    put(waiting, ItemState.LATER, "ContactInReview")
    contact_id = waiting.read(lambda session: tasks.get(session, 1).contact_id)
    waiting.write(lambda session: handles.intend(session, "north", contact_id, "FH-1", "T-1", NOW))

    receive(waiting, message("8", "contact:panData", "FH-2"))
    receive(waiting, message("9", "contact:panData", "FH-1", registry="south"))
    assert rounds(waiting) == ["1:1:1"]
    receive(waiting, message("10", "contact:panData", "FH-1"))

    assert rounds(waiting) == ["1:1:1", "1:1:2"]
    assert all(at < 9999999999999 for at in due(waiting).values())
