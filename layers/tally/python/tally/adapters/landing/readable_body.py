"""A refused body as a person can read it: out of base64, gzip and form, as far as they can be undone.

So quarantine shows what was sent, and write keys can be seen and taken out of it.
"""

import binascii

from tally.adapters.wire.gunzip import gunzip_leniently
from tally.adapters.wire.mixpanel_data import mixpanel_json
from tally.domain.collecting.limits import MAX_BODY_BYTES
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection

_OPENING = (b"[", b"{")


def readable_body(receipt: Receipt, body: bytes, text: bytes | Rejection) -> bytes:
    """The body's text; `text` is what decoding made of it."""
    if isinstance(text, Rejection):
        zipped = _unwrap(receipt, body)
        text = gunzip_leniently(zipped, MAX_BODY_BYTES)
        if len(text) >= MAX_BODY_BYTES:  # not worth the memory in a row of quarantine
            text = zipped
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
