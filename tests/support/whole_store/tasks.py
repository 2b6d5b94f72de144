"""Tasks with all that hangs on their items: chunks, notices, confirmations, trades, documents."""

from freehold.engine import chunks
from freehold.store import (
    acknowledgements,
    attempts,
    bundles,
    cancellations,
    change_log,
    confirmations,
    domains,
    hand_ins,
    held,
    new_tasks,
    notices,
    reviews,
    task_counters,
    task_documents,
    task_history,
    task_rows,
    tasks,
    trades,
    untold_items,
)
from freehold.store.hand_ins import HandIn
from freehold.store.trades import Stage, Trade
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.methods import Method
from freehold.terms.outcomes import Done, Later
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind, detail_no
from freehold.terms.verification import RealNameStatus
from support.store_rows import LATER, NOW, TASK_NO, Found, Sending, new_task, rows_of


def fill_tasks(session, account_id, found, contact_id):
    task_id = new_tasks.add(session, new_task(account_id, contact_id), rows_of(found), NOW)
    _notices(session, task_id)
    _confirmations(session, task_id, account_id, contact_id)
    task = tasks.get(session, task_id)
    assert tasks.by_number(session, account_id, TASK_NO) == tasks.find(session, TASK_NO) == task
    tasks.page(session, account_id, 1, 10, created_from=NOW, created_before=LATER)
    tasks.items_page(session, task, 1, 10)
    task_rows.page(session, task, 1, 10, states=[ItemState.WAITING])
    task_rows.page(session, task, 1, 10, domain_name="a.com", instance_id=found[0].instance_id)
    assert tasks.any_under_way(session)
    task_counters.count(session, task_id, [], NOW)
    sending = [Sending(item, f"T-{item.seq}") for item in attempts.open_items(session, task_id, 1, 4)]
    attempts.intend(session, task_id, sending, NOW, NOW)
    outcomes = [
        Found(sending[0].item, Done("S-1"), ItemState.SUCCEEDED),
        Found(sending[1].item, Later(Reason.CONTACT_IN_REVIEW), ItemState.LATER, LATER),
        Found(sending[2].item, Later(Reason.CHANGED_ELSEWHERE), ItemState.HELD),
    ]
    attempts.record(session, task_id, outcomes, NOW)
    assert attempts.note_of(session, task_id, sending[0].item.seq) is None
    attempts.wait(session, task_id, 1, 4, "Paused", NOW)
    attempts.hasten_contact(session, contact_id, NOW)
    attempts.hasten(session, "b.com", ("S-1", "T-1"), NOW)
    domains.mark_leaving(session, "b.com", leaving=False)
    held.after(session, (0, 0), 10)
    held.waiting_for_key(session, "c.com")
    held.hasten(session, held.of_domain(session, "c.com"), NOW)
    _trades(session, account_id, (task_id, 3))
    held.release(session, held.of_domain(session, "c.com"), ItemState.EXECUTING, None, None, NOW)
    untold_items.page(session, account_id, 1, 10)
    untold_items.page(
        session, account_id, 1, 10,
        task_no=TASK_NO, domain_name="a.com", instance_id="x", states=[ItemState.SUCCEEDED],
    )  # fmt: skip
    assert acknowledgements.acknowledge(session, account_id, [detail_no(TASK_NO, 1), "none"], NOW) == 1
    task_history.walk(session, account_id, 2, start=task, created_from=NOW, created_before=LATER)
    task_history.walk(session, account_id, 2, no_later_than=NOW)
    task_history.walk_items(session, task, 2, first=2, states=[ItemState.WAITING], domain_name="b.com")
    [place] = change_log.newest(session, account_id, domain_name="a.com", ended_from=NOW, ended_before=LATER)
    assert [item.domain_name for _, item in change_log.read(session, account_id, [place])] == ["a.com"]
    assert task_history.item_of(session, task, detail_no=detail_no(TASK_NO, 2), domain_name="b.com").seq == 2
    cancellations.cancel(session, account_id, task_id, NOW)
    assert cancellations.chunks_at_work(session, account_id, task_id) == [1]
    return task_id


def _notices(session, task_id):
    notices.schedule(session, task_id, NOW)
    notices.due(session, NOW)
    notices.begin_wave(session, task_id)
    notice = notices.Notice(task_id, 1, b"")
    notices.domains_of(session, notice, 10, 10)
    notices.names_of(session, notice, 10)
    notices.count_of(session, notice, b"person")
    notices.advance(session, task_id, b"person")
    notices.end_wave(session, task_id, NOW)


