"""Accounts, their users, and the people that profiles, mails and proofs are of."""

from freehold.store import (
    accounts,
    client_tokens,
    contacts,
    emails,
    handles,
    messages,
    outbox,
    profiles,
    reviews,
    unused_contacts,
    users,
    verifications,
)
from freehold.store.messages import NewMessage
from freehold.store.outbox import Mail
from freehold.terms.mails import MailState
from freehold.terms.reviews import ReviewState
from freehold.terms.verification import RealNameStatus, RegistrantType
from support.store_rows import LATER, NOW, TASK_NO, person


def fill_users(session, acme):
    bo = users.add(session, acme.id, "bo", [], NOW)
    users.set_policies(session, acme.id, bo, [])
    assert users.of_account(session, acme.id) == [users.by_name(session, acme.id, "bo")]
    users.caller(bo, "bo", "[]", acme.user_id)
    accounts.put_key(session, acme, "bo-1", "Secret-secret", NOW, user_id=bo)
    accounts.put_key(session, acme, "bo-2", "Secret-secret", NOW, user_id=bo)
    accounts.switch_sha1(session, "bo-1", on=False)
    accounts.note_use(session, "bo-1", NOW)
    accounts.note_use(session, "bo-1", LATER)
    assert [(key.id, key.user, key.last_used_at) for key in accounts.keys_of(session, acme.id)] == [
        ("bo-1", "bo", LATER), ("bo-2", "bo", None), ("testid", None, None),
    ]  # fmt: skip
    assert client_tokens.claim(session, acme.id, bo, "Secret-client-token", "content", NOW) is None
    client_tokens.settle(session, acme.id, bo, "Secret-client-token", TASK_NO)
    again = client_tokens.claim(session, acme.id, bo, "Secret-client-token", "other", NOW)
    assert again == client_tokens.Earlier(TASK_NO, same_content=False)
    client_tokens.prune(session, NOW)
    client_tokens.forget_user(session, acme.id, bo)
    client_tokens.claim(session, acme.id, None, "Secret-client-token", "content", NOW)
    accounts.delete_key(session, "bo-1")
    assert accounts.delete_keys_of(session, acme.id, bo) == 1
    users.remove(session, acme.id, bo)
    users.add(session, acme.id, "bo", [], NOW)
    accounts.note_use(session, "testid", NOW)


def fill_people(session, account_id):
    profile_id = profiles.add(session, account_id, person("First"), NOW)
    profile = profiles.get(session, account_id, profile_id)
    profiles.revise(session, profile, person(), NOW, profile_type="cnnic", status=RealNameStatus.NONE)
    profiles.make_default(session, account_id, profile_id, RegistrantType.ORGANISATION, NOW)
    profiles.move(session, account_id, profile_id, RealNameStatus.NONE, RealNameStatus.AUDITING, NOW)
    profiles.count(session, account_id)
    now = profiles.by_id(session, profile_id)
    assert profiles.of_account(session, account_id) == profiles.everything(session) == [now]
    assert profiles.everything(session, RealNameStatus.SUCCEEDED) == []
    verifications.put(session, account_id, profile_id, "ID", "Secret-number", b"Secret-image", NOW)
    verifications.touch(session, profile_id, NOW)
    assert verifications.document_of(session, account_id, now.contact_id) == ("ID", "Secret-number")
    verifications.get(session, account_id, profile_id, with_image=True)
    assert verifications.documents(session, account_id, [profile_id])[profile_id].number == "Secret-number"
    verifications.add_failure(session, profile_id, "blurred", NOW)
    verifications.failures_of(session, account_id, profile_id)
    reviews.any_awaited(session)
    reviews.begin(session, "service", NOW)
    review_id = reviews.of_profile(session, profile_id).id
    reviews.due(session, NOW, 10)
    reviews.asking(session, review_id, NOW)
    reviews.release(session)
    reviews.put_off(session, review_id, ReviewState.PENDING, "503", NOW)
    reviews.troubled(session)
    reviews.find(session, review_id)
    reviews.settle(session, review_id, ReviewState.DROPPED, "E-1", NOW)
    spare = profiles.add(session, account_id, person(), NOW)
    profiles.delete(session, account_id, [spare])
    contacts.get(session, now.contact_id)
    assert contacts.of_account(session, account_id, [now.contact_id, 777]) == contacts.many(session, [now.contact_id])
    assert contacts.get(session, contacts.keep(session, account_id, person(), NOW)) == person()
    assert not profiles.verified_contact(session, account_id, now.contact_id)
    contacts.of_holder(session, account_id, "Secret-organization-示例")
    handles.intend(session, "north", now.contact_id, "FH1", "T-1", NOW)
    handles.in_review(session, "north", now.contact_id, "FH1", NOW)
    handles.refused(session, "north", now.contact_id, 7, NOW)
    handles.exists(session, "north", now.contact_id, "FH1", NOW)
    handles.find(session, "north", now.contact_id)
    handles.contact_of(session, "north", "FH1", account_id)
    handles.forget(session, "north", now.contact_id, NOW)
    _unused_contacts(session, contacts.add(session, account_id, person(), NOW), now.contact_id)
    return profile.contact_id, now.contact_id


