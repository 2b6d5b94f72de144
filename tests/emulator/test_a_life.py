"""One story with dates, told by the official SDK: a company is renamed, and 500 of its domains follow."""

import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import TeaException

from support.action_world import picture
from support.sdk import v2_client

NAMES = [f"story-{number:03d}.com" for number in range(1, 501)]
NEW, PRIOR = "office@new-name.example", "prior@example.com"
MARCH = datetime(2031, 3, 1, 9, tzinfo=UTC)
HOLDER = {
    "registrant_type": "2", "registrant_name": "Li Wei", "registrant_organization": "New Name Ltd", "country": "CN",
    "province": "zhe jiang", "city": "hang zhou shi", "address": "1 Example Road", "postal_code": "310024",
    "tel_area": "86", "telephone": "57188887777", "email": NEW, "zh_registrant_name": "李伟",
    "zh_registrant_organization": "新名称有限公司", "zh_province": "浙江", "zh_city": "杭州市", "zh_address": "示例路1号",
}  # fmt: skip


class Story:
    def __init__(self, freehold):
        self.freehold = freehold
        self.client = v2_client(freehold.endpoint, freehold.access_key_id, freehold.access_key_secret)

    def save(self, **fields):
        request = models.SaveRegistrantProfileRequest(**fields)
        return self.client.save_registrant_profile(request).body.registrant_profile_id

    def submit_document(self, profile):
        request = models.RegistrantProfileRealNameVerificationRequest(
            registrant_profile_id=profile, identity_credential_type="YYZZ", identity_credential_no="91350100M000100Y43",
            identity_credential=picture(width=250, height=250),
        )  # fmt: skip
        self.client.registrant_profile_real_name_verification(request)

    def real_name(self, profile):
        request = models.QueryRegistrantProfilesRequest(registrant_profile_id=profile)
        (row,) = self.client.query_registrant_profiles(request).body.registrant_profiles.registrant_profile
        return row.real_name_status

    def reviewer(self, *words):
        ended = subprocess.run(
            [sys.executable, "-m", "freehold", "profile", *words, "--data", str(self.freehold.data)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr

    def mails_to(self, address):
        self.freehold.settle()
        return [mail for mail in self.freehold.mails if address in mail["to"]]

    def press_the_button_of(self, mail):
        link = re.search(r"https?://\S+", mail["text"])[0]
        urllib.request.urlopen(link, timeout=10).read()
        where, _, query = link.partition("?")
        urllib.request.urlopen(where, urllib.parse.urlsplit(f"?{query}").query.encode(), timeout=10).read()

    def proved(self, address):
        request = models.QueryEmailVerificationRequest(email=address)
        return self.client.query_email_verification(request).body.verification_status

    def change(self, profile):
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=NAMES, registrant_profile_id=profile, transfer_out_prohibited=True
        )
        task = self.client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
        self.freehold.settle(60)
        return task

    def rows(self, task, size=500):
        request = models.QueryTaskDetailListRequest(task_no=task, page_num=1, page_size=size)
        return self.client.query_task_detail_list(request).body.data.task_detail

    def transfer_code(self, name):
        """How asking for the code that lets a domain leave ends: a refusal's code, or the row's state."""
        request = models.SaveSingleTaskForQueryingTransferAuthorizationCodeRequest(domain_name=name)
        try:
            task = self.client.save_single_task_for_querying_transfer_authorization_code(request).body.task_no
        except TeaException as refusal:
            return refusal.code
        self.freehold.settle()
        (row,) = self.rows(task)
        return row.task_status


@pytest.fixture
def story(freehold):
    freehold.seed({"accounts": [{"name": "acme", "domains": [
        {"generate": 500, "pattern": "story-{n:03d}.com", "registered": "2026-01-01", "expires": "2035-01-01"},
    ]}]})  # fmt: skip
    return Story(freehold)


def test_a_company_is_renamed_and_its_domains_follow(freehold, story):
    freehold.move_to(MARCH)
    profile = story.save(**HOLDER)
    story.submit_document(profile)
    assert story.real_name(profile) == "AUDITING"
    story.reviewer("reject", str(profile), "--reason", "The licence cannot be read.")
    assert story.real_name(profile) == "FAILED"
    story.save(registrant_profile_id=profile, address="2 Example Road")
    story.submit_document(profile)
    story.reviewer("approve", str(profile))
    assert story.real_name(profile) == "SUCCEED"

    story.client.submit_email_verification(models.SubmitEmailVerificationRequest(email=NEW))
    (asking,) = story.mails_to(NEW)
    story.press_the_button_of(asking)
    assert story.proved(NEW) == 1

    freehold.move_to(MARCH + timedelta(days=1))
    task = story.change(profile)
    assert Counter(row.task_status for row in story.rows(task)) == {"EXECUTE_SUCCESS": 500}
    assert len(story.mails_to(PRIOR)) == 1
    assert len(story.mails_to(NEW)) == 2

    # Sixty days to the millisecond, from the moment in which the registry showed the change.
    locked_until = MARCH + timedelta(days=61)
    freehold.move_to(locked_until - timedelta(minutes=1))
    assert story.transfer_code(NAMES[0]) == "TransferOutProhibited"
    freehold.move_to(MARCH + timedelta(days=62))
    freehold.settle()
    assert story.transfer_code(NAMES[0]) == "EXECUTE_SUCCESS"
    assert len(story.mails_to(NEW)) == 3
