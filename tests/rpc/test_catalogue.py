"""Which actions there are, and what a folder of actions may not hold."""

import sys
import types

import pytest

from freehold.rpc.catalogue import BadActionFile, Catalogue, find_actions
from freehold.rpc.structures import snake_case
from freehold.terms.refusals import InvalidActionNotFound
from support.toy_actions import TOYS, details, submit

FILE = '''
from dataclasses import replace
from freehold.rpc.action import Call, action
from freehold.rpc.structures import Structure, out

class Request(Structure):
    pass

class Response(Structure):
    pass

@action("{name}", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Nothing."""
    return Response()
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of actions on disk; ``write(path, text)`` puts a file into it."""
    root = tmp_path / "toy_action_files"
    root.mkdir()
    (root / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(path, text):
        file = root / path
        file.parent.mkdir(exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(text)
        return __import__("toy_action_files")

    yield write
    for name in [name for name in sys.modules if name.startswith("toy_action_files")]:
        del sys.modules[name]


def test_actions_are_found_by_their_files(package):
    package("dns/query_ds_record.py", FILE.format(name="QueryDSRecord"))
    found = find_actions(package("tasks/query_task_list.py", FILE.format(name="QueryTaskList")))

    assert [(action.name, action.description) for action in found] == [
        ("QueryDSRecord", "Nothing."),
        ("QueryTaskList", "Nothing."),
    ]


def test_a_file_is_named_after_its_action(package):
    with pytest.raises(BadActionFile, match=r"QueryDSRecord belongs into query_ds_record\.py"):
        find_actions(package("dns/query_records.py", FILE.format(name="QueryDSRecord")))


def test_a_file_named_after_an_action_has_it(package):
    with pytest.raises(BadActionFile, match="has 0 actions"):
        find_actions(package("dns/query_ds_record.py", ""))


def test_a_file_has_one_action(package):
    with pytest.raises(BadActionFile, match="has 2 actions"):
        find_actions(package("dns/query_ds_record.py", FILE.format(name="QueryDSRecord") + "other = replace(handle)"))


def test_what_actions_of_a_group_share_is_no_action(package):
    package("dns/records.py", "from toy_action_files.dns.query_ds_record import handle")
    found = find_actions(package("dns/query_ds_record.py", FILE.format(name="QueryDSRecord")))

    assert [action.name for action in found] == ["QueryDSRecord"]


def test_two_actions_of_one_name_are_refused():
    with pytest.raises(BadActionFile, match="built twice"):
        Catalogue([*TOYS, submit])


def test_an_action_that_is_not_published_is_refused():
    with pytest.raises(BadActionFile, match="is no published action"):
        Catalogue([submit], published=["QueryTaskList"])


def test_built_published_and_unknown_names_are_told_apart():
    """SEC-7: names are compared with their case."""
    catalogue = Catalogue(TOYS)

    assert catalogue.find("QueryTaskDetailList") is details
    assert catalogue.find("QueryDSRecord") is None
    for name in ("querytaskdetaillist", "QueryTaskDetailList ", ""):
        with pytest.raises(InvalidActionNotFound):
            catalogue.find(name)
    assert len(catalogue.published) == 133


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("QueryDSRecord", "query_ds_record"),
        ("SaveSingleTaskForCreatingDnsHost", "save_single_task_for_creating_dns_host"),
        (
            "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID",
            "save_task_for_updating_registrant_info_by_registrant_profile_id",
        ),
    ],
)
def test_a_file_name_is_the_action_in_snake_case(name, file):
    assert snake_case(name) == file


def test_a_handler_must_name_its_structures():
    from freehold.rpc.action import action

    with pytest.raises(TypeError, match="must name two Structures"):
        action("X", writes=False)(types.FunctionType((lambda call, request: None).__code__, {}))
