"""Halves of characters: browsers cut texts by UTF-16 units and escape what is left of an emoji."""

import re

# A run of backslashes, the escape behind it, and the other half if it follows.
_ESCAPE = re.compile(rb"(\\++)(u[dD][89a-fA-F][0-9a-fA-F]{2})(\\u[dD][c-fC-F][0-9a-fA-F]{2})?")
_HIGH = b"89abAB"
_REPLACEMENT = rb"\ufffd"


def without_halves(text: bytes) -> bytes:
    """JSON text in which each escaped surrogate without its other half is U+FFFD; else as it was.

    mixpanel-browser cuts strings at 255 units, emoji or not; strict readers refuse half of one.
    """
    # One byte is looked for 15 times as fast as three: 0.6 us an event, a tenth of all that landing does.
    if b"\\" not in text or (rb"\ud" not in text and rb"\uD" not in text):
        return text
    return _ESCAPE.sub(_mend, text)


def _mend(match: re.Match[bytes]) -> bytes:
    slashes, first, second = match.groups()
    is_escape = len(slashes) % 2 == 1
    if is_escape and second and first[2:3] in _HIGH:
        return match[0]
    kept = slashes[:-1] + _REPLACEMENT if is_escape else slashes + first
    return kept + (_REPLACEMENT if second else b"")
