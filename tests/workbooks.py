"""Reads what an XLSX file holds, by the standard library: cells by sheet: numbers, texts or nothing."""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Sheets = dict[str, list[list[float | str | None]]]


def read_workbook(content: bytes) -> Sheets:
    """Rows of cells by the names of the sheets. ValueError where a cell is a formula."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        texts = [
            "".join(part.text or "" for part in each.iter(f"{_SPACE}t"))
            for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        named = [
            each.attrib["name"]
            for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_SPACE}sheet")
        ]
        return {
            name: _read_sheet(book.read(f"xl/worksheets/sheet{number}.xml"), texts)
            for number, name in enumerate(named, start=1)
        }


def list_parts(content: bytes) -> list[str]:
    """Names of the files in it, such as xl/charts/chart1.xml."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        return book.namelist()


def _read_sheet(xml: bytes, texts: list[str]) -> list[list[float | str | None]]:
    lines: dict[int, dict[int, float | str | None]] = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_SPACE}c"):
        if cell.find(f"{_SPACE}f") is not None:
            raise ValueError(f"{cell.attrib['r']} is a formula")
        found = cell.find(f"{_SPACE}v")
        if found is None or found.text is None:
            continue
        value = texts[int(found.text)] if cell.get("t") == "s" else float(found.text)
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"]).groups()  # type: ignore[union-attr]
        lines.setdefault(int(number) - 1, {})[_count_columns(letters)] = value
    return [
        [lines.get(line, {}).get(at) for at in range(max(lines.get(line, {0: None})) + 1)]
        for line in range(max(lines, default=-1) + 1)
    ]


def _count_columns(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
