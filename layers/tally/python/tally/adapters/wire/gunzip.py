"""What a gzip body still gives, however it is damaged. The collectors are stricter: see transport.py."""

import zlib

GZIP = b"\x1f\x8b"
"""How every gzip body begins."""

_STEP = 4096
"""Zipped bytes at a time: what stands before the fault, but for this much, is kept."""


def gunzip_leniently(body: bytes, limit_bytes: int) -> bytes:
    """The text up to the first fault, some `limit_bytes` of it at most: a bomb costs no more.

    The body as it is where that is nothing, or where it is no gzip.
    """
    if not body.startswith(GZIP):
        return body
    inflater = zlib.decompressobj(wbits=31)
    pieces, size = [], 0
    try:
        for start in range(0, len(body), _STEP):
            pieces.append(inflater.decompress(body[start : start + _STEP], limit_bytes))
            size += len(pieces[-1])
            if size >= limit_bytes:
                break
    except zlib.error:
        pass
    return b"".join(pieces) or body
