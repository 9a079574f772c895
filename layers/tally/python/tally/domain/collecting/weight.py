"""How much memory a body will take when it lands, told before it is unzipped: bodies land in groups that fit.

By what the collector found in it, so that the same messages make the same groups each time they come.
"""

from tally.domain.collecting.receipt import Receipt

EVENT_BYTES = 1024
"""What an event takes beside its text, as a row or as a refusal: `0,` is the shortest that is refused."""


def weight_of(receipt: Receipt, body: bytes) -> int:
    """Bytes of the body's text, and EVENT_BYTES for each of its events."""
    return max(len(body), receipt.text_bytes) + receipt.events * EVENT_BYTES
