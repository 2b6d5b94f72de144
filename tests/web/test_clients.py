"""The official SDKs, unmodified, against the real server over real sockets."""

import json

import pytest
from alibabacloud_domain20180129 import models
from alibabacloud_tea_openapi.exceptions import ClientException
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkdomain.request.v20180129.QueryTaskDetailListRequest import QueryTaskDetailListRequest
from aliyunsdkdomain.request.v20180129.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest import (
    SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest as SubmitRequest,
)

from support.sdk import V1, V3, v1_client, v2_client
from support.signing import KEY, SECRET
from support.waiting import until
from support.wire_store import STS_KEY, STS_TOKEN

MODES = pytest.mark.parametrize("mode", [V3, V1])


@MODES
def test_the_second_sdk_sends_2500_names_in_one_url(server, mode):
    names = [f"a-name-of-usual-length-{mode.lower()}-{number}.example" for number in range(2_499)]
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=[*names, "中文.cn"], registrant_profile_id=7, transfer_out_prohibited=True
    )

    reply = v2_client(
        server.endpoint, KEY, SECRET, mode
    ).save_task_for_updating_registrant_info_by_registrant_profile_id(request)

    assert reply.status_code == 200
    assert reply.body.task_no == f"{names[0]}|xn--fiq228c.cn|2500|7|True"
    assert reply.headers["x-acs-request-id"] == reply.body.request_id


def test_the_first_sdk_sends_2500_names_in_one_url(server):
    names = [f"a-name-of-usual-length-old-{number}.example" for number in range(2_500)]
    request = SubmitRequest()
    request.set_DomainNames(names)
    request.set_RegistrantProfileId(7)
    request.set_TransferOutProhibited(True)

    body = json.loads(v1_client(server.endpoint, KEY, SECRET).call(request))

    assert body["TaskNo"] == f"{names[0]}|{names[-1]}|2500|7|True"


@MODES
def test_the_second_sdk_reads_a_page(server, mode):
    request = models.QueryTaskDetailListRequest(task_no="中文 a+b~*", page_num=1, page_size=2)

    body = v2_client(server.endpoint, KEY, SECRET, mode).query_task_detail_list(request).body

    rows = [(row.task_no, row.task_status_code, row.error_msg) for row in body.data.task_detail]
    assert rows == [("中文 a+b~*", 0, "出错 <&>"), ("中文 a+b~*", 1, None)]
    assert (body.total_item_num, body.pre_page, body.next_page) == (2, False, False)


def test_the_first_sdk_reads_a_page(server):
    request = QueryTaskDetailListRequest()
    request.set_TaskNo("中文 a+b~*")
    request.set_PageNum(1)
    request.set_PageSize(2)

    body = json.loads(v1_client(server.endpoint, KEY, SECRET).call(request))

    assert body["Data"]["TaskDetail"][0]["ErrorMsg"] == "出错 <&>"


@MODES
def test_temporary_credentials_work(server, mode):
    client = v2_client(server.endpoint, STS_KEY, SECRET, mode, token=STS_TOKEN)

    reply = client.query_task_detail_list(models.QueryTaskDetailListRequest(task_no="t", page_num=1, page_size=2))

    assert reply.body.total_item_num == 2


def test_temporary_credentials_work_in_the_first_sdk(server):
    request = QueryTaskDetailListRequest()
    request.set_TaskNo("t")
    request.set_PageNum(1)
    request.set_PageSize(2)

    body = json.loads(v1_client(server.endpoint, STS_KEY, SECRET, token=STS_TOKEN).call(request))

    assert body["TotalItemNum"] == 2


@MODES
def test_a_form_body_and_the_other_spelling_of_the_profile_arrive(server, mode):
    request = models.RegistrantProfileRealNameVerificationRequest(
        registrant_profile_id=5,
        identity_credential="QUJD+/==" * 50_000,
        identity_credential_no="110",
        identity_credential_type="SFZ",
    )

    reply = v2_client(server.endpoint, KEY, SECRET, mode).registrant_profile_real_name_verification(request)

    assert reply.status_code == 200
    assert reply.body.request_id == reply.headers["x-acs-request-id"]


@MODES
def test_a_refusal_reaches_the_second_sdk(server, mode):
    request = models.QueryTaskDetailListRequest(task_no="t", page_num=1, page_size=2_000, lang="zh")

    with pytest.raises(ClientException) as refused:
        v2_client(server.endpoint, KEY, SECRET, mode).query_task_detail_list(request)

    assert refused.value.code == "InvalidPageSize"
    assert "参数 PageSize 的值无效：必须在 1 到 1000 之间。" in str(refused.value)


def test_the_first_sdk_knows_a_wrong_secret_by_the_string_to_sign(server):
    """protocol.md, 7.1: it compares the server's string with its own."""
    request = QueryTaskDetailListRequest()
    request.set_TaskNo("中文 a+b~*")
    request.set_PageNum(1)
    request.set_PageSize(2)

    with pytest.raises(ServerException) as refused:
        v1_client(server.endpoint, KEY, "wrong").call(request)

    assert refused.value.get_error_code() == "InvalidAccessKeySecret"


@MODES
def test_the_second_sdk_is_told_of_a_wrong_secret(server, mode):
    request = models.QueryTaskDetailListRequest(task_no="t", page_num=1, page_size=2)

    with pytest.raises(ClientException) as refused:
        v2_client(server.endpoint, KEY, "wrong", mode).query_task_detail_list(request)

    assert refused.value.code == "SignatureDoesNotMatch"


def test_an_action_that_is_not_built_is_told_after_authentication(server):
    with pytest.raises(ClientException) as refused:
        v2_client(server.endpoint, KEY, SECRET).query_dsrecord(models.QueryDSRecordRequest(domain_name="a.example"))

    assert refused.value.code == "UnsupportedOperation"


def test_twenty_thousand_names_fit_into_one_url(server):
    names = [f"name-{number}.example" for number in range(20_000)]
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=names, registrant_profile_id=7
    )

    reply = v2_client(server.endpoint, KEY, SECRET).save_task_for_updating_registrant_info_by_registrant_profile_id(
        request
    )

    assert reply.body.task_no == "name-0.example|name-19999.example|20000|7|False"


def test_the_log_has_the_action_and_nothing_that_callers_sent(server):
    """PRV-6."""
    secret_text = "document-110101199001011234"
    request = models.QueryTaskDetailListRequest(task_no=secret_text, page_num=1, page_size=2)

    body = v2_client(server.endpoint, KEY, SECRET, V1).query_task_detail_list(request).body

    # The line is written once the reply has left, so the reader may be ahead of it.
    log = until(lambda: server.log() if body.request_id in server.log() else "")
    assert secret_text not in log
    assert "action=QueryTaskDetailList status=200 code=OK " in log
    assert "Signature" not in log.replace("SignatureDoesNotMatch", "")
