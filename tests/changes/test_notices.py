"""After a change of registrant the prior and the new holder are told, once each (SEC-22, registrant-family.md, 2)."""

import email
import email.policy

import pytest

from freehold.operations.registrant_change import notices
from freehold.store import contacts, domains, new_tasks, outbox, task_counters, tasks
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.instants import HOUR, Instant
from freehold.terms.mails import MailState
from freehold.terms.tasks import ItemState, TaskKind
from support.office import HOLDER, NOW
from support.practice import practice
from support.served import acme
from support.waiting import until


def letters(running, count):
    """The mails that were delivered, by recipient, once there are so many."""
    folder = running.settings.data / "mail"
    until(lambda: len(list(folder.glob("*.eml"))) == count)
    found = {}
    for file in folder.glob("*.eml"):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        found[mail["To"]] = mail
        file.unlink()
    assert len(found) == count
    return found


def test_500_domains_with_the_same_holders_make_two_mails_and_a_change_of_data_one():
    with practice(seed=acme([{"generate": 500, "pattern": "shop-{n:03d}.com"}])) as running:
        names = [f"shop-{number:03d}.com" for number in range(1, 501)]
        task_no = running.change(names)
        running.finished(task_no)

        mails = letters(running, 2)

        prior, new = mails["prior@example.com"], mails["hostmaster@example.com"]
        assert prior["Subject"] == "500 个域名的持有者已变更"
        assert new["Subject"] == "500 个域名的持有者已变更"
        text = prior.get_body(("plain",)).get_content()
        assert "您曾是以下域名的持有者。这些域名的持有者现在是：示例部件有限公司。" in text
        assert [line.strip() for line in text.splitlines() if ".com" in line] == names[:200]
        assert "……以及另外 300 个" in text
        assert f"任务编号：{task_no}" in text
        assert "您（示例部件有限公司）现在是以下域名的持有者。" in new.get_body(("plain",)).get_content()
        html = new.get_body(("html",)).get_content()
        assert html.count("<li>shop-") == 200

        running.finished(running.change(names[:3]))

        (mail,) = letters(running, 1).values()
        assert mail["To"] == "hostmaster@example.com"
        assert "以下域名的持有者信息已变更" in mail.get_body(("plain",)).get_content()


@pytest.fixture
def told(house):
    """A task of two domains, the first of Bo & Sons and the second of the new holder; its rows end when the test says so."""

    def work(session):
        other = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__}
        bo = {
            **other,
            "organization": "<b>Bo</b> & Sons",
            "zh_organization": "",
            "country": "DE",
            "email": "BO@example.com",
        }
        ids = [contacts.add(session, house.ada, type(HOLDER)(**values), NOW) for values in (bo, other)]
        new = contacts.add(session, house.ada, HOLDER, NOW)
        found = domains.candidates(session, house.ada, ["a.com", "b.com"])
        task = NewTask(task_no="T" * 36, account_id=house.ada, kind=TaskKind.CHANGE_REGISTRANT, contact_id=new)
        rows = [
            NewItem(one.id, one.name, one.instance_id, 1, prior_id=prior) for one, prior in zip(found, ids, strict=True)
        ]
        return new_tasks.add(session, task, rows, NOW)

    house.domains(house.ada, "a.com", "b.com")
    return Told(house, house.write(work))


class Told:
    def __init__(self, house, task_id):
        self.house = house
        self.task_id = task_id

    def ends(self, seq, state):
        def work(session):
            values = (int(state), self.task_id, seq)
            session.raw.execute(
                "UPDATE items SET state = ?, busy_domain_id = NULL WHERE task_id = ? AND seq = ?", values
            )
            task_counters.count(session, self.task_id, [(ItemState.WAITING, state)], NOW)
            if state is ItemState.SUCCEEDED:
                notices.schedule(session, self.task_id, NOW)

        self.house.write(work)

    def write(self, now=NOW):
        notices.write_due(self.house.store, Instant(now))
        with self.house.store.reading() as session:
            found = outbox.newest(session, [MailState.WAITING], 100)
        self.house.write(lambda session: outbox.claim(session, 100, NOW))
        return {posted.mail.recipient: posted.mail for posted in found}


