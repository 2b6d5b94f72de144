"""The advanced search and the scroll: each filter, the orders, and a stream that loses and repeats nothing."""

import json

import pytest

from freehold.store import accounts, contacts, domains, groups, labels, new_tasks
from freehold.store.domains import NewDomain
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus
from support.action_world import NOW

KEY = {"AccessKeyId": "seekid", "secret": "seeksecret"}
PAGE = {"PageNum": "1", "PageSize": "200"}

# Name, days since the registration, days to the expiry, real-name state.
HELD = [
    ("shop.com", 400, 300, RealNameStatus.SUCCEEDED),
    ("shop-one.com.cn", 300, 300, RealNameStatus.SUCCEEDED),
    ("myshop.net", 200, 20, RealNameStatus.SUCCEEDED),
    ("12345.cn", 100, -10, RealNameStatus.NONE),
    ("abc123.xyz", 90, 500, RealNameStatus.FAILED),
    ("例店.cn", 80, 600, RealNameStatus.AUDITING),
    ("例子abc.中国", 70, 700, RealNameStatus.SUCCEEDED),
    ("leaving.top", 60, 800, RealNameStatus.SUCCEEDED),
    ("busy.top", 50, 900, RealNameStatus.SUCCEEDED),
    ("münchen.de", 40, 30, RealNameStatus.SUCCEEDED),
    ("a-b.invalid", 30, 31, RealNameStatus.SUCCEEDED),
]
ALL = [name for name, *_ in HELD]


def at(days):
    return Instant(NOW + days * DAY)


@pytest.fixture(scope="module")
def seeking(filled, tmp_path_factory):
    opened = filled.opened(tmp_path_factory.mktemp("seeking") / "copy")

    def fill(session):
        account = accounts.create(session, "seeker", NOW)
        accounts.put_key(session, account, "seekid", "seeksecret", NOW)
        holder = contacts.add(session, account.id, Contact(organization="Seeker Ltd", email="s@example.com"), NOW)
        entries = [
            NewDomain(
                name=DomainName.parse(name), registrant_id=holder, registered_at=at(-since), expires_at=at(left),
                real_name_status=state,
            )
            for name, since, left, state in HELD
        ]  # fmt: skip
        domains.add_many(session, account.id, entries, NOW)
        domains.mark_leaving(session, "leaving.top", leaving=True)
        (busy,) = domains.candidates(session, account.id, ["busy.top"])
        task = NewTask(
            task_no="880f1579-be51-4dd3-a69d-3f1e5b1c2d10", account_id=account.id, kind=TaskKind.CHANGE_REGISTRANT,
            contact_id=holder,
        )  # fmt: skip
        new_tasks.add(session, task, [NewItem(busy.id, busy.name, busy.instance_id, 1)], NOW)
        groups.add(session, account.id, "shops", NOW, group_id=71)
        grouped = domains.candidates(session, account.id, ["shop.com", "myshop.net"])
        groups.put(session, account.id, 71, [domain.id for domain in grouped], NOW)
        labels.set_resource_group(session, account.id, busy.instance_id, "rg-1")

    opened.store.write_now(fill)
    yield opened
    opened.close()


def found(world, **filters):
    """What the filters find, which both actions must agree on."""
    searched = world.json("QueryAdvancedDomainList", {**PAGE, **filters}, **KEY)
    scrolled = world.json("ScrollDomainList", {"PageSize": "200", **filters}, **KEY)
    assert searched["Data"] == scrolled["Data"]
    assert (searched["TotalItemNum"], scrolled["TotalItemNum"]) == (len(searched["Data"]["Domain"]), 0)
    return {row["DomainName"] for row in searched["Data"]["Domain"]}


