"""Change the registrant of three domains with the official SDK, and wait for the result.

Needs a server that was started with `make serve`, and `pip install alibabacloud_domain20180129`.
"""

import time

from alibabacloud_domain20180129 import models
from alibabacloud_domain20180129.client import Client
from alibabacloud_tea_openapi.models import Config

client = Client(
    Config(access_key_id="testid", access_key_secret="testsecret", endpoint="127.0.0.1:8400", protocol="http")
)

request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
    domain_name=["example.com", "例子.cn", "shop-00001.xyz"],
    registrant_profile_id=1,
    transfer_out_prohibited=True,
)
task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
print("Task", task_no)

question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=100)
while True:
    rows = client.query_task_detail_list(question).body.data.task_detail
    if all(row.task_status_code >= 2 for row in rows):
        break
    time.sleep(0.5)

for row in rows:
    print(row.domain_name, row.task_status)