def test_nobody_is_told_before_the_task_is_over_unless_that_takes_a_day(told):
    told.ends(1, ItemState.SUCCEEDED)
    assert told.write() == {}
    assert told.write(NOW + notices.LATEST - 1) == {}

    first = told.write(NOW + notices.LATEST)

    assert first["BO@example.com"].subject == "The registrant of 1 domain was changed"
    assert first["BO@example.com"].body == (
        "You were the registrant of the domains below. Their registrant is now Example Widgets Ltd.\n\n  a.com\n\n"
        f"Number of domains: 1\nDone until: 2026-05-29T16:26:40Z\nTask: {'T' * 36}\n\n"
        "If this is not what you wanted, write to the account that looks after your domains at once.\n"
    )
    assert first.keys() == {"BO@example.com", "hostmaster@example.com"}
    assert "a.com" in first["hostmaster@example.com"].body
    assert "b.com" not in first["hostmaster@example.com"].body
    assert told.write(NOW + 99 * HOUR) == {}

    told.ends(2, ItemState.SUCCEEDED)
    second = told.write()

    assert second.keys() == {"hostmaster@example.com"}
    assert "以下域名的持有者信息已变更" in second["hostmaster@example.com"].body
    assert "a.com" not in second["hostmaster@example.com"].body
    assert told.write(NOW + 99 * HOUR) == {}


def test_what_failed_is_not_told_of(told):
    told.ends(2, ItemState.FAILED)
    told.ends(1, ItemState.SUCCEEDED)

    found = told.write()

    assert found.keys() == {"BO@example.com", "hostmaster@example.com"}
    assert all("b.com" not in mail.body for mail in found.values())


def test_a_task_without_a_success_tells_nobody(told):
    told.ends(1, ItemState.FAILED)
    told.ends(2, ItemState.FAILED)

    assert told.write(NOW + 99 * HOUR) == {}


def test_a_holders_name_is_no_markup_in_the_mail(house, told):
    told.ends(1, ItemState.SUCCEEDED)
    told.ends(2, ItemState.SUCCEEDED)
    task = house.read(lambda session: tasks.get(session, told.task_id))
    bo = house.read(lambda session: session.raw.execute("SELECT prior_id FROM items WHERE seq = 1").fetchone()[0])
    house.write(lambda session: session.raw.execute("UPDATE tasks SET contact_id = ? WHERE id = ?", (bo, task.id)))

    html = told.write()["BO@example.com"].html

    assert "<b>&lt;b&gt;Bo&lt;/b&gt; &amp; Sons</b>" in html


def test_a_task_with_very_many_prior_holders_tells_each_of_them_once_over_deaths(house):
    count = 45
    names = [f"d{number}.com" for number in range(count)]
    house.domains(house.ada, *names)

    def work(session):
        new = contacts.add(session, house.ada, HOLDER, NOW)
        found = domains.candidates(session, house.ada, names)
        values = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__}
        rows = [
            NewItem(
                one.id, one.name, one.instance_id, 1,
                prior_id=contacts.add(session, house.ada, type(HOLDER)(**{**values, "email": f"p{place}@example.com"}), NOW),
            )
            for place, one in enumerate(found)
        ]  # fmt: skip
        task = NewTask(task_no="T" * 36, account_id=house.ada, kind=TaskKind.CHANGE_REGISTRANT, contact_id=new)
        task_id = new_tasks.add(session, task, rows, NOW)
        session.raw.execute("UPDATE items SET state = 5 WHERE task_id = ?", (task_id,))
        task_counters.count(session, task_id, [(ItemState.WAITING, ItemState.SUCCEEDED)] * count, NOW)
        notices.schedule(session, task_id, NOW)

    house.write(work)

    assert notices.write_due(house.store, NOW, at_once=20) == 20
    # As if the process had died before it noted how far it came: the same letters are written again.
    house.write(lambda session: session.raw.execute("UPDATE notices SET after = x''"))
    looks = [notices.write_due(house.store, NOW, at_once=20) for _ in range(4)]

    assert looks == [20, 19, 7, 0]
    mails = house.read(lambda session: outbox.newest(session, [MailState.WAITING], 5000))
    assert len({posted.mail.recipient for posted in mails}) == len(mails) == count + 1
