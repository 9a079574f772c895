"""Which country an IP address lies in, by a table of ranges: small, read at once, a microsecond each.

`tally countries` makes the table of a database that the shop has chosen (docs/countries.md). As bytes: a
magic word; the numbers of IPv4 ranges, of IPv6 ranges and of countries as 32-bit integers; the countries,
two letters each; then for both families where each range starts (IPv4 32 bits; of IPv6 the upper 64) and the
place of its country, 16 bits, 0 for none. All integers are little-endian. A range ends where the next starts.
"""

import socket
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

_MAGIC = b"TALLYC1\n"
_HEAD = struct.Struct("<3I")
_MAPPED = bytes(10) + b"\xff\xff"
_IPV6_SHIFT = 64

Range = tuple[int, int, str]
"""First and last address as numbers, and the country's two letters."""


@dataclass(frozen=True, slots=True)
class Family:
    """The ranges of one kind of address: where each starts, and the place of its country."""

    starts: "array[int]"
    places: "array[int]"

    def place_of(self, address: int) -> int:
        """Place of the country of this address."""
        index = bisect_right(self.starts, address) - 1
        return self.places[index] if index >= 0 else 0


@dataclass(frozen=True, slots=True)
class CountryTable:
    """`countries` by place, the first of them none."""

    ipv4: Family
    ipv6: Family
    countries: tuple[str | None, ...]

    def country_of(self, address: str) -> str | None:
        """ISO 3166 two-letter code; None for what is no address, or lies nowhere."""
        try:
            if ":" not in address:
                return self._ipv4(socket.inet_pton(socket.AF_INET, address))
            packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
        except (OSError, ValueError):
            return None
        if packed.startswith(_MAPPED):
            return self._ipv4(packed[len(_MAPPED) :])
        return self.countries[self.ipv6.place_of(int.from_bytes(packed[:8], "big"))]

    def _ipv4(self, packed: bytes) -> str | None:
        return self.countries[self.ipv4.place_of(int.from_bytes(packed, "big"))]

    @classmethod
    def of_ranges(cls, ipv4: Iterable[Range], ipv6: Iterable[Range]) -> Self:
        """The table of these ranges, in any order; of IPv6 a network of 64 bits has one country."""
        places: dict[str, int] = {}
        networks = ((first >> _IPV6_SHIFT, last >> _IPV6_SHIFT, country) for first, last, country in ipv6)
        families = (_family("I", ipv4, places), _family("Q", networks, places))
        return cls(*families, (None, *places))

    def to_bytes(self) -> bytes:
        """As a file."""
        names = [name for name in self.countries if name]
        parts = [_MAGIC, _HEAD.pack(len(self.ipv4.starts), len(self.ipv6.starts), len(names))]
        parts.append("".join(names).encode())
        numbers = (self.ipv4.starts, self.ipv4.places, self.ipv6.starts, self.ipv6.places)
        parts += [_little_endian(each).tobytes() for each in numbers]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Back from a file; ValueError where it is none."""
        if not data.startswith(_MAGIC):
            raise ValueError("this is no table of countries: make one by `tally countries`")
        at = len(_MAGIC) + _HEAD.size
        ipv4, ipv6, names = _HEAD.unpack(data[len(_MAGIC) : at].ljust(_HEAD.size, b"\0"))
        letters, at = data[at : at + 2 * names].decode(), at + 2 * names
        parts = (("I", ipv4), ("H", ipv4), ("Q", ipv6), ("H", ipv6))
        if len(data) != at + sum(array(kind).itemsize * count for kind, count in parts):
            raise ValueError("the table of countries was cut: make it again by `tally countries`")
        numbers: list[array[int]] = []
        for kind, count in parts:
            found = array(kind)
            size = count * found.itemsize
            found.frombytes(data[at : at + size])
            numbers.append(_little_endian(found))
            at += size
        countries = (None, *(letters[place : place + 2] for place in range(0, len(letters), 2)))
        return cls(Family(*numbers[:2]), Family(*numbers[2:]), countries)


def _family(kind: str, ranges: Iterable[Range], places: dict[str, int]) -> Family:
    starts, found = array(kind), array("H")
    end = -1
    for first, last, country in _joined(_side_by_side(ranges)):
        if first > end + 1:  # a gap, which belongs to nobody
            starts.append(end + 1)
            found.append(0)
        starts.append(first)
        found.append(places.setdefault(country, len(places) + 1))
        end = last
    if end + 1 < 1 << (8 * starts.itemsize):
        starts.append(end + 1)
        found.append(0)
    return Family(starts, found)


def _side_by_side(ranges: Iterable[Range]) -> Iterator[Range]:
    """Where two ranges overlap, the one that starts later holds, or the shorter of two that start alike."""
    open_ends: list[tuple[int, str]] = []
    start = 0
    for first, last, country in sorted(ranges, key=lambda each: (each[0], -each[1])):
        while open_ends and open_ends[-1][0] < first:
            end, owner = open_ends.pop()
            if start <= end:
                yield start, end, owner
                start = end + 1
        if open_ends and start < first:
            yield start, first - 1, open_ends[-1][1]
        start = max(start, first)
        open_ends.append((last, country))
    for end, owner in reversed(open_ends):
        if start <= end:
            yield start, end, owner
            start = end + 1


def _joined(ranges: Iterable[Range]) -> Iterator[Range]:
    """Neighbours of one country as one range."""
    waiting: Range | None = None
    for first, last, country in ranges:
        if waiting and waiting[1] + 1 == first and waiting[2] == country:
            waiting = (waiting[0], last, country)
            continue
        if waiting:
            yield waiting
        waiting = (first, last, country)
    if waiting:
        yield waiting


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers
