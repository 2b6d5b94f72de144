"""Lists of domains, what is told of one, groups, remarks and renewal."""

import base64

from actions.cases.case import BO, PAGE, Case, listed
from freehold.store import accounts, domains, groups, labels
from freehold.terms.instants import Instant
from support.action_world import NOW
from support.workbooks import workbook

GROUPING = "UpdateDomainToDomainGroup"
_OLD_WORKBOOK = base64.b64encode(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)).decode()
_LARGE_FILE = base64.b64encode(b"PK" + bytes(2 * 1024 * 1024)).decode()


def _grouped(session):
    """The first group has gone.com, which has all that an account can note at a domain; the second is empty."""
    account = accounts.by_name(session, "acme").id
    found = domains.candidates(session, account, ["gone.com"])[0]
    groups.add(session, account, "offices", Instant(NOW + 1000), group_id=2)
    groups.put(session, account, 1, [found.id], NOW)
    labels.set_remark(session, account, [found.instance_id], "旗舰店")
    labels.set_auto_renew(session, account, found.instance_id, on=True)
    labels.set_resource_group(session, account, found.instance_id, "rg-shops")


CASES = [
    Case("QueryDomainList", "a page", {"PageNum": "1", "PageSize": "3"}),
    Case("QueryDomainList", "of a holder, by date", {**PAGE, "Ccompany": "Example Widgets Ltd", "OrderKeyType": "ExpirationDate", "OrderByType": "ASC"}),
    Case("QueryDomainList", "none", {**PAGE, "DomainName": "nothing-like-it"}),
    Case("QueryDomainList", "no page", {}),
    Case("QueryDomainList", "an order that does not exist", {**PAGE, "OrderByType": "DOWN"}),
    Case("QueryDomainList", "of a group", {**PAGE, "DomainGroupId": "1"}, arranged=_grouped),
    Case("QueryDomainList", "of a resource group, to be renewed by themselves", {**PAGE, "ResourceGroupId": "rg-shops", "AutoRenewEnabled": "true"}, arranged=_grouped),
    Case("QueryDomainList", "a user whose policy does not allow it", PAGE, BO),
    Case("QueryAdvancedDomainList", "a page by name", {"PageNum": "0", "PageSize": "3", "DomainNameSort": "true"}),
    Case("QueryAdvancedDomainList", "by keyword, suffix and kind", {**PAGE, "KeyWord": "o", "Excluded": "g", "ExcludedPrefix": "true", "Suffixs": "com,.cn", "ProductDomainType": "gTLD"}),
    Case("QueryAdvancedDomainList", "of a group", {**PAGE, "DomainGroupId": "1"}, arranged=_grouped),
    Case("QueryAdvancedDomainList", "none", {**PAGE, "KeyWord": "nothing-like-it"}),
    Case("QueryAdvancedDomainList", "a state that does not exist", {**PAGE, "DomainStatus": "9"}),
    Case("QueryAdvancedDomainList", "a suffix that cannot be", {**PAGE, "Suffixs": "com,-"}),
    Case("QueryAdvancedDomainList", "a page that is too large", {"PageNum": "1", "PageSize": "201"}),
    Case("QueryAdvancedDomainList", "no page", {}),
    Case("ScrollDomainList", "the first of them", {"PageSize": "2", "Form": "12"}),
    Case("ScrollDomainList", "all at once", {"DomainStatus": "0"}),
    Case("ScrollDomainList", "of a resource group", {"ResourceGroupId": "rg-shops"}, arranged=_grouped),
    Case("ScrollDomainList", "a made-up place", {"ScrollId": "AXNjcm9sbA"}),
    Case("ScrollDomainList", "a page that is too large", {"PageSize": "1001"}),
    Case("QueryChangeLogList", "all of them", PAGE),
    Case("QueryChangeLogList", "of one domain", {**PAGE, "DomainName": "example.com"}),
    Case("QueryChangeLogList", "of a day without any", {**PAGE, "StartDate": "1700000000000", "EndDate": "1700100000000"}),
    Case("QueryChangeLogList", "a name that is none", {**PAGE, "DomainName": "??"}),
    Case("QueryChangeLogList", "a page that is too large", {"PageNum": "1", "PageSize": "101"}),
    Case("QueryDomainSuffix", "of the account's domains", {}),
    Case("QueryDomainByDomainName", "a changed one", {"DomainName": "example.com"}),
    Case("QueryDomainByDomainName", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryDomainByDomainName", "no name at all", {"DomainName": "??"}),
    Case("QueryDomainByInstanceId", "a changed one", {"InstanceId": "<instance>"}),
    Case("QueryDomainByInstanceId", "none named", {}),
    Case("QueryDomainByInstanceId", "unknown", {"InstanceId": "S20260000000000000000"}),
    Case("QueryDomainByDomainName", "one in groups, with a remark", {"DomainName": "gone.com"}, arranged=_grouped),
    Case("QueryDomainGroupList", "all", {}, arranged=_grouped),
    Case("QueryDomainGroupList", "by name", {"DomainGroupName": "SHOP", "OrderKeyType": "TotalNumber", "OrderByType": "ASC"}, arranged=_grouped),
    Case("QueryDomainGroupList", "an order that does not exist", {"OrderKeyType": "Colour"}),
    Case("SaveDomainGroup", "a new one", {"DomainGroupName": "新店铺"}, arranged=_grouped),
    Case("SaveDomainGroup", "another name", {"DomainGroupId": "1", "DomainGroupName": "stores"}, arranged=_grouped),
    Case("SaveDomainGroup", "the name it has", {"DomainGroupId": "1", "DomainGroupName": "shops"}, arranged=_grouped),
    Case("SaveDomainGroup", "a name that another has", {"DomainGroupName": "shops"}, arranged=_grouped),
    Case("SaveDomainGroup", "one that is not there", {"DomainGroupId": "777", "DomainGroupName": "stores"}),
    Case("SaveDomainGroup", "no name", {}),
    Case("DeleteDomainGroup", "one with domains", {"DomainGroupId": "1"}, arranged=_grouped),
    Case("DeleteDomainGroup", "one that is not there", {"DomainGroupId": "777"}),
    Case("DeleteDomainGroup", "none named", {}),
    Case(GROUPING, "two more", {**listed("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "from a workbook, instead of those in it", {"FileToUpload@": workbook("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "2", "Replace": "true"}, arranged=_grouped),
    Case(GROUPING, "a group that is not there", {**listed("example.com"), "DomainGroupId": "777", "DataSource": "1", "Replace": "false"}),
    Case(GROUPING, "unknown and strangers' domains", {**listed("example.com", "stranger.com", "nobody.com"), "DomainGroupId": "1", "DataSource": "1", "Replace": "true"}, arranged=_grouped),
    Case(GROUPING, "a list without names", {"DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "a file without a file", {**listed("example.com"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}),
    Case(GROUPING, "a workbook with what is no name", {"FileToUpload@": workbook("example.com", "no name"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "an old workbook", {"FileToUpload@": _OLD_WORKBOOK, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "too large a file", {"FileToUpload@": _LARGE_FILE, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "a remark", {"InstanceIds": "<instance>", "Remark": "旗舰店"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "none any more", {"InstanceIds": "<instance>"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "one that is not there", {"InstanceIds": "S20260000000000000000", "Remark": "shop"}),
    Case("SaveBatchDomainRemark", "too many", {"InstanceIds": ",".join(f"S2026{number:016X}" for number in range(51))}),
    Case("SaveBatchDomainRemark", "none named", {"Remark": "shop"}),
    Case("SetupDomainAutoRenew", "on", {"InstanceId": "<instance>", "Operation": "OPEN"}),
    Case("SetupDomainAutoRenew", "neither on nor off", {"InstanceId": "<instance>", "Operation": "maybe"}),
    Case("SetupDomainAutoRenew", "one that is not there", {"InstanceId": "S20260000000000000000", "Operation": "CLOSE"}),
    Case("ChangeResourceGroup", "another one", {"ResourceId": "<instance>", "NewResourceGroupId": "rg-acfmx7g", "ResourceType": "Domain"}),
    Case("ChangeResourceGroup", "one that is not there", {"ResourceId": "S20260000000000000000", "NewResourceGroupId": "rg-acfmx7g"}),
    Case("ChangeResourceGroup", "no number of a group", {"ResourceId": "<instance>", "NewResourceGroupId": "no group"}),
]  # fmt: skip
