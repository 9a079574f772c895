"""Undoes what carried a body here: base64, gzip, deflate, UTF-8. Alike for the collector and for landing."""

import binascii

from isal.isal_zlib import IsalError, decompressobj

from tally.adapters.wire.encodings import name_encoding
from tally.adapters.wire.gunzip import GZIP, RAW_BITS, ZLIB_BITS, begins_like_zlib
from tally.domain.collecting.limits import MAX_BODY_BYTES
from tally.domain.collecting.receipt import BodyFacts
from tally.domain.collecting.rejection import Reason, Rejection

_MAX_GZIP_MEMBERS = 1000  # each costs a copy of the rest: 200,000 empty ones took minutes
_BOM = b"\xef\xbb\xbf"
# What is left of a header of gzip or zlib once somebody took it for text: 8b, 9c and da became U+FFFD.
_READ_AS_TEXT = ("\x1f\ufffd".encode(), "x\ufffd".encode())

_TOO_LARGE = Rejection(
    Reason.TOO_LARGE, f"the body is larger than {MAX_BODY_BYTES:,} bytes once unzipped: send fewer events"
)


def decode_body(facts: BodyFacts, body: bytes) -> bytes | Rejection:
    """The text of a body as API Gateway handed it over (text, or base64 text), unzipped.

    It is UTF-8, but where it looks like JSON: a bad byte costs the event that holds it, as `split` finds.
    """
    text = unpacked(facts, body)
    if isinstance(text, Rejection):
        return text
    text = text.removeprefix(_BOM)
    if text.lstrip()[:1] in (b"[", b"{") and b"\0" not in text[:4]:
        return text
    named = name_encoding(text, facts.encoding)
    if named is not None:
        return Rejection(
            Reason.NOT_UTF8, f"the body is {named}: send UTF-8 text, plain or as gzip or deflate"
        )
    place = bad_byte(text)
    return text if place is None else not_utf8(place)


def bad_byte(text: bytes) -> int | None:
    """Where a text stops being UTF-8, or None."""
    if text.isascii():
        return None
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def not_utf8(place: int) -> Rejection:
    """Why a body with a bad byte there is refused."""
    return Rejection(Reason.NOT_UTF8, f"this is not UTF-8 text: see byte {place}")


def unpacked(facts: BodyFacts, body: bytes) -> bytes | Rejection:
    """The same, whether it is text or not."""
    if facts.is_base64:
        try:
            body = binascii.a2b_base64(body, strict_mode=True)
        except binascii.Error:
            return Rejection(Reason.NOT_UTF8, "the body is marked as base64 and is not base64")
    if body.startswith(GZIP):
        return _unzip(body)
    if body.startswith(_READ_AS_TEXT):
        return Rejection(
            Reason.NOT_GZIP,
            "the gzip or deflate body was read as text: send it as Content-Type application/octet-stream",
        )
    if begins_like_zlib(body):
        return _inflate(body, ZLIB_BITS) or body  # text may begin so, too
    if body[:1] not in (b"[", b"{") and bad_byte(body) is not None:
        return _inflate(body, RAW_BITS) or body
    return body


def _inflate(body: bytes, wbits: int) -> bytes | Rejection | None:
    """Deflate within the same limit; None where it is none, or not all of the body."""
    inflater = decompressobj(wbits=wbits)
    try:
        text = inflater.decompress(body, MAX_BODY_BYTES + 1)
    except IsalError:  # type: ignore[misc]  # isal's stubs declare it as an instance
        return None
    if len(text) > MAX_BODY_BYTES:
        return _TOO_LARGE
    return text if inflater.eof and not inflater.unused_data else None


def _unzip(body: bytes) -> bytes | Rejection:
    """Never inflates more than the limit, so a bomb costs 20 MiB and not 20 GiB. Members are joined."""
    text = b""
    for _ in range(_MAX_GZIP_MEMBERS):
        member = decompressobj(wbits=31)
        try:
            text += member.decompress(body, MAX_BODY_BYTES + 1 - len(text))
        except IsalError:  # type: ignore[misc]  # isal's stubs declare it as an instance
            return Rejection(Reason.NOT_GZIP, "the body starts like gzip and cannot be unzipped")
        if len(text) > MAX_BODY_BYTES:
            return _TOO_LARGE
        if not member.eof:
            return Rejection(Reason.NOT_GZIP, "the gzip body ends too early")
        body = member.unused_data
        if not body:
            return text
    return Rejection(Reason.NOT_GZIP, f"the gzip body has more than {_MAX_GZIP_MEMBERS} members")
