"""The emulator through its pytest fixture and the official SDK: time, faults, new beginnings, the same seed's same bytes."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import TeaException

from freehold.cli.sandbox_child import OFFERED
from freehold.emulator.client import EmulatorClient, NoEmulator, Refused
from freehold.epp.extensions import fee
from freehold.sandbox.admin_client import AdminClient


def held(client, name="example.com"):
    return client.query_domain_by_domain_name(models.QueryDomainByDomainNameRequest(domain_name=name)).body


def refused_code(call):
    with pytest.raises(TeaException) as refusal:
        call()
    return refusal.value.code


def test_a_change_settles_and_shows(freehold, client, change, rows):
    task_no = change("example.com", "例子.cn")

    freehold.settle()

    assert [(row.domain_name, row.task_status) for row in rows(task_no)] == [
        ("example.com", "EXECUTE_SUCCESS"), ("例子.cn", "EXECUTE_SUCCESS"),
    ]  # fmt: skip
    assert (
        held(client).zh_registrant_organization == "" or held(client).registrant_organization == "Example Widgets Ltd"
    )


def test_a_seed_sets_fees_and_a_change_that_costs_says_so(freehold, change, rows):
    freehold.seed({"fees": [{"domain": "example.com", "fee": "25.00 EUR"}]})
    task_no = change("example.com", "例子.cn")
    freehold.settle()

    told = {row.domain_name: (row.task_status, row.fail_reason) for row in rows(task_no)}
    assert told["example.com"] == ("EXECUTE_FAILURE", "RegistryFeeNotAgreed")
    assert told["例子.cn"][0] == "EXECUTE_SUCCESS"


def test_the_registry_offers_the_extension_of_fees():
    assert OFFERED == fee.NAMESPACE


def statuses_at_the_registry(freehold, name):
    with AdminClient(freehold.data / "sandbox") as admin:
        return list(admin.ask("look", name=name)["statuses"])


def test_time_moves_for_server_and_registry_and_what_is_due_happens(freehold, client, change):
    before = freehold.now
    change("example.com", lock=True)
    freehold.settle()
    assert statuses_at_the_registry(freehold, "example.com") == ["clientTransferProhibited"]

    freehold.advance(days=61)
    freehold.settle()

    assert timedelta(days=61) <= freehold.now - before < timedelta(days=61, minutes=5)
    assert statuses_at_the_registry(freehold, "example.com") == []


def test_time_is_not_moved_where_dates_cannot_follow(freehold, client):
    before = freehold.now

    for days in (365 * 7000, -365 * 100):
        with pytest.raises(Refused, match="1970-01-01 to 9000-01-01"):
            freehold.advance(days=days)

    assert timedelta(0) <= freehold.now - before < timedelta(minutes=5)
    assert held(client).domain_name == "example.com"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"domain": "boom.xyz", "answer": 9999}, "faults 2: answer 9999 is no result code"),
        ({"action": "QueryTaskLst", "code": "Throttling.User"}, "faults 2: there is no action 'QueryTaskLst'; did you mean 'QueryTaskList'?"),
        ({"action": "QueryTaskList", "code": "Nonsense"}, "faults 2: there is no code 'Nonsense'"),
    ],
)  # fmt: skip
def test_a_fault_that_nobody_takes_refuses_the_whole_seed(freehold, client, fault, said):
    seed = {
        "accounts": [{"name": "acme", "domains": [{"name": "later.top"}]}],
        "faults": [{"domain": "fine.xyz", "answer": 2304}, fault],
    }

    with pytest.raises(Refused, match=re.escape(said)):
        freehold.seed(seed)

    assert refused_code(lambda: held(client, "later.top")) == "DomainNotExist"
    with AdminClient(freehold.data / "sandbox") as admin:
        assert admin.ask("faults") == []


def test_profiles_are_numbered_anew_after_a_reset(freehold, client):
    """Elsewhere a number is never given twice."""

    def saved():
        request = models.SaveRegistrantProfileRequest(
            registrant_name="Li Wei", registrant_organization="Li Wei", country="CN", province="zhe jiang",
            city="hang zhou shi", address="1 Example Road", postal_code="310024", tel_area="86", telephone="57188887777",
            email="a@example.com",
        )  # fmt: skip
        return client.save_registrant_profile(request).body.registrant_profile_id

    first = saved()
    freehold.reset()

    assert saved() == first


def test_a_reset_forgets_what_was_done(freehold, client, change):
    freehold.move_to(datetime(2031, 1, 1, tzinfo=UTC))
    freehold.add_fault(action="*", code="ServiceUnavailable")
    freehold.reset()

    assert freehold.now.year < 2031
    assert client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=10)).body.total_item_num == 0
    change("example.com")


def test_the_same_calls_give_the_same_ids_after_a_reset(freehold, client, change):
    def story():
        instance = held(client).instance_id
        return instance, change("example.com")

    first = story()
    freehold.settle()
    freehold.reset()

    assert story() == first


def test_work_that_waits_at_a_slow_registry_does_not_outlive_a_reset(freehold, client, change, rows):
    freehold.add_fault(domain="example.com", delay_seconds=0.5)
    change("example.com")

    freehold.reset()

    assert held(client).registrant_organization == "Prior Holder"
    task_no = change("example.com")
    freehold.settle()
    assert [row.task_status for row in rows(task_no)] == ["EXECUTE_SUCCESS"]


def test_calls_are_refused_as_ordered_for_their_action_and_as_often(freehold, client, change):
    freehold.add_fault(action="QueryTaskList", code="Throttling.User", times=2)
    question = models.QueryTaskListRequest(page_num=1, page_size=10)

    assert [refused_code(lambda: client.query_task_list(question)) for _ in range(2)] == ["Throttling.User"] * 2
    client.query_task_list(question)
    change("example.com")


def test_a_share_of_calls_is_refused(freehold, client):
    freehold.add_fault(action="*", code="ServiceUnavailable", share=0.5)
    question = models.QueryTaskListRequest(page_num=1, page_size=10)

    def refused():
        with suppress(TeaException):
            client.query_task_list(question)
            return False
        return True

    assert 5 < sum(refused() for _ in range(40)) < 35


def test_a_domains_fault_fails_its_row_alone(freehold, change, rows):
    freehold.add_fault(domain="example.net", answer=2304)
    task_no = change("example.com", "example.net")

    freehold.settle()

    assert {row.domain_name: row.task_status for row in rows(task_no)} == {
        "example.com": "EXECUTE_SUCCESS", "example.net": "EXECUTE_FAILURE",
    }  # fmt: skip


def test_more_data_can_be_entered_by_a_test(freehold, client):
    freehold.seed({"accounts": [{"name": "acme", "domains": [{"name": "later.top"}]}]})

    assert held(client, "later.top").domain_name == "later.top"


def test_mails_are_shown(freehold, client):
    client.submit_email_verification(models.SubmitEmailVerificationRequest(email="new@example.com"))
    freehold.settle()

    assert [mail["to"] for mail in freehold.mails] == ["new@example.com"]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"action": "QueryTaskList"}, "it says nothing to do"),
        ({"action": "QueryTaskList", "code": "Throttling.Usr"}, "did you mean 'Throttling.User'?"),
        ({"action": "QueryTaskList", "code": "Throttling.User", "share": 2}, "share is a number from 0 to 1"),
        ({"action": "QueryTaskList", "code": "Throttling.User", "times": 0}, "times is a whole number from 1"),
        ({"action": "QueryTaskList", "delay": 2}, "did you mean 'delay_seconds'?"),
        ({"code": "Throttling.User"}, "unknown key 'code'"),
        ({"domain": "a.com", "answer": 9999}, "is no result code"),
    ],
)
def test_an_order_that_cannot_be_understood_is_refused_in_words(freehold, order, words):
    with pytest.raises(Refused, match=words):
        freehold.add_fault(**order)


def test_the_door_is_closed_without_its_token(freehold, freehold_server):
    import http.client

    for shown in ({}, {"authorization": "Bearer guess"}, {"authorization": "Bearer gu\u00e9ss"}):
        connection = http.client.HTTPConnection(freehold.endpoint, timeout=10)
        connection.request("POST", "/emulator/reset", "{}", shown)

        assert connection.getresponse().status == 401
        connection.close()


def test_a_folder_without_an_emulator_is_told_in_words(tmp_path):
    with pytest.raises(NoEmulator, match="Start one with freehold serve"):
        EmulatorClient(tmp_path)
