"""A change that both holders have to confirm, from the call over the links to the registry, with a death on the way."""

import contextlib
import email
import email.policy
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from alibabacloud_domain20180129 import models

from freehold.terms.reasons import Reason
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

NAMES = ["a.com", "b.com"]
AWAITED = ("EXECUTING", Reason.CONFIRMATION_AWAITED.sentence)


class Story:
    def __init__(self, served):
        self.served = served

    def submit(self):
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=NAMES, registrant_profile_id=1, transfer_out_prohibited=True
        )
        client = v2_client(self.served.endpoint, "testid", "testsecret")
        return client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    def rows(self, task_no):
        request = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=10)
        body = v2_client(self.served.endpoint, "testid", "testsecret").query_task_detail_list(request).body
        return {row.domain_name: (row.task_status, row.error_msg) for row in body.data.task_detail}

    def mails(self, subject, count):
        """The mails of this subject, by recipient, once there are so many."""

        def look():
            files = (self.served.data / "mail").glob("*.eml")
            mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
            found = {
                mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails if subject in mail["Subject"]
            }
            return found if len(found) == count else None

        return until(look)

    def page(self, link, **answer):
        """The page behind a link: opened, or answered; (status, text)."""
        path, _, query = link.removeprefix(f"http://{self.served.endpoint}").partition("?")
        form = urllib.parse.urlencode({**dict(urllib.parse.parse_qsl(query)), **answer}).encode() if answer else None
        url = f"http://{self.served.endpoint}{path}" + ("" if form else f"?{query}")
        try:
            with urllib.request.urlopen(urllib.request.Request(url, form), timeout=10) as reply:
                return reply.status, reply.read().decode(), reply.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), error.headers

    def told(self, *arguments):
        ended = subprocess.run(
            [sys.executable, "-m", "freehold", *arguments, "--data", str(self.served.data), "-o", "json"],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


def test_a_change_goes_on_when_both_confirmed_also_over_a_death(tmp_path):
    (tmp_path / "freehold.toml").write_text('confirmations = "ask"\n')
    config = ("--config", str(tmp_path / "freehold.toml"), "--allow-faults")
    served = Served(tmp_path / "data", acme([{"name": name} for name in NAMES]), *config)
    served.env |= {"FREEHOLD_FAULTS": "work.claim.after_commit=kill"}
    story = Story(served)
    with served:
        task_no = story.submit()
        mails = story.mails("请确认 2 个域名的持有者变更", 2)
        links = {to: re.search(r"http://\S+/confirm-change\?token=\S+", text)[0] for to, text in mails.items()}
        assert links.keys() == {"prior@example.com", "hostmaster@example.com"}

        # What scans links opens them, as often as it likes.
        for link in links.values():
            for _ in range(2):
                status, text, headers = story.page(link)
                assert (status, [name in text for name in NAMES]) == (200, [True, True])
                assert "示例部件有限公司" in text
                assert headers["Cache-Control"] == "no-store"
        assert story.rows(task_no) == dict.fromkeys(NAMES, AWAITED)
        assert story.page(links["prior@example.com"], answer="perhaps")[0] == 400
        assert story.page(links["prior@example.com"] + "x")[0] == 404
        assert story.page(links["prior@example.com"] + "x", answer="confirm")[0] == 404

        status, text, _ = story.page(links["prior@example.com"], answer="confirm")
        assert (status, "您已确认" in text) == (200, True)
        assert story.rows(task_no) == dict.fromkeys(NAMES, AWAITED)
        with contextlib.suppress(OSError):
            story.page(links["hostmaster@example.com"], answer="confirm")
        assert served.process.wait(30) == -signal.SIGKILL
        served.process.stdout.close()

    served.env["FREEHOLD_FAULTS"] = ""
    with served:
        until(lambda: story.rows(task_no) == dict.fromkeys(NAMES, ("EXECUTE_SUCCESS", "The operation is successful.")))
        story.mails("2 个域名的持有者已变更", 2)
        listed = story.told("confirmation", "list", "--task", task_no)
        assert [(row["role"], row["to"], row["state"], row["answered_from"]) for row in listed] == [
            ("new", "h***@example.com", "confirmed", "127.0.0.1"), ("prior", "p***@example.com", "confirmed", "127.0.0.1"),
        ]  # fmt: skip
        assert all(row["sent"] and row["opened"] and row["answered"] and not row["lock_waived"] for row in listed)
        assert story.told("domain", "show", "a.com")["no_transfer_chosen_by"] == f"task {task_no} of acme"
