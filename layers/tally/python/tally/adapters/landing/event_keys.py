"""Ids of a chunk of events and the 64-bit keys made of them.

A key is xxHash64 read as a signed big-endian number: from_big_endian_64(xxhash64(to_utf8(x))) in Athena.
"""

import re
import sys
from array import array
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyarrow as pa
from msgspec import Raw
from xxhash import xxh64_digest

from tally.adapters.wire.id_key import key_of
from tally.domain.events.platforms import SERVER

_BETWEEN = "\x1f"


def text_keys(texts: list[str]) -> "pa.Array[Any]":
    """The key of each text."""
    return _join_keys(map(xxh64_digest, map(str.encode, texts)))


def optional_text_keys(texts: list[str | None]) -> "pa.Array[Any]":
    """The key of each text, null for None."""
    if None not in texts:
        return text_keys(texts)  # type: ignore[arg-type]  # no None is in it
    return pa.array([None if text is None else key_of(text) for text in texts], pa.int64())


def fingerprints(raws: list[Raw], stamp: bytes | None = None) -> "pa.Array[Any]":
    """The key of each event's JSON text as sent, but for the member `stamp`.

    That one is the time of sending: analytics-next sets it anew when it sends an event a second time.
    """
    name = b'"%b"' % (stamp or b"")
    if stamp is None or name not in b"".join(raws):
        return _join_keys(map(xxh64_digest, raws))
    member = _match_member(name)
    return _join_keys(xxh64_digest(member.sub(b"", bytes(raw))) for raw in raws)


@cache
def _match_member(name: bytes) -> re.Pattern[bytes]:
    return re.compile(name + rb'\s*:\s*(?:"[^"\\]*"|[-+.0-9eE]+)')


def _join_keys(digests: Iterable[bytes]) -> "pa.Array[Any]":
    """Eight bytes each, big-endian, as one buffer: no Python number is made of them."""
    keys = array("q", b"".join(digests))
    if sys.byteorder == "little":
        keys.byteswap()
    return pa.Array.from_buffers(pa.int64(), len(keys), [None, pa.py_buffer(keys)])


def dedup_keys(
    event_ids: list[str], names: list[str], distinct_ids: list[str | None], times: list[int | None] | None
) -> "pa.Array[Any]":
    """What makes an event one event (decision 0002); `times` in UTC epoch milliseconds, where they count.

    By the moment: 1769997600.0 is 1769997600.
    """
    persons = [distinct_id or "" for distinct_id in distinct_ids]
    texts = list(map(_BETWEEN.join, zip(event_ids, names, persons, strict=True)))
    if times is not None:
        texts = [
            f"{text}{_BETWEEN}{'' if time is None else time}" for text, time in zip(texts, times, strict=True)
        ]
    return text_keys(texts)


def keys_of_senders(keys: "pa.Array[Any]", senders: "pa.Array[Any]") -> "pa.Array[Any]":
    """The dedup keys with those of a server's events told from a device's.

    A shop's page and its server tell one event under one id: copies, but no retry of each other.
    """
    pairs = zip(keys.to_pylist(), senders.to_pylist(), strict=True)
    return pa.array(
        [key_of(f"{key}{_BETWEEN}{SERVER}") if sender == SERVER else key for key, sender in pairs], pa.int64()
    )
