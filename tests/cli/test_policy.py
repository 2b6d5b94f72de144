"""``freehold policy``: every value with its source, in both languages, and files that cannot be used."""

import json

import pytest

from freehold.cli.policy_words import COLUMNS, VALUES, WORDS
from freehold.languages import chinese_keys
from freehold.policy.files import fields
from support.policy_folder import write


def shown(run, *options) -> dict[str, dict[str, str]]:
    ended = run("policy", "show", *options, "-o", "json")
    assert ended.code == 0, ended.err
    return {row["value"]: row for row in json.loads(ended.out)}


def test_each_value_is_shown_with_certainty_source_file_and_dates(run) -> None:
    found = shown(run, "xyz", "--at", "2024-01-01")

    assert found["contacts.roles"] == {
        "value": "contacts.roles",
        "is": "registrant, admin, tech, billing",
        "certainty": "documented",
        "source": "ICANN Registration Data Policy, in force since 2025-08-21",
        "file": "families/gtld.toml",
        "from": "1985-01-01",
        "until": "2025-08-21",
    }


def test_the_operators_files_are_found_in_the_data_folder(run, data) -> None:
    write(data, "policy/tlds/cn.toml", "[registrant_change]\ndays = [5, 10]\n")

    found = shown(run, "中国", "--data", data), shown(run, "cn", "--data", data)

    assert [each["registrant_change.days"]["is"] for each in found] == ["3, 7", "5, 10"]
    assert found[1]["registrant_change.days"]["certainty"] == "operator"
    assert found[1]["registrant_change.days"]["file"] == "policy/tlds/cn.toml"


def test_the_operators_files_are_found_by_the_settings(run, tmp_path) -> None:
    write(tmp_path, "ours/tlds/zz.toml", 'extends = "gtld"\n')
    write(tmp_path, "freehold.toml", 'policy = "ours"\n')

    assert shown(run, "zz", "--config", tmp_path / "freehold.toml")["registrant_change.method"]["is"] == "update"


def test_people_read_the_table_in_chinese(run) -> None:
    lines = run("policy", "show", "com", "--lang", "zh").out.splitlines()

    assert lines[0].split() == ["项目", "值", "可靠程度", "来源", "文件", "生效", "失效"]
    assert [line.split()[:3] for line in lines if line.startswith("变更后锁定天数")] == [
        ["变更后锁定天数", "60", "有文献"]
    ]


@pytest.mark.parametrize(
    ("suffix", "lang", "sentence"),
    [
        ("zz", "en", "No file describes zz; it follows its family, cctld.\n"),
        ("net.cn", "en", "No file describes net.cn; it follows cn.\n"),
        ("香港", "zh", "没有文件描述 香港；适用其类别 cctld 的规则。\n"),
    ],
)
def test_a_suffix_without_a_file_says_what_it_follows(run, suffix, lang, sentence) -> None:
    assert run("policy", "show", suffix, "--lang", lang).err == sentence


def test_what_is_no_suffix_is_a_usage_error(run) -> None:
    ended = run("policy", "show", "-", "-o", "json")

    assert ended.code == 2
    assert ended.out == ""


def test_check_counts_sound_policies(run) -> None:
    ended = run("policy", "check")

    assert (ended.code, ended.out, ended.err) == (0, "", "137 policies are sound.\n")


def test_check_names_every_file_and_field_that_is_wrong(run, data) -> None:
    write(data, "policy/tlds/cn.toml", "[registrant_change]\nlock_days = -1\nmethd = 'update'\n")
    write(data, "policy/tlds/zz.toml", "extends = 3\n")

    ended = run("policy", "check", "--data", data)

    assert ended.code == 1
    assert ended.err.splitlines() == [
        "policy/tlds/cn.toml: registrant_change.lock_days: Expected `int` >= 0, and it is -1",
        "policy/tlds/cn.toml: there is no value registrant_change.methd; did you mean registrant_change.method?",
        "policy/tlds/zz.toml: extends: Expected `str`, got `int`, and it is 3",
        "Error: Policy files cannot be used (3). Correct what is named above.",
    ]


def test_every_value_and_word_has_its_words_in_both_languages() -> None:
    assert set(WORDS) == {"suffix", *fields()}
    wanted = {
        *(f"policy.word.{name}" for name in WORDS),
        *(f"policy.value.{name}" for name in VALUES),
        *(f"policy.column.{name}" for name in COLUMNS),
    }
    assert wanted <= chinese_keys()
