"""Proof of mail addresses: links, their end, the day's share (registrant-family.md, 7)."""

import pytest

from freehold.operations import email_verification
from freehold.operations.email_verification import A_CALL, A_DAY, AN_ADDRESS
from freehold.store import emails
from freehold.terms.instants import DAY, HOUR, Instant, china_day_start
from freehold.terms.refusals import (
    EmailNotSubmitted,
    EmailNotVerified,
    ParameterIllegal,
    TokenIllegal,
    TooManyAddresses,
)
from support.addresses import Post
from support.office import NOW


@pytest.fixture
def post(house, tmp_path):
    return Post(house, tmp_path / "mail")


def test_a_click_proves_the_address_and_who_asked_and_clicked_are_kept(post):
    token = post.link()
    assert post.proof().verified_at is None
    post.later(HOUR)

    assert post.click(token) == "a@example.com"

    proof = post.proof()
    assert (proof.token_sent_at, proof.created_at, proof.verified_at, proof.updated_at) == (
        NOW, NOW, NOW + HOUR, NOW + HOUR,
    )  # fmt: skip
    assert (proof.send_ip, proof.confirm_ip) == ("192.0.2.7", "192.0.2.9")


def test_a_second_click_changes_nothing_even_when_the_link_is_old(post):
    token = post.link()
    post.click(token)
    before = post.proof()
    post.later(10 * DAY)

    assert post.click(token, ip="192.0.2.200") == "a@example.com"
    assert post.proof() == before


def test_a_link_is_good_for_three_days_to_the_millisecond(post):
    first = post.link("a@example.com")
    post.later(3 * DAY - 1)
    assert post.click(first) == "a@example.com"

    second = post.link("b@example.com")
    post.later(3 * DAY)
    assert post.refused_click(second) is TokenIllegal


def test_a_link_sent_anew_ends_the_earlier_one_and_has_three_days_of_its_own(post):
    first = post.link()
    post.later(2 * DAY)
    second = post.link(again=True)

    assert post.refused_click(first) is TokenIllegal
    post.later(2 * DAY)
    assert post.click(second) == "a@example.com"


def test_a_link_sent_to_a_proved_address_ends_after_three_days_as_well(post):
    post.click(post.link())
    post.later(DAY)
    again = post.link(again=True)
    proved = post.proof().verified_at
    post.later(3 * DAY)

    assert post.refused_click(again) is TokenIllegal
    assert post.proof().verified_at == proved


def test_a_proved_address_stays_proved_while_another_link_is_out(post):
    post.click(post.link())
    post.later(DAY)
    again = post.link(again=True)
    assert post.proof().verified_at == NOW

    post.click(again)

    assert post.proof().verified_at == NOW + DAY


@pytest.mark.parametrize("token", ["", "x", "a" * 128, "\u4e2d\u6587"])
def test_a_token_nobody_was_sent_is_refused(post, token):
    post.link()

    assert post.refused_click(token) is TokenIllegal


def test_an_address_submitted_before_is_not_mailed_unless_asked(post):
    post.link()

    assert post.ask("a@example.com") == [("a@example.com", "exists")]
    assert post.tokens() == []


def test_what_becomes_of_each_address_is_told_on_its_own_in_order(post):
    post.link("known@example.com")

    assert post.ask("bad", "new@example.com", "known@example.com", "a@b", "新@例子.cn") == [
        ("bad", "bad"),
        ("new@example.com", "sent"),
        ("known@example.com", "exists"),
        ("a@b", "bad"),
        ("新@例子.cn", "sent"),
    ]
    assert sorted(to for to, _ in post.tokens()) == ["new@example.com", "新@例子.cn"]


def test_an_address_named_twice_counts_once_and_its_link_works(post):
    """Spellings that differ in case are one proof; a second link would end the first."""
    assert post.ask("B@example.com", "a@example.com", "A@EXAMPLE.com", "a@example.com", again=True) == [
        ("B@example.com", "sent"),
        ("a@example.com", "sent"),
    ]

    assert sorted(post.click(token) for _, token in post.tokens()) == ["B@example.com", "a@example.com"]
    assert post.proof("A@Example.com").verified_at == NOW


