"""Whether a body names a customer, however it was packed: gzip, base64, form, JSON's escapes, Parquet."""

import binascii
import io
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote_to_bytes

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tally.adapters.wire.gunzip import gunzip_leniently
from tally.domain.collecting.limits import MAX_BODY_BYTES

_PARQUET = b"PAR1"
_PACKINGS = 3  # base64 in a form in gzip is the deepest that an SDK packs
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class Names:
    """A customer's ids, to be found as whole words: `anna` is neither in `joanna` nor in `anna-2@shop`.

    An id that is an everyday word or number is found where it means something else, too. So only texts that
    nobody known sent, and copies that can be had again, are searched by this.
    """

    def __init__(self, names: Iterable[str]) -> None:
        spelled = sorted(
            {spelling for name in names for spelling in _spell_name(name)}, key=len, reverse=True
        )
        words = b"|".join(map(re.escape, spelled)) or rb"(?!)"  # of nobody there is nothing to find
        self._words = re.compile(rb"(?<![\w.@-])(?:%b)(?![\w.@-])" % words, re.IGNORECASE)

    def occur_in(self, body: bytes) -> bool:
        """Whether any of them does."""
        if body.startswith(_PARQUET):
            return any(self._words.search(text) for text in _read_texts(body))
        return any(self._words.search(reading) for reading in _unpack_body(body, _PACKINGS))


def _spell_name(name: str) -> Iterator[bytes]:
    yield name.encode()
    yield json.dumps(name)[1:-1].encode()
    yield quote(name, safe="").encode()


def _unpack_body(body: bytes, packings: int) -> Iterator[bytes]:
    """The body itself, and what may be packed in it."""
    body = gunzip_leniently(body, MAX_BODY_BYTES)
    yield body
    if not packings:
        return
    if b"%" in body:
        yield from _unpack_body(unquote_to_bytes(body), packings - 1)
    for run in _BASE64.findall(body):
        unpacked = _decode_base64(run)
        if unpacked:
            yield from _unpack_body(unpacked, packings - 1)


def _decode_base64(run: bytes) -> bytes:
    """The bytes behind a run of base64's letters; none when it is no base64."""
    try:
        return binascii.a2b_base64(run.translate(_URL_SAFE).rstrip(b"=") + b"==")
    except binascii.Error:
        return b""


def _read_texts(parquet: bytes) -> Iterator[bytes]:
    """Every distinct text of a Parquet file's columns, nested ones as JSON-like text."""
    for batch in pq.ParquetFile(io.BytesIO(parquet)).iter_batches():
        for column in batch.columns:
            values = pc.unique(column) if pa.types.is_string(column.type) else column
            yield "\n".join(map(str, values.to_pylist())).encode()