def _confirmations(session, task_id, account_id, contact_id):
    confirmations.begin(session, task_id, account_id, contact_id, NOW, LATER)
    (one,) = confirmations.unsent(session, 10)
    confirmations.sent(session, one.id, "confirmation", NOW)
    confirmations.opened(session, one.id, NOW)
    confirmations.names_of(session, one, 10)
    confirmations.by_token(session, "confirmation")
    confirmations.answered(session, one, ConfirmationState.CONFIRMED, NOW, ip="Secret-answered-ip", lock_waived=True)
    assert confirmations.answered_from(session, one) == "Secret-answered-ip"
    confirmations.free(session, task_id, NOW)
    confirmations.fail(session, one, Reason.CONFIRMATION_LAPSED, NOW)
    confirmations.lapsing(session, LATER, 10)
    confirmations.end(session, one.id, ConfirmationState.LAPSED)
    confirmations.end_moot(session, account_id, task_id)
    confirmations.newest(session, list(ConfirmationState), task_id, 10)


def _trades(session, account_id, place):
    given = HandIn(kind="legal-document", document="Secret-document", document_kind="pdf")
    hand_ins.put(session, account_id, place, given, NOW)
    hand_ins.sent(session, account_id, place, "legal-document", "T-9")
    assert hand_ins.get(session, account_id, place, "legal-document") == given
    assert hand_ins.get(session, account_id + 1, place, "legal-document") is None
    hand_ins.put(session, account_id, place, HandIn(kind="key", key="Secret-key"), NOW)
    hand_ins.drop(session, account_id, place, "key")
    trades.begin(session, account_id, place, LATER, NOW)
    trades.reach(session, account_id, place, Stage.PENDING)
    assert trades.find(session, account_id, place) == Trade(Stage.PENDING, NOW, LATER)
    assert trades.find(session, account_id + 1, place) is None
    assert bundles.claim(session, "north", {"b.com", "a.com"}, place)
    assert bundles.claim(session, "north", {"a.com", "b.com"}, place)
    assert not bundles.claim(session, "north", {"a.com", "b.com"}, (place[0], 1))


def fill_chunks(session, task_id):
    slices = chunks.cut(1, "north", Method.UPDATE, 1, None, 1, 4)
    chunks.write(session, task_id, TaskKind.CHANGE_REGISTRANT.value, slices, NOW)
    chunk = chunks.take(session, task_id, 1, 1, NOW)
    chunks.hold(session, chunk, NOW)
    chunks.wait(session, chunk, "Paused")
    chunks.held(session, "north", 10)
    chunks.waiting_at(session)
    chunks.place_of(session, task_id, 1)
    chunks.find(session, task_id, 1, 1)
    chunks.next_round(session, task_id, 1, NOW)
    chunks.wake(session, task_id, 1, NOW)
    chunks.reopen(session, task_id, 1)
    chunks.reopen_all(session, task_id)
    chunks.still_open(session, NOW, NOW)
    chunks.cancel(session, task_id)
    chunks.close_all_but(session, task_id, [1], NOW)
    chunks.close(session, chunk, NOW)


def fill_documents(session, account_id, task_id):
    document = task_documents.Document(kind="YYZZ", number="Secret-credential-no", image=b"Secret-image")
    task_documents.put(session, account_id, task_id, document, NOW)
    review = task_documents.find(session, TASK_NO)
    assert task_documents.everything(session, waiting=True) == [review]
    assert task_documents.image_of(session, review) == b"Secret-image"
    assert task_documents.of_task(session, task_id) == review
    assert reviews.begin(session, "service", NOW) == 1
    assert reviews.of_task(session, task_id).task_id == task_id
    task_documents.decide(session, account_id, task_id, RealNameStatus.SUCCEEDED, None, NOW)
    assert task_documents.document_of(session, account_id, review.contact_id) == ("YYZZ", "Secret-credential-no")
    assert not task_documents.under_review(session, task_id)
    task_documents.end_moot(session, account_id, task_id, NOW)
    task_documents.release(session, task_id, NOW)
    assert task_documents.waiting_domains(session, task_id) == []
    task_documents.fail(session, task_id, "blurred", NOW)
    assert task_documents.document_of_task(session, account_id, task_id) == document