FILTERS = [
    ({}, ALL),
    ({"KeyWord": "shop"}, ["shop.com", "shop-one.com.cn", "myshop.net"]),
    ({"KeyWord": "SHOP", "KeyWordPrefix": "true"}, ["shop.com", "shop-one.com.cn"]),
    ({"KeyWord": "shop", "KeyWordSuffix": "true"}, ["shop.com", "myshop.net"]),
    ({"KeyWord": "shop", "KeyWordPrefix": "true", "KeyWordSuffix": "true"}, ["shop.com", "shop-one.com.cn", "myshop.net"]),
    ({"KeyWord": "abc", "KeyWordPrefix": "true", "KeyWordSuffix": "true"}, ["abc123.xyz", "例子abc.中国"]),
    ({"KeyWord": "com"}, []),
    ({"KeyWord": "p.c"}, []),
    ({"KeyWord": "shop.c", "KeyWordPrefix": "true"}, []),
    ({"KeyWord": "%"}, []),
    ({"KeyWord": "_"}, []),
    ({"KeyWord": "例"}, ["例店.cn", "例子abc.中国"]),
    ({"KeyWord": "例子", "KeyWordPrefix": "true"}, ["例子abc.中国"]),
    ({"KeyWord": "xn--fsqu00a"}, ["例子abc.中国"]),
    ({"KeyWord": "xn--"}, []),
    ({"KeyWord": "  "}, ALL),
    ({"Excluded": "shop"}, [name for name in ALL if "shop" not in name]),
    ({"Excluded": "shop", "ExcludedPrefix": "true"}, [name for name in ALL if not name.startswith("shop")]),
    ({"Excluded": "shop", "ExcludedSuffix": "true"}, [name for name in ALL if name not in {"shop.com", "myshop.net"}]),
    ({"KeyWord": "shop", "Excluded": "my"}, ["shop.com", "shop-one.com.cn"]),
    ({"StartLength": "7"}, ["shop-one.com.cn", "leaving.top", "münchen.de"]),
    ({"EndLength": "2"}, ["例店.cn"]),
    ({"StartLength": "5", "EndLength": "5"}, ["12345.cn", "例子abc.中国"]),
    ({"Form": "11"}, ["12345.cn"]),
    ({"Form": "12"}, ["shop.com", "myshop.net", "leaving.top", "busy.top", "münchen.de"]),
    ({"Form": "13"}, ["shop-one.com.cn", "abc123.xyz", "a-b.invalid"]),
    ({"Form": "14"}, ["例店.cn", "例子abc.中国"]),
    ({"Suffixs": "cn"}, ["12345.cn", "例店.cn"]),
    ({"Suffixs": ".com.cn, com ,"}, ["shop.com", "shop-one.com.cn"]),
    ({"Suffixs": "中国"}, ["例子abc.中国"]),
    ({"Suffixs": ","}, []),
    ({"ProductDomainType": "gTLD"}, ["shop.com", "myshop.net"]),
    ({"ProductDomainType": "ccTLD"}, ["shop-one.com.cn", "12345.cn", "例店.cn", "例子abc.中国", "münchen.de"]),
    ({"ProductDomainType": "New gTLD"}, ["abc123.xyz", "leaving.top", "busy.top", "a-b.invalid"]),
    ({"DomainStatus": "0"}, ALL),
    ({"DomainStatus": "1"}, ["myshop.net", "12345.cn", "münchen.de"]),
    ({"DomainStatus": "2"}, []),
    ({"DomainStatus": "3"}, [name for name in ALL if name not in {"myshop.net", "12345.cn", "münchen.de"}]),
    ({"DomainStatus": "4"}, ["leaving.top"]),
    ({"DomainStatus": "5"}, ["busy.top"]),
    ({"DomainStatus": "6"}, ["12345.cn"]),
    ({"DomainStatus": "7"}, ["abc123.xyz"]),
    ({"DomainStatus": "8"}, ["例店.cn"]),
    ({"StartRegistrationDate": str(at(-50))}, ["busy.top", "münchen.de", "a-b.invalid"]),
    ({"EndRegistrationDate": str(at(-300))}, ["shop.com", "shop-one.com.cn"]),
    ({"StartExpirationDate": str(at(900))}, ["busy.top"]),
    ({"EndExpirationDate": str(at(30))}, ["myshop.net", "12345.cn", "münchen.de"]),
    ({"EndExpirationDate": str(at(25)), "DomainStatus": "1"}, ["myshop.net", "12345.cn"]),
    ({"StartExpirationDate": str(at(600)), "DomainStatus": "3"}, ["例店.cn", "例子abc.中国", "leaving.top", "busy.top"]),
    ({"TradeType": "-1"}, ALL),
]  # fmt: skip


