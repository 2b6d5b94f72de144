"""``freehold domain``: imported whole or not at all; listed and shown."""

import json
from pathlib import Path

import pytest

COLUMNS = "domain,registrant,email,country,registered,expires,update_lock\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "held.csv"
    file.write_text(
        COLUMNS + "example.com,Old Ltd,old@example.com,CN,2020-01-02,2031-01-02,on\n"
        "例子.cn,旧公司,,,2020-01-02,2031-01-02,\n"
    )
    return file


@pytest.fixture
def acme(run, data) -> None:
    assert run("account", "create", "acme", "--data", data).code == 0


def listed(run, data, *options: str) -> list[dict[str, object]]:
    return json.loads(run("domain", "list", "--data", data, "-o", "json", *options).out)


def test_imported_domains_are_listed_in_the_form_people_read(run, data, file, acme) -> None:
    ended = run("domain", "import", file, "--account", "acme", "--data", data)

    assert (ended.code, ended.out, ended.err) == (0, "", "2 domains imported for acme.\n")
    rows = listed(run, data)
    instances = [row.pop("instance_id") for row in rows]
    assert len(set(instances)) == 2
    common = {"account": "acme", "registered": "2020-01-02T00:00:00Z", "expires": "2031-01-02T00:00:00Z",
              "transfer_lock": "NONE_SETTING", "real_name": "NONAUDIT", "being_changed": False}  # fmt: skip
    assert rows == [
        {"domain": "example.com", "registrant": "Old Ltd", "update_lock": "OPEN", **common},
        {"domain": "例子.cn", "registrant": "旧公司", "update_lock": "NONE_SETTING", **common},
    ]
    assert [row["domain"] for row in listed(run, data, "--contains", "例")] == ["例子.cn"]


def test_a_file_with_one_bad_row_imports_nothing(run, data, file, acme) -> None:
    file.write_text(f"{file.read_text()}bad..com,,,,,,\n")

    ended = run("domain", "import", file, "--account", "acme", "--data", data)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        'held.csv, row 4: "bad..com" is not a domain name: it has an empty label.\n'
        "Error: Nothing was imported: 1 problems. Correct the rows named above.\n"
    )
    assert listed(run, data) == []


def test_a_domain_that_is_held_already_is_told_with_the_problems_of_the_file(run, data, file, acme) -> None:
    run("domain", "import", file, "--account", "acme", "--data", data)
    file.write_text("domain,email\nnew.com,\nnewer.com,nobody\nEXAMPLE.com,\n")

    ended = run("domain", "import", file, "--account", "acme", "--data", data)

    assert ended.code == 1
    assert ended.err == (
        'held.csv, row 3: email "nobody" is not a mail address.\n'
        "held.csv, row 4: example.com is held already.\n"
        "Error: Nothing was imported: 2 problems. Correct the rows named above.\n"
    )
    assert len(listed(run, data)) == 2


def test_a_dry_run_changes_nothing(run, data, file, acme) -> None:
    ended = run("domain", "import", file, "--account", "acme", "--dry-run", "--data", data)

    assert (ended.code, ended.err) == (0, "2 domains can be imported for acme.\n")
    assert listed(run, data) == []


def test_rows_without_expiry_are_told(run, data, file, acme) -> None:
    file.write_text("domain\nexample.com\n")

    assert run("domain", "import", file, "--account", "acme", "--data", data).err == (
        "1 domains imported for acme.\n1 rows give no expiry; it is taken to be two years from now.\n"
    )


def test_an_unknown_account_is_named(run, data, file, acme) -> None:
    ended = run("domain", "import", file, "--account", "acem", "--data", data)

    assert ended.code == 1
    assert ended.err == "Error: There is no account acem. freehold account list shows those there are.\n"


def test_a_domain_is_shown_with_its_registrant(run, data, file, acme) -> None:
    run("domain", "import", file, "--account", "acme", "--data", data)

    shown = json.loads(run("domain", "show", "EXAMPLE.com.", "--data", data, "-o", "json").out)

    assert (shown["domain"], shown["registrant"], shown["email"], shown["country"]) == (
        "example.com", "Old Ltd", "old@example.com", "CN",
    )  # fmt: skip


def test_a_domain_that_is_not_held_or_no_name_is_told_apart(run, data, acme) -> None:
    assert run("domain", "show", "other.com", "--data", data).code == 1
    assert run("domain", "show", "other", "--data", data).code == 2


def test_two_thousand_five_hundred_domains_are_listed_whole(run, data, file, acme) -> None:
    names = [f"shop-{n:05d}.xyz" for n in range(2500)]
    file.write_text("domain\n" + "".join(f"{name}\n" for name in names))
    run("domain", "import", file, "--account", "acme", "--data", data)

    assert [row["domain"] for row in listed(run, data)] == names
