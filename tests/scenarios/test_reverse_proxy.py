"""The shipped settings of nginx, with a real nginx: signatures stay valid, and nothing a caller sent is in its logs (PRV-6)."""

import pytest
import requests
from alibabacloud_domain20180129 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from support.action_world import picture
from support.nginx import Nginx
from support.sdk import V1, v2_client
from support.served import Served, acme
from support.waiting import until

COUNT = 2_500
PLANTED = "91350100M000100Y43"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxied")
    seed = acme([{"generate": COUNT, "pattern": "shop-{n:05d}.com"}])
    with Served(folder / "data", seed, "--log-format", "json", "--log-level", "info") as served:
        (folder / "nginx").mkdir()
        nginx = Nginx(folder / "nginx", served.endpoint)
        try:
            yield served, nginx
        finally:
            nginx.stop()


def test_signed_calls_pass_with_thousands_of_domains_in_the_address_and_with_bodies(proxied):
    _, nginx = proxied
    names = [f"shop-{number:05d}.com" for number in range(1, COUNT + 1)]
    client = v2_client(nginx.endpoint, "testid", "testsecret", ca=nginx.ca)
    older = v2_client(nginx.endpoint, "testid", "testsecret", V1, ca=nginx.ca)

    task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(
        models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(domain_name=names, registrant_profile_id=1)
    ).body.task_no
    question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=1)
    assert older.query_task_detail_list(question).body.total_item_num == COUNT
    with pytest.raises(ClientException) as refused:
        # The image goes in the body and is far larger than nginx's own buffers; what is refused is the unproven mail.
        client.save_task_for_updating_registrant_info_by_identity_credential(
            models.SaveTaskForUpdatingRegistrantInfoByIdentityCredentialRequest(
                domain_name=["shop-00001.com"], identity_credential=picture(width=250, height=250),
                identity_credential_no=PLANTED, identity_credential_type="YYZZ", registrant_type="2", country="CN",
                registrant_name="Planted Person", registrant_organization="Planted Holder Ltd", province="zhe jiang",
                city="hang zhou shi", address="1 Planted Road", postal_code="310024", tel_area="86",
                telephone="57188881234", email="planted@example.com", zh_registrant_name="植入人",
                zh_registrant_organization="植入有限公司", zh_province="浙江", zh_city="杭州市", zh_address="植入路1号",
            )
        )  # fmt: skip
    assert refused.value.code == "RegContactEmailNotVerified"

    lines = until(lambda: [line for line in nginx.logs()["log-freehold.log"].splitlines() if " 400 " in line])
    assert lines[0].split(" ")[0] == "127.0.0.0"
    assert lines[0].split(" ")[2:5] == ["POST", "/", "400"]


def test_what_is_not_for_callers_is_not_there(proxied):
    _, nginx = proxied

    for path in ("metrics", "healthz", "readyz"):
        answer = requests.get(f"https://{nginx.endpoint}/{path}", verify=str(nginx.ca), timeout=10)
        assert answer.status_code == 404
    # A letter of another form is another path, which Freehold does not serve either.
    assert requests.get(f"https://{nginx.endpoint}/%6detrics", verify=str(nginx.ca), timeout=10).status_code == 404


def test_nothing_a_caller_sent_is_in_any_log_not_even_when_the_server_is_gone(proxied):
    served, nginx = proxied
    served.stop()

    gone = requests.get(f"https://{nginx.endpoint}/?IdentityCredentialNo={PLANTED}", verify=str(nginx.ca), timeout=10)
    said = {**nginx.logs(), "freehold": served.log()}

    assert gone.status_code == 502
    for name, text in said.items():
        for word in (PLANTED, "IdentityCredentialNo", "shop-00001", "lanted", "testid", "?", "Signature"):
            assert word not in text, name
    assert said["log-freehold-error.log"] == ""
