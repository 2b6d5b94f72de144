"""A whole life with the log at its most talkative: submits, documents, mails, log-ins, and not one secret in a line."""

import asyncio
import base64
import json
import re
from dataclasses import replace

import pytest

from freehold import logs
from freehold.gateway.registry import Registry
from freehold.settings import ReviewSettings
from freehold.terms.outcomes import Stopped
from freehold.web import asgi
from observing.test_logs import kept
from support.action_world import picture
from support.asked_at_the_door import call
from support.practice import practice
from support.served import acme
from support.waiting import until

BY_PROFILE = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
BY_DOCUMENT = "SaveTaskForUpdatingRegistrantInfoByIdentityCredential"
IMAGE = picture(width=250, height=250)
PERSON = {
    "RegistrantType": "2", "RegistrantName": "Planted Person", "RegistrantOrganization": "Planted Holder Ltd", "Country": "CN",
    "Province": "zhe jiang", "City": "hang zhou shi", "Address": "1 Planted Road", "PostalCode": "310024", "TelArea": "86",
    "Telephone": "57188881234", "Email": "hostmaster@example.com", "ZhRegistrantName": "植入人",
    "ZhRegistrantOrganization": "植入有限公司", "ZhProvince": "浙江", "ZhCity": "杭州市", "ZhAddress": "植入路1号",
}  # fmt: skip
DOCUMENT = {
    "IdentityCredentialType": "YYZZ", "IdentityCredentialNo": "91350100M000100Y43", "IdentityCredential": IMAGE,
}  # fmt: skip


@pytest.fixture(scope="module")
def life():
    """(the log, everything that must not be in it)."""
    names = ["good.com", "lost.com", "boom.com", "proved.com", "code.com"]
    more = {"registered": "2024-01-01", "expires": "2030-01-01"}
    seed = acme(
        [{"name": name, **more} for name in names],
        faults=[{"domain": "lost.com", "drop": "before-doing", "times": 1}, {"domain": "boom.com", "answer": 2308}],
    )
    with (
        kept() as stream,
        practice(seed=seed, settings={"review": ReviewSettings(provider="automatic")}) as running,
    ):
        logs.hide(*running.settings.secrets)
        door = asgi.create(running.app)
        by_profile = {f"DomainName.{number}": name for number, name in enumerate(names[:3], 1)}
        statuses = [
            call(door, BY_PROFILE, {**by_profile, "RegistrantProfileId": "1"}),
            call(door, BY_DOCUMENT, {"DomainName.1": "proved.com", **PERSON, **DOCUMENT}, method="POST"),
            call(door, "SubmitEmailVerification", {"Email": "asked@example.com", "SendIfExist": "true"}),
            call(door, "SaveSingleTaskForQueryingTransferAuthorizationCode", {"DomainName": "code.com"}),
            call(door, BY_PROFILE, {**by_profile, "RegistrantProfileId": "Planted Person"}),
            call(door, BY_PROFILE, {**by_profile, "RegistrantProfileId": "1"}, secret="planted-access-key-secret"),
        ]
        assert statuses == [200, 200, 200, 200, 400, 400], stream.getvalue()
        with pytest.raises(Stopped):
            asyncio.run(_log_in_wrongly(running))
        until(lambda: not running.app.busy())
        mails = "".join(file.read_text() for file in (running.settings.data / "mail").glob("*.eml"))
        codes = [entry["auth"] for entry in [running.sandbox.ask("look", name=name) for name in names]]
        secrets = {
            *PERSON.values(), DOCUMENT["IdentityCredentialNo"], IMAGE[:60], "hostmaster@", "asked@example.com", "示例部件",
            "Example Widgets", "57188887777", "testsecret", "planted-access-key-secret", "planted-wrong-password",
            running.settings.registries["north"].password, *codes, *re.findall(r"token=3D([\w-]+)", mails), "192.0.2.1",
            base64.b64encode(b"planted").decode(),
        } - {"2", "CN", "86"}  # fmt: skip
        text = stream.getvalue()
    return text, {secret for secret in secrets if secret}


async def _log_in_wrongly(running):
    settings = replace(
        running.settings.registries["north"], name="south", password="planted-wrong-password", sessions=1
    )
    await Registry(settings, iter(f"T-{number}" for number in range(9)).__next__).facts()


def test_no_secret_and_nothing_personal_is_in_any_line(life):
    text, secrets = life

    assert len(secrets) > 25
    assert sorted(secret for secret in secrets if secret in text or json.dumps(secret)[1:-1] in text) == []


def test_each_line_says_what_it_is_about(life):
    lines = [json.loads(line) for line in life[0].splitlines()]

    calls = [line for line in lines if line["logger"] == "freehold.access"]
    assert [line["code"] for line in calls][:4] == ["OK"] * 4
    assert {line["client"] for line in calls} == {"192.0.2.0/24"}
    assert all(line["request_id"] for line in calls)
    attempts = [line for line in lines if line["message"].startswith("an attempt ends")]
    assert {line["registry"] for line in attempts} == {"north"}
    assert all(line["task"] and line["chunk"] and line["item"] and line["cl_trid"] for line in attempts)
    assert {line["trace_id"] for line in attempts} == {calls[0]["trace_id"]}
    assert all(len(line["trace_id"]) == 32 for line in calls[:4] if line["code"] == "OK")
    assert any("does not let us in" in line["message"] for line in lines)
