"""The life of a registrant profile by the official SDKs: checked, saved, rejected, corrected, used, deleted."""

import email.policy
import json
import re
import urllib.request

import pytest
from alibabacloud_domain20180129 import models
from alibabacloud_tea_openapi.exceptions import ClientException
from aliyunsdkdomain.request.v20180129.DeleteContactTemplatesRequest import DeleteContactTemplatesRequest
from aliyunsdkdomain.request.v20180129.ResendEmailVerificationRequest import ResendEmailVerificationRequest
from aliyunsdkdomain.request.v20180129.SetDefaultRegistrantProfileRequest import SetDefaultRegistrantProfileRequest

from support.action_world import picture
from support.command import freehold
from support.sdk import V1, V3, v1_client, v2_client
from support.served import Served, acme
from support.waiting import until

ADDRESS = "new@example.com"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    seed = acme([{"name": "例子.cn"}, {"name": "example.com"}, {"name": "example.xyz"}])
    with Served(tmp_path_factory.mktemp("life") / "data", seed) as running:
        yield running


@pytest.fixture(scope="module")
def client(served):
    return v2_client(served.endpoint, "testid", "testsecret")


@pytest.fixture(scope="module")
def older(served):
    return v1_client(served.endpoint, "testid", "testsecret")


def code_of(call, *arguments):
    with pytest.raises(ClientException) as refused:
        call(*arguments)
    return refused.value.code


def fields(client):
    """A whole contact; province and city as the server itself names them."""
    named = {
        lang: client.query_domain_admin_division(
            models.QueryDomainAdminDivisionRequest(lang=lang)
        ).body.admin_divisions.admin_division[10]
        for lang in ("en", "zh")
    }
    city = {lang: division.children.children[0].child_division_name for lang, division in named.items()}
    return {
        "registrant_type": "2", "registrant_name": "Li Wei", "registrant_organization": "New Holder Ltd", "country": "CN",
        "province": named["en"].division_name, "city": city["en"], "address": "1 Example Road", "postal_code": "310024",
        "tel_area": "86", "telephone": "57188887777", "email": ADDRESS, "zh_registrant_name": "李伟",
        "zh_registrant_organization": "新持有者有限公司", "zh_province": named["zh"].division_name, "zh_city": city["zh"],
        "zh_address": "示例路1号",
    }  # fmt: skip


def document(number="91350100M000100Y43", image=None):
    return {
        "identity_credential_type": "YYZZ",
        "identity_credential_no": number,
        "identity_credential": image or picture(width=250, height=250),
    }


def links(served, count):
    """The links of the mails, oldest first, once there are so many."""
    mails = until(lambda: found if len(found := list((served.data / "mail").glob("*.eml"))) >= count else None)
    texts = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()
        for file in sorted(mails, key=lambda file: file.stat().st_mtime_ns)
    ]
    return [re.search(r"http://\S+", text)[0] for text in texts]


def open_link(link):
    page = urllib.request.urlopen(link, timeout=10).read().decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return urllib.request.urlopen(link.partition("?")[0], data=f"token={token}".encode(), timeout=10).status


def state(client, profile):
    found = client.query_registrant_profiles(models.QueryRegistrantProfilesRequest(registrant_profile_id=profile)).body
    (row,) = found.registrant_profiles.registrant_profile
    return row.real_name_status, row.default_registrant_profile, row.email_verification_status


def change(client, profile, *names):
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=list(names), registrant_profile_id=profile
    )
    return client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no


def rows(client, task_no):
    question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=20)
    found = client.query_task_detail_list(question).body.data.task_detail
    return found if all(row.task_status_code >= 2 for row in found) else None


