"""gunzip: what a damaged body still gives, and never more than was asked for."""

import gzip
import random
import zlib

import pytest
from tally.adapters.wire.gunzip import gunzip_leniently

LIMIT = 1024 * 1024
DRAWN = random.Random(7)
TEXT = b"".join(b"%d anna " % DRAWN.randrange(10**9) for _ in range(10_000))
ZIPPED = gzip.compress(TEXT)


def test_a_sound_body_is_its_text() -> None:
    assert gunzip_leniently(ZIPPED, LIMIT) == TEXT


@pytest.mark.parametrize("body", [b"", b"plain", b"\x1f", b"\x1f\x8b", b"\x1f\x8bnothing of the kind"])
def test_what_is_no_gzip_stays_as_it_is(body: bytes) -> None:
    assert gunzip_leniently(body, LIMIT) == body


def test_a_cut_body_gives_what_stands_before_the_cut() -> None:
    found = gunzip_leniently(ZIPPED[: len(ZIPPED) // 2], LIMIT)
    assert len(found) > len(TEXT) // 3
    assert TEXT.startswith(found)


def test_a_damaged_body_gives_what_stands_before_the_fault() -> None:
    broken = bytearray(ZIPPED)
    broken[-8:] = b"\0" * 8  # its checksum
    found = gunzip_leniently(bytes(broken), LIMIT)
    assert len(found) > len(TEXT) // 2
    assert TEXT.startswith(found)


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    bomb = gzip.compress(b"a" * 100_000_000, compresslevel=9)
    assert LIMIT <= len(gunzip_leniently(bomb, LIMIT)) <= 2 * LIMIT


@pytest.mark.parametrize("wbits", [15, -15])
def test_deflate_is_read_too(wbits: int) -> None:
    packer = zlib.compressobj(wbits=wbits)
    packed = packer.compress(TEXT) + packer.flush()
    assert gunzip_leniently(packed, LIMIT) == TEXT
    assert gunzip_leniently(packed[: len(packed) // 2], LIMIT) != TEXT


@pytest.mark.parametrize("wbits", [15, -15])
def test_a_bomb_of_deflate_costs_no_more_than_the_limit(wbits: int) -> None:
    packer = zlib.compressobj(9, wbits=wbits)
    bomb = packer.compress(b"a" * 100_000_000) + packer.flush()
    assert len(gunzip_leniently(bomb, LIMIT)) <= 2 * LIMIT
