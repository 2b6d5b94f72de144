"""Callers who submit a scene's domains in pieces to whichever server answers, and what must be true of it in the end."""

import threading
from collections import Counter
from contextlib import suppress

import requests
from alibabacloud_domain20180129 import models
from Tea.exceptions import TeaException, UnretryableException

from freehold.clock import wait
from support.integrity import violations
from support.sdk import v2_client
from support.waiting import until

AWAY = (TeaException, UnretryableException, requests.RequestException)
TOLD = {"OK", "ServiceUnavailable", "TaskIsBeingProcessed", "UnretryableException"}
"""What callers may be told: that it was taken, that it was not, that a call before was, or nothing, by a connection that broke."""


class Callers:
    """Submit one piece after another until each was accepted, with some time in between."""

    def __init__(self, servers, names, a_task, seconds):
        self._servers = servers
        self._pieces = [names[first : first + a_task] for first in range(0, len(names), a_task)]
        self._pause = seconds / len(self._pieces)
        self.accepted, self.codes = {}, Counter()
        self._thread = threading.Thread(target=self._submit)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join()

    def _submit(self):
        turn = 0
        for names in self._pieces:
            while not self._taken(names, self._servers[turn % len(self._servers)]):
                turn += 1
                wait(0.2)
            turn += 1
            wait(self._pause)

    def _taken(self, names, server):
        """Whether the piece is there: it was accepted now, or before by a call whose answer was lost."""
        asked = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=names, registrant_profile_id=1, transfer_out_prohibited=True
        )
        client = v2_client(server.endpoint, "testid", "testsecret")
        try:
            told = client.save_task_for_updating_registrant_info_by_registrant_profile_id(asked)
        except AWAY as error:
            code = getattr(error, "code", None) or type(error).__name__
            self.codes[code] += 1
            return code == "TaskIsBeingProcessed"
        self.codes["OK"] += 1
        self.accepted[told.body.task_no] = names
        return True


def all_done_once(scene, callers, url, seconds=240):
    """INV-1, INV-3 to INV-5, INV-7, INV-9: by the API, the registry's ledger and the checker."""
    ended = Counter()
    assert callers.codes.keys() <= TOLD, callers.codes
    until(lambda: succeeds(lambda: scene.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=1))))
    listed = scene.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=100)).body.data.task_info
    assert {one.task_no for one in listed} >= callers.accepted.keys()
    for one in listed:
        until(lambda number=one.task_no: not scene.open_rows(number), seconds=seconds, every=0.2)
        rows = scene.rows(one.task_no)
        assert Counter(rows.values()) == {"EXECUTE_SUCCESS": len(rows)}
        ended.update(rows.keys())
    assert ended == Counter(scene.names)
    with scene.sandbox.admin() as admin:
        ledger = admin.ledger()
    assert Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update") == ended
    assert max(Counter(entry["cl_trid"] for entry in ledger).values()) == 1
    assert violations(scene.served.data, url) == []


def succeeds(work):
    """Whether a call of the API does."""
    with suppress(*AWAY):
        work()
        return True
    return False
