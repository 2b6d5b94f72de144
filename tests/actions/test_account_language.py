"""An account's language: for messages where a call does not say, and for the mails that calls cause."""

import pytest

from freehold.operations.mail.letters import language_of
from freehold.store import accounts, outbox
from freehold.terms.contacts import Contact
from freehold.terms.mails import MailState


def choose(world, chosen):
    world.store.write_now(
        lambda session: accounts.choose_language(session, accounts.by_name(session, "acme").id, chosen)
    )


@pytest.mark.parametrize(("chosen", "chinese"), [(None, False), ("en", False), ("zh", True)])
def test_messages_are_in_the_accounts_language_unless_the_call_says(world, chosen, chinese):
    choose(world, chosen)

    def message(**more):
        reply = world.call("QueryContactInfo", {"DomainName": "nobody.com", "ContactType": "registrant", **more})
        return reply.body.decode()

    assert any("\u4e00" <= sign <= "\u9fff" for sign in message()) is chinese
    assert any("\u4e00" <= sign <= "\u9fff" for sign in message(Lang="zh"))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in message(Lang="en"))


@pytest.mark.parametrize(("chosen", "languages"), [(None, ["zh", "en"]), ("en", ["en"]), ("zh", ["zh"])])
def test_a_proof_of_an_address_is_asked_for_in_the_accounts_language_or_in_both(world, chosen, languages):
    choose(world, chosen)
    world.json("SubmitEmailVerification", {"Email": "new@example.com"})

    with world.store.reading() as session:
        (posted,) = [one for one in outbox.newest(session, list(MailState), 100) if "new@" in one.mail.recipient]
    subject = posted.mail.subject
    seen = ["zh"] if any("\u4e00" <= sign <= "\u9fff" for sign in subject) else []
    seen += ["en"] if any(sign.isascii() and sign.isalpha() for sign in subject) else []
    assert seen == languages


def test_a_person_is_written_to_in_the_accounts_language_or_in_their_own():
    chinese, other = Contact(zh_name="李伟", country="CN"), Contact(name="Li Wei", country="DE")

    assert [language_of(person, None) for person in (chinese, other)] == ["zh", "en"]
    assert [language_of(person, "en") for person in (chinese, other)] == ["en", "en"]
    assert [language_of(person, "zh") for person in (chinese, other)] == ["zh", "zh"]
