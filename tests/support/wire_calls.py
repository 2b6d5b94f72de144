"""Calls of the toy actions, and what came back."""

import json

from lxml import etree

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DETAILS = "QueryTaskDetailList"
LIST = "QueryDomainList"
VERIFY = "RegistrantProfileRealNameVerification"

PAGE = {"PageNum": "1", "PageSize": "2"}
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1"}
A_PAGE = {**PAGE, "TaskNo": "t"}


def code_of(reply):
    if reply.body.startswith(b"{"):
        return reply.status, json.loads(reply.body).get("Code", "OK")
    return reply.status, etree.fromstring(reply.body).findtext("Code") or "OK"
