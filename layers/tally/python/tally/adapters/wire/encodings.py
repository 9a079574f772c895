"""How a body begins that nobody here can read: named to its sender, so that the cause is seen at once."""

from types import MappingProxyType

_UTF16, _UTF32 = "UTF-16 text", "UTF-32 text"

_MARKS = (
    (b"\xff\xfe\x00\x00", _UTF32),
    (b"\x00\x00\xfe\xff", _UTF32),
    (b"\xff\xfe", _UTF16),
    (b"\xfe\xff", _UTF16),
    (b"\x1f\x8b", "gzip, packed twice"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"\xff\x06\x00\x00sNaPpY", "Snappy"),
    (b"\x1f\x9d", "compress (LZW)"),
    (b"PAR1", "Parquet"),
)
"""First bytes (RFC 1952, 8878, Unicode 3.10, PKWARE's APPNOTE and the like), the longer mark first."""

_READ_AS_TEXT = tuple((mark.decode(errors="replace").encode(), name) for mark, name in _MARKS)
"""The same once a gateway has taken the body for text."""

_LABELS = MappingProxyType(
    {"br": "Brotli", "zstd": "Zstandard", "compress": "compress (LZW)", "x-compress": "compress (LZW)"}
)
"""Values of Content-Encoding (RFC 9110, 8.4.1): Brotli has no mark."""


def name_encoding(body: bytes, label: str = "") -> str | None:
    """What the body is, by its first bytes or by its Content-Encoding; None when it may be plain text.

    Never for a body that is text by its bytes, whatever its label: some clients label what they do not pack.
    """
    for mark, name in (*_MARKS, *_READ_AS_TEXT):
        if body.startswith(mark):
            return name
    zeros = [place for place, byte in enumerate(body[:4]) if not byte]
    if zeros in ([1, 3], [0, 2]):
        return _UTF16
    if zeros in ([1, 2, 3], [0, 1, 2]):
        return _UTF32
    return None if _is_text(body) else _LABELS.get(label.strip().lower())


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
