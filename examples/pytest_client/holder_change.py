"""Change the holder of many domains and tell how each fared: a client worth testing, since so much can go wrong."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from alibabacloud_domain20180129 import models
from alibabacloud_domain20180129.client import Client
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException

PAGE = 50


class Busy(Exception):
    """Some domain has another operation under way."""


class NotAllowed(Exception):
    """The profile or the list cannot be used; the argument says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one domain."""

    domain: str
    changed: bool
    why: str


class HolderChange:
    """Speaks to the Domain API; calls that are told to come back later do so."""

    def __init__(self, endpoint: str, key: str, secret: str, protocol: str = "http", patience: int = 5) -> None:
        self._client = Client(Config(access_key_id=key, access_key_secret=secret, endpoint=endpoint, protocol=protocol))
        self._patience = patience

    def submit(self, domains: Iterable[str], profile: int, *, lock: bool = False) -> str:
        """Ask for the change; the task's number."""
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=list(domains), registrant_profile_id=profile, transfer_out_prohibited=lock
        )
        try:
            answer = self._call(self._client.save_task_for_updating_registrant_info_by_registrant_profile_id, request)
        except TeaException as error:
            if error.code == "TaskIsBeingProcessed":
                raise Busy(error.message) from error
            raise NotAllowed(error.message) from error
        return answer.body.task_no

    def outcomes(self, task: str, *, every: float = 0.02, tries: int = 500) -> list[Outcome]:
        """Wait until each row is final; what became of them, each domain once, in the order of names."""
        for _ in range(tries):
            rows = {row.domain_name: row for row in self._rows(task)}
            if rows and all(row.task_status_code >= 2 for row in rows.values()):
                return [Outcome(name, rows[name].task_status_code == 2, rows[name].error_msg) for name in sorted(rows)]
            time.sleep(every)
        raise TimeoutError(task)

    def holder(self, domain: str) -> str:
        """Who holds a domain."""
        question = models.QueryDomainByDomainNameRequest(domain_name=domain)
        return self._call(self._client.query_domain_by_domain_name, question).body.registrant_organization

    def _rows(self, task: str):
        number = 1
        while True:
            question = models.QueryTaskDetailListRequest(task_no=task, page_num=number, page_size=PAGE)
            body = self._call(self._client.query_task_detail_list, question).body
            yield from body.data.task_detail
            if not body.next_page:
                return
            number += 1

    def _call(self, ask, request):
        for attempt in range(self._patience):
            try:
                return ask(request)
            except TeaException as error:
                if not error.code.startswith("Throttling") or attempt == self._patience - 1:
                    raise
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("no patience at all")
