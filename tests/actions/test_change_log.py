"""The change log through the API: what ended, how, from where; and the bound of a thousand."""

import pytest

from freehold.store import change_log

PAGE = {"PageNum": "1", "PageSize": "100"}


@pytest.fixture(scope="module")
def log(filled, tmp_path_factory):
    world = filled.opened(tmp_path_factory.mktemp("log") / "copy")
    yield world
    world.close()


def rows(world, **parameters):
    return world.json("QueryChangeLogList", {**PAGE, **parameters})["Data"]["ChangeLog"]


def test_the_log_tells_finished_changes_with_their_task_and_whence_they_were_asked_for(log):
    details = log.json("QueryTaskDetailList", {**PAGE, "TaskNo": log.known["task"]})["Data"]["TaskDetail"]
    finished = [(row["DomainName"], row["ErrorMsg"]) for row in details if row["TaskStatusCode"] >= 2]

    told = [row for row in rows(log) if row["Details"] == log.known["task"]]

    assert finished
    assert [(row["DomainName"], row["Result"]) for row in told] == finished
    assert {(row["Operation"], row["OperationIPAddress"]) for row in told} == {("Change of registrant", "192.0.2.1")}


def test_a_domain_narrows_it_down(log):
    found = rows(log, DomainName="example.com")

    assert found
    assert {row["DomainName"] for row in found} == {"example.com"}


def test_of_more_than_the_most_the_newest_are_told_and_the_rest_admitted(log, monkeypatch):
    monkeypatch.setattr(change_log, "MOST", 2)

    reply = log.json("QueryChangeLogList", PAGE)

    assert (reply["ResultLimit"], reply["TotalItemNum"], len(reply["Data"]["ChangeLog"])) == (True, 2, 2)
