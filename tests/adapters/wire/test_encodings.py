"""Bodies in another encoding: deflate is read, the others are named."""

import base64
import bz2
import gzip
import lzma
import zlib
from dataclasses import replace

import pytest
from tally.adapters.wire.encodings import name_encoding
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.limits import MAX_BODY_BYTES
from tally.domain.collecting.rejection import Reason, Rejection

from tests.landing import a_receipt

TEXT = b'{"event":"A","user_id":"u","properties":{"name":"\xc3\xa8"}}'
ZIPPED = gzip.compress(TEXT, mtime=0)


def deflate(text: bytes, wbits: int, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, wbits=wbits)
    return packer.compress(text) + packer.flush()


def decode(body: bytes, encoding: str = "") -> bytes | Rejection:
    return decode_body(replace(a_receipt(is_base64=True), encoding=encoding), base64.b64encode(body))


def refuse(body: bytes, encoding: str = "") -> Rejection:
    found = decode(body, encoding)
    assert isinstance(found, Rejection)
    return found


@pytest.mark.parametrize("text", [TEXT, b"[]", b"data=%5B%5D", b"[" + TEXT + b"]" * 5, TEXT * 1000])
@pytest.mark.parametrize("wbits", [15, 9, -15, -9])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_deflate_is_read_with_and_without_zlibs_header(text: bytes, wbits: int, level: int) -> None:
    assert decode(deflate(text, wbits, level)) == text


@pytest.mark.parametrize("wbits", [15, -15])
def test_a_bomb_is_not_inflated(wbits: int) -> None:
    found = refuse(deflate(bytes(MAX_BODY_BYTES * 20), wbits, 9))
    assert found.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "body", [deflate(TEXT * 9, 15)[:-9], deflate(TEXT * 9, 15) + b"\xff", deflate(TEXT * 9, -15)[:-9]]
)
def test_deflate_that_is_cut_or_followed_by_more_is_refused(body: bytes) -> None:
    assert refuse(body).reason is Reason.NOT_UTF8


@pytest.mark.parametrize("text", [b"x^2=4&data=%5B%5D", b"hC", b"x", b"", b"XG=1", b"8(=1"])
def test_text_that_begins_like_zlib_stays_text(text: bytes) -> None:
    assert decode(text) == text


def test_deflate_that_a_gateway_read_as_text_is_named_as_such() -> None:
    text = deflate(TEXT, 15).decode(errors="replace").encode()
    found = decode_body(a_receipt(), text)
    assert isinstance(found, Rejection)
    assert found.reason is Reason.NOT_GZIP
    assert "octet-stream" in found.detail


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (TEXT.decode().encode("utf-16"), "UTF-16"),
        (TEXT.decode().encode("utf-16-le"), "UTF-16"),
        (TEXT.decode().encode("utf-16-be"), "UTF-16"),
        (" [1]".encode("utf-16-le"), "UTF-16"),
        (TEXT.decode().encode("utf-32"), "UTF-32"),
        (TEXT.decode().encode("utf-32-be"), "UTF-32"),
        (gzip.compress(ZIPPED, mtime=0), "gzip, packed twice"),
        (gzip.compress(gzip.compress(ZIPPED, mtime=0), mtime=0), "gzip, packed twice"),
        (deflate(ZIPPED, 15), "gzip, packed twice"),
        (gzip.compress(TEXT.decode().encode("utf-16"), mtime=0), "UTF-16"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(40), "zip"),
        (bz2.compress(TEXT), "bzip2"),
        (lzma.compress(TEXT), "xz"),
        (b"\x28\xb5\x2f\xfd\x04\x58\xb1\xff", "Zstandard"),
        (b"\x04\x22\x4d\x18\x60\x40\x82\xff", "LZ4"),
        (b"\xff\x06\x00\x00sNaPpY\x01\x0d", "Snappy"),
    ],
)
def test_another_encoding_is_named(body: bytes, name: str) -> None:
    found = refuse(body)
    assert found.reason is Reason.NOT_UTF8
    assert name in found.detail


@pytest.mark.parametrize("label", ["br", "BR", " br "])
def test_brotli_is_named_by_its_label(label: str) -> None:
    assert "Brotli" in refuse(b"\x8b\x05\x80{\xff\x03", label).detail
    assert "byte" in refuse(b"\x8b\x05\x80{\xff\x03").detail


@pytest.mark.parametrize("label", ["br", "zstd", "gzip", "utf-16", "identity"])
def test_a_label_on_plain_text_means_nothing(label: str) -> None:
    assert decode(TEXT, label) == TEXT
    assert decode(b"data=%5B%5D", label) == b"data=%5B%5D"


def test_utf_16_that_a_gateway_read_as_text() -> None:
    text = TEXT.decode().encode("utf-16").decode(errors="replace").encode()
    assert name_encoding(text) == "UTF-16 text"
