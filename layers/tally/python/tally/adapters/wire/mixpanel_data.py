"""Finds the JSON in what Mixpanel's SDKs send: raw, in a form, in the query; plain or base64."""

import binascii
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from tally.adapters.wire.transport import bad_byte
from tally.domain.collecting.receipt import BodyFacts
from tally.domain.collecting.rejection import Reason, Rejection

_MAX_FIELDS = 64
_MAX_PARAMETER_BYTES = 512
# 20 million bare percent signs would cost 4 s and 600 MB to decode; 4 MiB of form holds fewer than these.
_MAX_PERCENTS = 1_500_000
_MISSING = Rejection(Reason.MISSING_FIELD, "data, missing or empty", field="data")


def mixpanel_json(facts: BodyFacts, text: bytes) -> bytes | Rejection:
    """JSON text, stripped, from the body, else from the query; UTF-8 as far as that can be mended."""
    data = event_data(facts, text)
    return data if isinstance(data, Rejection) else _pair_surrogates(data)


def event_data(facts: BodyFacts, text: bytes) -> bytes | Rejection:
    """The same as it was sent."""
    stripped = text.strip()
    if stripped[:1] in (b"[", b"{"):
        return stripped
    data = form_field(stripped, b"data") or form_field(facts.query.encode(errors="replace"), b"data")
    if not data:
        return _MISSING
    stripped = data.strip()
    if stripped[:1] not in (b"[", b"{"):
        decoded = _decode_base64(stripped)
        if decoded is None:
            return Rejection(Reason.NOT_JSON, "data is neither JSON nor base64 of JSON", field="data")
        stripped = decoded.strip()
    return stripped


def form_field(form: bytes, name: bytes) -> bytes:
    """One field of a url-encoded form, decoded; empty when it is not there."""
    for field in form.split(b"&", _MAX_FIELDS):
        key, _, value = field.partition(b"=")
        if key == name and value.count(b"%") <= _MAX_PERCENTS:
            return unquote_to_bytes(value.replace(b"+", b" "))
    return b""


def _decode_base64(data: bytes) -> bytes | None:
    # mixpanel-node sends base64 with bare plus signs, which form decoding has turned into spaces.
    data = data.translate(_TO_STANDARD, b"\r\n").rstrip(b"=")
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4), strict_mode=True)
    except binascii.Error:
        return None


_TO_STANDARD = bytes.maketrans(b" -_", b"++/")


def _pair_surrogates(text: bytes) -> bytes:
    """With each pair of surrogates as one character, and half of one as U+FFFD.

    mixpanel-browser's base64 holds them encoded one by one (CESU-8), and long texts are cut within a pair.
    """
    if bad_byte(text) is None:
        return text
    try:
        units = text.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        return text
    return units.decode("utf-16-le", "replace").encode()


def form_parameters(text: bytes) -> Mapping[str, str]:
    """What a form body says beside its data, such as verbose=1; empty when the body is no form."""
    if text.lstrip()[:1] in (b"[", b"{"):
        return {}
    found = {}
    for field in text.split(b"&", _MAX_FIELDS):
        name, _, value = field.partition(b"=")
        if name != b"data" and len(field) <= _MAX_PARAMETER_BYTES:
            found[name.decode()] = unquote_to_bytes(value).decode(errors="replace")
    return found


@lru_cache(64)
def is_strict(query: str) -> bool:
    """Whether /import was asked to check each event by Mixpanel's full rules."""
    return "strict=1" in query.split("&")
