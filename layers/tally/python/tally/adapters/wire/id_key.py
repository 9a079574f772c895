"""The 64-bit key of an id, as SQL computes it."""

from xxhash import xxh64_intdigest


def key_of(text: str | bytes) -> int:
    """xxHash64 read as a signed big-endian number: from_big_endian_64(xxhash64(to_utf8(x))) in Athena."""
    digest: int = xxh64_intdigest(text.encode() if isinstance(text, str) else text)
    return digest - (1 << 64) if digest >> 63 else digest