def test_two_links_of_one_moment_are_two_mails_and_the_second_works(post):
    post.ask("a@example.com")
    post.ask("a@example.com", again=True)

    outcomes = []
    for to, token in post.tokens():
        assert to == "a@example.com"
        try:
            outcomes.append(post.click(token))
        except TokenIllegal:
            outcomes.append("ended")

    assert sorted(outcomes) == ["a@example.com", "ended"]


def test_an_account_has_500_submissions_on_a_china_day(post):
    house = post.house
    midnight = Instant(china_day_start(NOW) + DAY)
    house.clock.at = Instant(midnight - 1)
    house.write(lambda session: [emails.count_submission(session, house.ada, china_day_start(NOW), A_DAY) for _ in range(A_DAY - 1)])  # fmt: skip

    assert post.ask("a@example.com", "b@example.com", "bad", "a@example.com") == [
        ("a@example.com", "sent"), ("b@example.com", "quota"), ("bad", "bad"),
    ]  # fmt: skip
    assert post.ask("b@example.com", account_id=house.cy) == [("b@example.com", "sent")]
    house.clock.at = midnight
    assert (A_DAY, post.ask("b@example.com")) == (500, [("b@example.com", "sent")])


def test_what_sends_no_mail_takes_nothing_of_the_days_share(post):
    post.link()
    post.ask("a@example.com", "bad")

    counted = post.house.read(
        lambda session: session.raw.execute("SELECT sum(count) FROM email_submissions").fetchone()
    )
    assert counted == (1,)


def test_a_call_takes_100_addresses(post):
    addresses = [f"a{number}@example.com" for number in range(A_CALL + 1)]

    refusal = post.house.refused(post.asking(*addresses))

    assert (type(refusal), refusal.values) == (TooManyAddresses, {"count": 101, "limit": 100})
    assert len(post.ask(*addresses[:-1], "A0@example.com")) == 100


def test_a_call_without_an_address_is_refused(post):
    refusal = post.house.refused(post.asking())

    assert (type(refusal), str(refusal)) == (
        ParameterIllegal, "Parameter illegal: Email names no address. Correct it and call again.",
    )  # fmt: skip


def test_each_account_proves_an_address_for_itself(post):
    house = post.house
    post.click(post.link())

    theirs = house.refused(lambda session: email_verification.look(session, house.cy, "a@example.com"))
    missing = house.refused(lambda session: email_verification.look(session, house.cy, "nobody@example.com"))
    assert type(theirs) is type(missing) is EmailNotSubmitted

    token = post.link(account_id=house.cy)
    assert post.proof(account_id=house.cy).verified_at is None
    post.click(token)
    assert post.proof(account_id=house.cy).verified_at == NOW


def test_a_token_is_not_kept(post):
    token = post.link()

    stored = post.house.content()["emails"]

    assert token not in str(stored)
    assert "a@example.com" not in str(stored)


def test_a_mail_sent_again_ends_the_earlier_link_and_counts_among_the_days(post):
    first = post.link()
    post.later(HOUR)

    assert post.ask_again("A@example.com", "a@example.com") == [("A@example.com", "sent")]

    ((to, second),) = post.tokens()
    assert to == "A@example.com"
    assert post.refused_click(first) is TokenIllegal
    assert (post.proof().send_ip, post.proof().token_sent_at) == ("192.0.2.8", NOW + HOUR)
    assert post.click(second) == "a@example.com"
    assert post.house.content()["email_submissions"][0][-1] == 2


def test_only_an_address_that_waits_is_sent_a_mail_again(post):
    post.click(post.link("done@example.com"))
    post.link("waits@example.com", account_id=post.house.cy)

    assert post.ask_again("done@example.com", "waits@example.com", "nobody@example.com", "bad") == [
        ("done@example.com", "verified"), ("waits@example.com", "unknown"), ("nobody@example.com", "unknown"),
        ("bad", "bad"),
    ]  # fmt: skip
    assert post.tokens() == []