@pytest.mark.parametrize("mode", [V3, V1])
def test_contact_fields_are_checked_before_anything_is_saved(served, client, mode):
    speaking = v2_client(served.endpoint, "testid", "testsecret", mode)
    good = {name: value for name, value in fields(client).items() if not name.startswith("zh_registrant_name")}

    speaking.verify_contact_field(models.VerifyContactFieldRequest(**good, domain_name="例子.cn"))

    wrong = models.VerifyContactFieldRequest(**{**good, "tel_area": "571"})
    assert code_of(speaking.verify_contact_field, wrong) == "ParameterIllegal"


def test_a_profile_is_rejected_corrected_used_and_deleted(served, client, older):
    save = client.save_registrant_profile_real_name_verification
    request = models.SaveRegistrantProfileRealNameVerificationRequest(**fields(client), **document())
    profile = save(request).body.registrant_profile_id
    one = models.DeleteRegistrantProfileRequest(registrant_profile_id=profile)
    assert state(client, profile) == ("AUDITING", False, 0)
    assert code_of(client.delete_registrant_profile, one) == "ContactTemplateAudited"

    freehold(served.data, "profile", "reject", str(profile), "--reason", "证件照片不清晰").check_returncode()
    told = client.query_fail_reason_for_registrant_profile_real_name_verification(
        models.QueryFailReasonForRegistrantProfileRealNameVerificationRequest(registrant_profile_id=profile)
    ).body.data
    assert [record.fail_reason for record in told] == ["证件照片不清晰"]
    better = document(image=picture(width=260, height=260))
    save(
        models.SaveRegistrantProfileRealNameVerificationRequest(
            registrant_profile_id=profile, postal_code="310000", **better
        )
    )
    freehold(served.data, "profile", "approve", str(profile)).check_returncode()
    assert code_of(
        save, models.SaveRegistrantProfileRealNameVerificationRequest(registrant_profile_id=profile, **better)
    ) == ("ContactTemplateAudited")

    prove_the_address(served, client, older)
    mark = SetDefaultRegistrantProfileRequest()
    mark.set_RegistrantProfileId(profile)
    older.call(mark)
    assert state(client, profile) == ("SUCCEED", True, 1)

    task_no = change(client, profile, "例子.cn", "example.com")
    assert {row.task_status for row in until(lambda: rows(client, task_no))} == {"EXECUTE_SUCCESS"}

    client.delete_email_verification(models.DeleteEmailVerificationRequest(email=ADDRESS))
    assert code_of(change, client, profile, "example.xyz") == "RegContactEmailNotVerified"
    several = DeleteContactTemplatesRequest()
    several.set_RegistrantProfileIds(str(profile))
    older.call(several)
    assert code_of(change, client, profile, "example.xyz") == "contactTemplateRealNamedNotExist"
    shown = client.query_contact_info(models.QueryContactInfoRequest(domain_name="例子.cn", contact_type="registrant"))
    assert shown.body.zh_registrant_organization == "新持有者有限公司"
    suffixes = client.query_domain_suffix(models.QueryDomainSuffixRequest()).body.suffix_list.suffix
    assert suffixes == ["cn", "com", "xyz"]


def prove_the_address(served, client, older):
    asked = models.EmailVerifiedRequest(email=ADDRESS)
    client.submit_email_verification(models.SubmitEmailVerificationRequest(email=ADDRESS))
    (first,) = links(served, 1)
    again = ResendEmailVerificationRequest()
    again.set_Email(f"{ADDRESS},nobody@example.com")
    answer = json.loads(older.call(again))
    assert [(row["Email"], row["Code"]) for row in answer["SuccessList"] + answer["FailList"]] == [
        (ADDRESS, "Success"), ("nobody@example.com", "ParameterIllegal"),
    ]  # fmt: skip
    (second,) = set(links(served, 2)) - {first}
    assert code_of(client.email_verified, asked) == "RegContactEmailNotVerified"

    assert open_link(second) == 200

    client.email_verified(asked)
    listed = client.list_email_verification(models.ListEmailVerificationRequest(email=ADDRESS)).body
    assert [(proof.email, proof.verification_status) for proof in listed.data] == [(ADDRESS, 1)]
