"""Reads ranges of addresses from the CSV files that makers of country databases hand out."""

import csv
import gzip
import ipaddress
from collections.abc import Iterator
from pathlib import Path

from tally.domain.countries import CountryTable, Range
from tally.domain.errors import Misconfigured

_LETTERS = 2
_NOWHERE = ("ZZ", "XX")
_IPV4_END = 1 << 32


def table_of(files: list[Path]) -> CountryTable:
    """One table of all files; Misconfigured names the file and line that cannot be read."""
    ranges: tuple[list[Range], list[Range]] = ([], [])
    for file in files:
        for first, last, country in _ranges(file):
            ranges[last >= _IPV4_END].append((first, last, country))
    return CountryTable.of_ranges(*ranges)


def _ranges(file: Path) -> Iterator[Range]:
    """Rows of first address, last address, country; further columns do not matter."""
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            try:
                first, last, country = _number(row[0]), _number(row[1]), row[2].upper()
            except (ValueError, IndexError) as error:
                raise Misconfigured(
                    f"{file}, line {number}: a row is first address, last address, country: {error}"
                ) from error
            if (
                len(country) == _LETTERS
                and country.isascii()
                and country.isalpha()
                and country not in _NOWHERE
            ):
                yield first, last, country


def _number(address: str) -> int:
    return int(address) if address.isdecimal() else int(ipaddress.ip_address(address))