def test_one_address_gets_ten_mails_of_an_account_on_a_china_day(post):
    house = post.house
    midnight = Instant(china_day_start(NOW) + DAY)
    house.clock.at = Instant(midnight - 1)
    post.ask("a@example.com")
    for _ in range(AN_ADDRESS - 1):
        assert post.ask_again("a@example.com") == [("a@example.com", "sent")]

    assert post.ask_again("A@example.com") == [("A@example.com", "address quota")]
    assert post.ask("a@example.com", "b@example.com", again=True) == [
        ("a@example.com", "address quota"), ("b@example.com", "sent"),
    ]  # fmt: skip
    assert post.ask("a@example.com", account_id=house.cy) == [("a@example.com", "sent")]
    house.clock.at = midnight
    assert post.ask_again("a@example.com") == [("a@example.com", "sent")]


def test_deleting_a_proof_does_not_give_its_address_more_mails(post):
    for _ in range(AN_ADDRESS):
        assert post.ask("a@example.com") == [("a@example.com", "sent")]
        post.delete("a@example.com")

    assert post.ask("a@example.com") == [("a@example.com", "address quota")]


def test_what_the_days_share_refuses_takes_nothing_of_the_addresss(post):
    house = post.house
    day = china_day_start(NOW)
    house.write(lambda session: [emails.count_submission(session, house.ada, day, A_DAY) for _ in range(A_DAY)])

    assert post.ask("a@example.com") == [("a@example.com", "quota")]

    assert house.read(lambda session: emails.sent_on(session, house.ada, "a@example.com", day)) == 0


def test_a_deleted_address_has_to_be_proved_anew(post):
    old = post.link("A@example.com")
    post.click(old)
    post.house.read(lambda session: email_verification.check_verified(session, post.house.ada, "a@example.com"))

    assert post.delete("a@EXAMPLE.com", "A@example.com", "nobody@example.com", "bad") == [
        ("a@EXAMPLE.com", "deleted"), ("nobody@example.com", "unknown"), ("bad", "bad"),
    ]  # fmt: skip

    assert not_verified(post, "a@example.com")
    assert post.refused_click(old) is TokenIllegal
    assert post.ask("a@example.com") == [("a@example.com", "sent")]
    ((_, again),) = post.tokens()
    assert not_verified(post, "a@example.com")
    post.click(again)
    assert not not_verified(post, "a@example.com")


def not_verified(post, address, account_id=None):
    try:
        post.house.read(
            lambda session: email_verification.check_verified(session, account_id or post.house.ada, address)
        )
    except EmailNotVerified:
        return True
    return False


def test_a_strangers_proof_is_not_deleted(post):
    post.click(post.link(account_id=post.house.cy))

    assert post.delete("a@example.com") == [("a@example.com", "unknown")]

    assert not not_verified(post, "a@example.com", post.house.cy)
    assert not_verified(post, "a@example.com")


def test_proofs_are_listed_newest_first_page_by_page(post):
    for number in range(1, 6):
        post.ask(f"a{number}@example.com")
        post.later(HOUR)
    post.ask("cy@example.com", account_id=post.house.cy)
    post.house.write(lambda session: emails.put_verified(session, post.house.ada, "a2@example.com", NOW))

    assert post.listed() == ([f"a{number}@example.com" for number in (5, 4, 3, 2, 1)], 5)
    assert post.listed(2, 2) == (["a3@example.com", "a2@example.com"], 5)
    assert post.listed(4, 2) == ([], 5)
    assert post.listed(verified=True) == (["a2@example.com"], 1)
    assert post.listed(1, 2, verified=False) == (["a5@example.com", "a4@example.com"], 4)
    assert post.listed(email="A3@Example.com") == (["a3@example.com"], 1)
    assert post.listed(email="cy@example.com") == ([], 0)
    assert post.listed(created_from=NOW + HOUR, created_before=NOW + 2 * HOUR) == (["a2@example.com"], 1)
