"""A refused body as a person can read it: out of base64, gzip and form, as far as they can be undone.

So quarantine shows what was sent, and write keys can be seen and taken out of it.
"""

import binascii
import zlib

from tally.adapters.wire.mixpanel_data import mixpanel_json
from tally.domain.collecting.limits import MAX_BODY_BYTES
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection

_GZIP = b"\x1f\x8b"
_OPENING = (b"[", b"{")
_STEP = 4096
"""Zipped bytes at a time: what stands before the fault, but for this much, is kept."""


def readable_body(receipt: Receipt, body: bytes, text: bytes | Rejection) -> bytes:
    """The body's text; `text` is what decoding made of it."""
    if isinstance(text, Rejection):
        text = _inflate(_unwrap(receipt, body))
    if receipt.protocol is Protocol.MIXPANEL:
        data = mixpanel_json(receipt, text)
        if isinstance(data, bytes) and data.startswith(_OPENING):
            return data
    return text


def _unwrap(receipt: Receipt, body: bytes) -> bytes:
    if receipt.is_base64:
        try:
            return binascii.a2b_base64(body, strict_mode=True)
        except binascii.Error:
            pass
    return body


def _inflate(body: bytes) -> bytes:
    """What a cut or broken gzip body still gives; its own bytes where that is nothing.

    A body too large stays zipped: it is not worth the memory.
    """
    if not body.startswith(_GZIP):
        return body
    inflater = zlib.decompressobj(wbits=31)
    pieces, size = [], 0
    try:
        for start in range(0, len(body), _STEP):
            pieces.append(inflater.decompress(body[start : start + _STEP], MAX_BODY_BYTES))
            size += len(pieces[-1])
            if size >= MAX_BODY_BYTES:
                return body
    except zlib.error:
        pass
    return b"".join(pieces) or body
