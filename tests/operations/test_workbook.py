"""Lists of names in uploaded workbooks, hostile ones included."""

import base64
import io
import zipfile

import pytest

from freehold.operations import workbook
from freehold.terms.refusals import SpreadsheetFormatNotSupported, SpreadsheetIllegal, SpreadsheetTooLarge
from support import workbooks


def read(octets):
    return workbook.names(base64.b64encode(octets).decode())


def refused(octets, kind=SpreadsheetIllegal):
    with pytest.raises(kind) as raised:
        read(octets)
    return str(raised.value)


def changed(octets, **parts):
    """The workbook with parts of it, found by the end of their names, made anew by a function."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            for end, change in parts.items():
                if part.filename.endswith(f"{end}.xml"):
                    content = change(content)
            after.writestr(part.filename, content)
    return made.getvalue()


def test_a_name_a_row_is_read_in_either_form_and_blank_rows_are_passed_over():
    octets = workbooks.octets("Example.com", None, " 例子.cn ", "", "xn--fsqu00a.com")

    assert read(octets) == ["example.com", "xn--fsqu00a.cn", "xn--fsqu00a.com"]


def test_base64_may_be_broken_into_lines():
    text = workbooks.workbook("example.com")

    assert workbook.names("\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))) == ["example.com"]


def test_what_is_no_name_is_told():
    assert "has 2 rows that are not valid domain names: no name, 7." in refused(workbooks.octets("a.com", "no name", 7))


def test_a_formula_is_refused_and_not_computed():
    assert "has a formula in row 2." in refused(workbooks.octets("a.com", '=HYPERLINK("http://example.net","b.com")'))


def test_an_empty_workbook_names_nothing():
    assert "names no domain." in refused(workbooks.octets())


def test_an_older_workbook_is_refused():
    refused(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000), SpreadsheetFormatNotSupported)


def test_another_archive_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("names.txt", "a.com")

    refused(file.getvalue(), SpreadsheetFormatNotSupported)


@pytest.mark.parametrize("text", ["§", "YQ", "=" * 8])
def test_what_is_no_base64_is_refused(text):
    with pytest.raises(SpreadsheetIllegal, match="is not base64"):
        workbook.names(text)


@pytest.mark.parametrize("at", [30, 300, 2000, -30])
def test_a_file_that_breaks_off_or_is_damaged_is_refused(at):
    octets = workbooks.octets(*(f"shop-{number}.com" for number in range(200)))
    damaged = bytearray(octets)
    damaged[at] ^= 0xFF

    for hurt in (octets[:at], bytes(damaged)):
        try:
            read(hurt)
        except (SpreadsheetIllegal, SpreadsheetFormatNotSupported):
            continue
        assert hurt == bytes(damaged), "a damaged octet may be one that nobody reads"


def test_more_octets_than_two_megabytes_are_refused():
    refused(b"PK" + bytes(2 * 1024 * 1024), SpreadsheetTooLarge)


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_read():
    bomb = changed(workbooks.octets("a.com"), sheet1=lambda content: content + b" " * (17 * 1024 * 1024))
    assert len(bomb) < 100_000

    refused(bomb, SpreadsheetTooLarge)


def test_an_archive_that_lies_about_its_size_is_refused():
    bomb = changed(workbooks.octets("a.com"), sheet1=lambda content: content + b" " * (17 * 1024 * 1024))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        sizes = [part.file_size for part in archive.infolist()]
    lying = bomb.replace(max(sizes).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bomb

    refused(lying)


def test_entities_are_refused():
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for code in (lambda content: content, lambda content: content.decode().encode("utf-16")):
        refused(changed(workbooks.octets("a.com"), sheet1=lambda content, code=code: code(head + content[55:])))


def test_a_row_far_down_does_not_make_the_rows_between():
    octets = changed(workbooks.octets("a.com", "b.com"), sheet1=lambda content: content.replace(b'r="2"', b'r="1048576"').replace(b'"A2"', b'"A1048576"'))  # fmt: skip

    assert "has more than 100000 rows." in refused(octets)


def test_a_part_that_comes_twice_is_refused():
    octets = workbooks.octets("a.com")
    file = io.BytesIO(octets)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")

    refused(file.getvalue())
