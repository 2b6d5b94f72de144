"""``freehold confirmation``; what it lists of a whole change is in tests/scenarios/test_confirmed_change.py."""

import json

from freehold.opening import open_store


def test_an_installation_that_asks_nobody_lists_nothing(run, data):
    open_store(data).close()

    assert json.loads(run("confirmation", "list", "--data", data, "-o", "json").out) == []


def test_a_task_that_is_not_there_is_told(run, data):
    open_store(data).close()

    ended = run("confirmation", "list", "--task", "T-1", "--data", data)

    assert (ended.code, ended.err) == (1, "Error: There is no task T-1. freehold task list shows those there are.\n")
