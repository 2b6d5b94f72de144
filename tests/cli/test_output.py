"""What commands print, in each form."""

import csv
import io
import json

import pytest

from freehold.cli.output import plain, write_record, write_rows

ROWS = [
    {"domain": "例子.cn", "note": "=HYPERLINK(1)", "done": True, "count": None},
    {"domain": "a.com", "note": "line\nbreak \x1b[31mred", "done": False, "count": 3},
]
COLUMNS = ("domain", "note", "done", "count")


def test_json_is_one_array_with_the_values_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, iter(ROWS), "json")

    assert json.loads(capsys.readouterr().out) == ROWS


def test_json_of_no_rows_is_an_empty_array(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, [], "json")

    assert capsys.readouterr().out == "[]\n"


def test_jsonl_is_a_row_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, ROWS, "jsonl")

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_cells_that_a_spreadsheet_would_run_become_text(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(("note",), [{"note": f"{start}1+1"}], "csv")

    assert capsys.readouterr().out == f"note\n'{start}1+1\n"


def test_csv_has_neither_line_breaks_nor_control_characters_in_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, ROWS, "csv")

    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["domain", "note", "done", "count"],
        ["例子.cn", "'=HYPERLINK(1)", "true", ""],
        ["a.com", "line break  [31mred", "false", "3"],
    ]


def test_a_table_off_a_terminal_is_neither_wrapped_nor_coloured(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 300

    write_rows(("domain", "note"), [{"domain": "a.com", "note": f"[bold]{long}"}], "table")

    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["domain  note", f"a.com   [bold]{long}"]


def test_a_record_is_a_line_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    write_record({"task_no": "1", "finished": True, "profile": None}, "table")

    assert capsys.readouterr().out == "task_no   1\nfinished  yes\nprofile\n"


def test_what_others_wrote_cannot_steer_a_terminal() -> None:
    assert plain("a\x1b]0;title\x07b\u202ec") == "a ]0;title b c"