def fill_letters(session, account_id):
    emails.ask(session, account_id, "Secret-email@example.com", "token", "Secret-send-ip", NOW)
    emails.confirm(session, emails.by_token(session, "token"), "Secret-confirm-ip", NOW)
    emails.put_verified(session, account_id, "Secret-email2@example.com", NOW)
    emails.verified(session, account_id, "Secret-email@example.com")
    emails.find(session, account_id, "Secret-email@example.com")
    emails.count_submission(session, account_id, NOW, 5)
    emails.count_sending(session, account_id, "Secret-email@example.com", NOW)
    emails.sent_on(session, account_id, "Secret-email@example.com", NOW)
    wanted = emails.Search(email="Secret-email2@example.com", verified=True, created_from=NOW, created_before=LATER)
    assert [proof.email for proof in emails.page(session, account_id, wanted, 1, 10).rows] == [wanted.email]
    emails.ask(session, account_id, "Secret-email3@example.com", "third token", "Secret-send-ip", NOW)
    emails.delete(session, account_id, "Secret-email3@example.com")
    values = {"account_id": account_id, "recipient": "Secret-recipient", "subject": "Hello", "body": "Secret-body"}
    for event in ("e1", "e2", "e3"):
        outbox.put(session, Mail(event=event, created_at=NOW, html="Secret-html", **values))
    outbox.any_due(session, NOW)
    outbox.any_under_way(session, NOW)
    outbox.claim(session, 10, NOW)
    outbox.unclaim(session)
    outbox.claim(session, 10, NOW)
    outbox.mark_sent(session, "e1", NOW)
    outbox.put_off(session, "e2", "451", NOW, NOW)
    outbox.give_up(session, "e3", "550", NOW)
    outbox.again(session, "e3", NOW)
    outbox.bounced(session, outbox.sent_to(session, "Secret-recipient")[0], "unknown user", NOW)
    outbox.newest(session, list(MailState), 10)
    outbox.find(session, "e1")
    outbox.counts(session, NOW)
    outbox.lost_of_task(session, 1)
    outbox.put_off_now(session)
    values = {"registry": "north", "message_id": "1", "kind": "pan", "object_name": "a.com", "text": "Approved."}
    messages.keep(session, NewMessage(raw=b"Secret-raw", **values), NOW)
    messages.latest_words(session, "north", "a.com")


def _unused_contacts(session, contact_id, other_id):
    """One object through all there is, and another that stays on the list."""
    handles.intend(session, "north", contact_id, "FH2", "T-2", NOW)
    unused_contacts.any_ended(session)
    unused_contacts.take_in(session, NOW)
    unused_contacts.left(session, contact_id, NOW)
    unused_contacts.in_use(session)
    unused_contacts.after(session, ("", 0), 10)
    unused_contacts.wanted(session, contact_id)
    one = unused_contacts.due(session, "north", NOW, NOW)
    unused_contacts.give_up(session, one, NOW)
    unused_contacts.intend(session, one, "T-3", NOW)
    unused_contacts.linked(session, one, NOW)
    unused_contacts.put_off(session, one, NOW, 2304)
    unused_contacts.gone(session, one)
    unused_contacts.strike(session, [("north", contact_id)])
    unused_contacts.left(session, other_id, NOW)