@pytest.mark.parametrize(("filters", "names"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_each_filter_finds_what_it_says(seeking, filters, names):
    assert found(seeking, **filters) == set(names)


@pytest.mark.parametrize("action", ["QueryAdvancedDomainList", "ScrollDomainList"])
def test_a_domain_shows_the_groups_it_is_found_by(seeking, action):
    def shown(**filters):
        rows = seeking.json(action, {**PAGE, **filters} if "Advanced" in action else filters, **KEY)["Data"]["Domain"]
        names = ("DomainName", "DomainGroupId", "DomainGroupName", "ResourceGroupId")
        return {tuple(row.get(name) for name in names) for row in rows}

    assert shown(DomainGroupId="71") == {("shop.com", "71", "shops", None), ("myshop.net", "71", "shops", None)}
    assert shown(ResourceGroupId="rg-1") == {("busy.top", None, None, "rg-1")}
    assert shown(KeyWord="leaving") == {("leaving.top", None, None, None)}


@pytest.mark.parametrize("filters", [filters for filters, _ in FILTERS if "DomainStatus" in filters], ids=str)
def test_a_state_found_is_the_state_shown(seeking, filters):
    rows = seeking.json("QueryAdvancedDomainList", {**PAGE, **filters}, **KEY)["Data"]["Domain"]
    if filters["DomainStatus"] in {"1", "3"}:
        assert {row["DomainStatus"] for row in rows} == {filters["DomainStatus"]}
    if state := {"6": "NONAUDIT", "7": "FAILED", "8": "AUDITING"}.get(filters["DomainStatus"]):
        assert {row["DomainAuditStatus"] for row in rows} == {state}


@pytest.mark.parametrize(
    "filters",
    [
        {"ProductDomainType": "other"},
        {"TradeType": "2"},
    ],
    ids=str,
)
def test_a_filter_by_what_is_not_kept_finds_nothing(seeking, filters):
    assert found(seeking, **filters) == set()
    for more in ({"IsPremiumDomain": "true"}, {"Tag.1.Key": "a"}):
        assert seeking.json("QueryAdvancedDomainList", {**PAGE, **more}, **KEY)["TotalItemNum"] == 0
    assert seeking.json("QueryAdvancedDomainList", {**PAGE, "IsPremiumDomain": "false"}, **KEY)["TotalItemNum"] == 11


def ordered(world, **sorts):
    rows = world.json("QueryAdvancedDomainList", {**PAGE, **sorts}, **KEY)["Data"]["Domain"]
    return [row["DomainName"] for row in rows]


def test_orders_are_by_kind_then_expiry_then_registration_then_name(seeking):
    newest_first = list(reversed(ALL))
    assert ordered(seeking) == newest_first
    assert ordered(seeking, DomainNameSort="true") == sorted(ALL)
    assert ordered(seeking, DomainNameSort="false") == sorted(ALL, reverse=True)
    assert ordered(seeking, RegistrationDateSort="true") == ALL
    assert ordered(seeking, RegistrationDateSort="false") == newest_first
    left = {name: days for name, _, days, _ in HELD}
    both = ordered(seeking, ExpirationDateSort="true", DomainNameSort="false")
    assert both == sorted(sorted(ALL, reverse=True), key=lambda name: left[name])
    assert both[3:6] == ["a-b.invalid", "shop.com", "shop-one.com.cn"]
    kinds = [
        row["DomainType"]
        for row in seeking.json("QueryAdvancedDomainList", {**PAGE, "ProductDomainTypeSort": "true"}, **KEY)["Data"][
            "Domain"
        ]
    ]
    assert kinds == ["ccTLD"] * 5 + ["gTLD"] * 2 + ["New gTLD"] * 4


def test_pages_are_counted_from_one_and_nought_is_the_first(seeking):
    pages = [
        seeking.json("QueryAdvancedDomainList", {"PageNum": number, "PageSize": "4", "DomainNameSort": "true"}, **KEY)
        for number in ("0", "1", "2", "3", "4")
    ]

    assert pages[0] | {"RequestId": ""} == pages[1] | {"RequestId": ""}
    assert [row["DomainName"] for page in pages[1:] for row in page["Data"]["Domain"]] == sorted(ALL)
    assert [(page["PrePage"], page["NextPage"]) for page in pages[1:]] == [
        (False, True), (True, True), (True, False), (True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("sizes", [[1], [3], [11], [200], [2, 5, 1]], ids=str)
def test_a_scroll_gives_every_domain_once_however_it_is_cut(seeking, sizes):
    names, place, left = [], {}, None
    for number in range(12):
        size = sizes[number % len(sizes)]
        answer = seeking.json("ScrollDomainList", {**place, "PageSize": str(size), "EndLength": "60"}, **KEY)
        rows = answer["Data"]["Domain"]
        names += [row["DomainName"] for row in rows]
        assert left is None or answer["TotalItemNum"] == left - len(rows)
        place, left = {"ScrollId": answer["ScrollId"]}, answer["TotalItemNum"]
        assert left == len(ALL) - len(names)
        if left == 0:
            break

    assert names == list(reversed(ALL))
    assert seeking.json("ScrollDomainList", {**place, "EndLength": "60"}, **KEY)["Data"]["Domain"] == []


def test_what_is_entered_or_leaves_meanwhile_moves_nothing(seeking, filled, tmp_path):
    world = filled.opened(tmp_path / "copy")
    try:
        first = world.json("ScrollDomainList", {"PageSize": "3"})
        with world.store.reading() as session:
            account = accounts.by_name(session, "acme")
            one = domains.by_name(session, account.id, DomainName("example.com"))
        new = NewDomain(
            name=DomainName("new.com"), registrant_id=one.registrant_id, registered_at=NOW, expires_at=at(9)
        )
        world.store.write_now(lambda session: domains.add_many(session, account.id, [new], NOW))

        rest = world.json("ScrollDomainList", {"PageSize": "20", "ScrollId": first["ScrollId"]})

        assert (first["TotalItemNum"], rest["TotalItemNum"]) == (5, 0)
        names = [row["DomainName"] for row in first["Data"]["Domain"] + rest["Data"]["Domain"]]
        assert (len(names), len(set(names)), "new.com" in names) == (8, 8, False)
    finally:
        world.close()


def test_a_place_is_of_its_account_and_filters_and_cannot_be_made_up(seeking):
    place = seeking.json("ScrollDomainList", {"PageSize": "2"}, **KEY)["ScrollId"]

    def refused(parameters, **key):
        reply = seeking.call("ScrollDomainList", parameters, **key)
        told = json.loads(reply.body)
        assert (reply.status, told["Code"]) == (400, "ParameterIllegal"), told
        assert "ScrollId is not of this search" in told["Message"]

    assert len(seeking.json("ScrollDomainList", {"PageSize": "9", "ScrollId": place}, **KEY)["Data"]["Domain"]) == 9
    refused({"ScrollId": place})
    for filters in ({"KeyWord": "shop"}, {"DomainStatus": "1"}, {"TradeType": "-1"}, {"EndLength": "99"}):
        refused({"ScrollId": place, **filters}, **KEY)
    middle = len(place) // 2
    changed = place[:middle] + ("A" if place[middle] != "A" else "B") + place[middle + 1 :]
    for text in ("x", "5:3", changed, place[:-4], place + "AAAA", place[4:], "例", "A" * 512, "=", "AQ=="):
        refused({"ScrollId": text}, **KEY)
