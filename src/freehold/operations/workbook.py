"""A list of names from an uploaded workbook, read as data only: nothing in it is computed, and nothing outside it is fetched.

The file is a zip archive of XML: how much it may unpack to is looked at before, and counted while it is unpacked, since what
an archive says of itself may be a lie.
"""

import base64
import binascii
import io
import zipfile
import zlib

from freehold.terms.domain_name import DomainName, MalformedName
from freehold.terms.phrases import Phrase, told
from freehold.terms.refusals import SpreadsheetFormatNotSupported, SpreadsheetIllegal, SpreadsheetTooLarge

LARGEST = 2 * 1024 * 1024
"""Octets after base64 (registrant-family.md, 10)."""

_LARGEST_UNPACKED = 16 * 1024 * 1024
_MOST_PARTS = 1000
MOST_ROWS = 100_000

_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError)
"""What reading an archive that is broken, encrypted or packed in an unknown way raises."""

_NOT_BASE64 = Phrase("NotBase64", "is not base64")
_NOT_A_WORKBOOK = Phrase("NotAWorkbook", "is no workbook that can be read")
_NO_NAMES = Phrase("NoNames", "names no domain")
_TOO_LONG = Phrase("WorkbookTooLong", "has more than {limit} rows")
_FORMULA = Phrase("WorkbookFormula", "has a formula in row {row}")
_BAD_NAMES = Phrase("WorkbookBadNames", "has {count} rows that are not valid domain names: {names}")


def names(text: str) -> list[DomainName]:
    """The names in the first column of the first sheet, blank rows aside; raises the refusal that says what is wrong."""
    try:
        octets = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SpreadsheetIllegal(why=_NOT_BASE64.of()) from error
    if len(octets) > LARGEST:
        raise SpreadsheetTooLarge(size=len(octets), limit=LARGEST)
    return _parsed(_first_column(_unpacked(octets)))


def _unpacked(octets: bytes) -> io.BytesIO:
    """The archive made anew of what its parts really unpack to, within the limit; without document type definitions."""
    if not octets.startswith(b"PK"):
        raise SpreadsheetFormatNotSupported
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as safe:
            parts = archive.infolist()
            if "[Content_Types].xml" not in archive.NameToInfo:
                raise SpreadsheetFormatNotSupported
            left = _LARGEST_UNPACKED
            if len({part.filename for part in parts}) < len(parts):
                raise SpreadsheetIllegal(why=_NOT_A_WORKBOOK.of())
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > left:
                raise SpreadsheetTooLarge(size=sum(part.file_size for part in parts), limit=left)
            for part in parts:
                with archive.open(part) as opened:
                    content = opened.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise SpreadsheetTooLarge(size=_LARGEST_UNPACKED - left, limit=_LARGEST_UNPACKED)
                # No part of a workbook has one; entities that grow are declared there, in whatever encoding.
                if b"<!DOCTYPE" in content.replace(b"\0", b"").upper():
                    raise SpreadsheetIllegal(why=_NOT_A_WORKBOOK.of())
                safe.writestr(part.filename, content)
    except _BROKEN as error:
        raise SpreadsheetIllegal(why=_NOT_A_WORKBOOK.of()) from error
    made.seek(0)
    return made


def _first_column(file: io.BytesIO) -> list[str]:
    # Imported here: a start needs none of it.
    import openpyxl

    found: list[str] = []
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # What a sheet says of its size may leave rows out.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=1), 1):
            if number > MOST_ROWS:
                raise SpreadsheetIllegal(why=_TOO_LONG.of(limit=MOST_ROWS))
            for cell in cells:
                if cell.data_type == "f":
                    raise SpreadsheetIllegal(why=_FORMULA.of(row=number))
                value = "" if cell.value is None else str(cell.value).strip()
                if value:
                    found.append(value)
    except SpreadsheetIllegal:
        raise
    except Exception as error:
        raise SpreadsheetIllegal(why=_NOT_A_WORKBOOK.of()) from error
    return found


def _parsed(found: list[str]) -> list[DomainName]:
    if not found:
        raise SpreadsheetIllegal(why=_NO_NAMES.of())
    parsed: list[DomainName] = []
    bad: list[str] = []
    for text in found:
        try:
            parsed.append(DomainName.parse(text))
        except MalformedName:
            bad.append(text)
    if bad:
        raise SpreadsheetIllegal(why=_BAD_NAMES.of(count=len(bad), names=told(bad)))
    return parsed
