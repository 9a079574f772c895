"""The table of countries: what goes in is found again, by any address in it."""

import ipaddress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.countries import CountryTable, Range


def number(address: str) -> int:
    return int(ipaddress.ip_address(address))


def ranges(*told: tuple[str, str, str]) -> list[Range]:
    return [(number(first), number(last), country) for first, last, country in told]


TABLE = CountryTable.of_ranges(
    ranges(
        ("198.51.100.0", "198.51.100.127", "IT"),
        ("198.51.100.128", "198.51.100.255", "IT"),
        ("203.0.113.0", "203.0.113.255", "FR"),
    ),
    ranges(
        ("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff", "DE"),
        ("2001:db8:2::", "2001:db8:2::ff", "ES"),
    ),
)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("198.51.100.0", "IT"),
        ("198.51.100.255", "IT"),
        ("198.51.101.0", None),
        ("203.0.113.7", "FR"),
        ("0.0.0.0", None),
        ("255.255.255.255", None),
        ("::ffff:203.0.113.7", "FR"),
        ("2001:db8::1", "DE"),
        ("2001:db8:0:ffff::9%eth0", "DE"),
        ("2001:db8:1::1", None),
        ("2001:db8:2::1", "ES"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None),
        ("", None),
        ("1", None),
        ("203.0.113.7:443", None),
        ("not\x00an address", None),
        ("è", None),
        (":", None),
    ],
)
def test_an_address(address: str, country: str | None) -> None:
    assert TABLE.country_of(address) == country
    assert CountryTable.from_bytes(TABLE.to_bytes()).country_of(address) == country


def test_neighbours_of_one_country_are_one_range() -> None:
    assert len(TABLE.ipv4.starts) == len([None, "IT", None, "FR", None])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Range], list[int]]:
    """Ranges that do not overlap, and addresses to look for."""
    most = 2**32 - 1
    edges = sorted(draw(st.sets(st.integers(0, most), min_size=2, max_size=12)))
    names = st.sampled_from(["IT", "FR", "DE", None])
    found = [(first, last - 1, name) for first, last in pairwise(edges) if (name := draw(names))]
    return found, [*edges, *draw(st.lists(st.integers(0, most), max_size=9))]


@given(tables())
def test_any_table_answers_as_its_ranges_do(made: tuple[list[Range], list[int]]) -> None:
    told, addresses = made
    table = CountryTable.from_bytes(CountryTable.of_ranges(told[::-1], []).to_bytes())
    for address in addresses:
        expected = next((name for first, last, name in told if first <= address <= last), None)
        assert table.country_of(str(ipaddress.IPv4Address(address))) == expected


@pytest.mark.parametrize("data", [b"", b"PNG", TABLE.to_bytes()[:-1], TABLE.to_bytes() + b"x"])
def test_what_is_no_table_says_so(data: bytes) -> None:
    with pytest.raises(ValueError, match="tally countries"):
        CountryTable.from_bytes(data)


names = st.sampled_from(["IT", "FR", "DE"])


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), names), max_size=6, unique_by=lambda r: r[:2])
)
def test_of_ranges_that_overlap_the_later_or_shorter_holds(drawn: list[Range]) -> None:
    told = [(min(one, other), max(one, other), name) for one, other, name in drawn]
    told = list({each[:2]: each for each in told}.values())
    table = CountryTable.of_ranges(told, [])
    for address in range(32):
        around = [each for each in told if each[0] <= address <= each[1]]
        expected = max(around, key=lambda each: (each[0], -each[1]), default=(0, 0, None))[2]
        assert table.country_of(str(ipaddress.IPv4Address(address))) == expected


@given(st.text(max_size=60))
def test_any_text_is_no_error(text: str) -> None:
    found: Any = TABLE.country_of(text)
    assert found in (None, "IT", "FR", "DE", "ES")
