"""What a packed body still gives, however it is damaged. The collectors are stricter: see transport.py."""

import zlib

GZIP = b"\x1f\x8b"
"""How every gzip body begins."""

ZLIB_BITS, RAW_BITS = 15, -15
"""HTTP's deflate is zlib's format (RFC 9110, 8.4.1.2); some clients send it without zlib's header."""

_GZIP_BITS = 31
_STEP = 4096
"""Zipped bytes at a time: what stands before the fault, but for this much, is kept."""


def gunzip_leniently(body: bytes, limit_bytes: int) -> bytes:
    """The text up to the first fault, some `limit_bytes` of it at most: a bomb costs no more.

    The body as it is where that is nothing, or where it is neither gzip nor deflate. Deflate without a header
    counts only as a whole: nothing else tells it from other bytes.
    """
    if body.startswith(GZIP):
        return _inflate(body, _GZIP_BITS, limit_bytes)[0] or body
    if begins_like_zlib(body):
        return _inflate(body, ZLIB_BITS, limit_bytes)[0] or body
    if body.isascii():
        return body
    text, is_whole = _inflate(body, RAW_BITS, limit_bytes)
    return text if is_whole and text else body


def begins_like_zlib(body: bytes) -> bool:
    """Whether the first two bytes are zlib's header (RFC 1950) without a dictionary; "x^" is, too."""
    if len(body) < 2 or body[0] & 0x0F != zlib.DEFLATED or body[0] >> 4 > 7 or body[1] & 0x20:
        return False
    return int.from_bytes(body[:2]) % 31 == 0


def _inflate(body: bytes, wbits: int, limit_bytes: int) -> tuple[bytes, bool]:
    """The text up to a fault or the limit, and whether it is all and nothing follows."""
    inflater = zlib.decompressobj(wbits=wbits)
    pieces, size = [], 0
    try:
        for start in range(0, len(body), _STEP):
            pieces.append(inflater.decompress(body[start : start + _STEP], limit_bytes))
            size += len(pieces[-1])
            if size >= limit_bytes:
                break
    except zlib.error:
        pass
    return b"".join(pieces), inflater.eof and not inflater.unused_data
