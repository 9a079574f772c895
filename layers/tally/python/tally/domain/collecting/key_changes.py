"""Changes of the shop's write keys."""

import re
import secrets
import string

from tally.domain.collecting.key_ring import KeyRing
from tally.domain.errors import Misconfigured

_ALPHABET = string.ascii_letters + string.digits  # a key travels in URLs and as a Basic user name
_LENGTH = 32
_SHOWN = 4
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def new_key() -> str:
    """As long and of the same characters as the first one, which CloudFormation makes."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def masked(key: str) -> str:
    """Enough of a key to tell it from the others of its source."""
    return f"...{key[-_SHOWN:]}" if len(key) > 2 * _SHOWN else "..."


def added(ring: KeyRing, source: str) -> KeyRing:
    """With a new source."""
    if not _SOURCE.fullmatch(source):
        raise Misconfigured(
            "A source's name is 1 to 64 letters, digits, `_`, `.` or `-`, and begins with a letter or a digit"
        )
    if source in ring:
        raise Misconfigured(
            f"There is a source {source} already: `tally keys rotate {source}` gives it a key"
        )
    return {**ring, source: (new_key(),)}


def rotated(ring: KeyRing, source: str) -> KeyRing:
    """With a new key before the others of this source."""
    return {**ring, source: (new_key(), *_keys_of(ring, source))}


def revoked(ring: KeyRing, source: str, ending: str | None = None) -> KeyRing:
    """Without the older keys of this source, or without the one that ends so."""
    keys = _keys_of(ring, source)
    if ending is None:
        if len(keys) == 1:
            raise Misconfigured(
                f"{source} has one key only: `tally keys rotate {source}` first, or revoke with --all"
            )
        return {**ring, source: keys[:1]}
    doomed = _ending_with(ending, source, keys)
    if len(keys) == 1:
        raise Misconfigured(
            f"That is the only key of {source}: revoke it with --all, the source goes with it"
        )
    return {**ring, source: tuple(key for key in keys if key != doomed)}


def without_source(ring: KeyRing, source: str) -> KeyRing:
    """Without a source and all its keys."""
    _keys_of(ring, source)
    return {name: keys for name, keys in ring.items() if name != source}


def _ending_with(ending: str, source: str, keys: tuple[str, ...]) -> str:
    """The one key that ends so."""
    shown = ending.removeprefix("...")
    found = [key for key in keys if key.endswith(shown)]
    if not shown or not found:
        raise Misconfigured(f"No key of {source} ends so: see in `tally keys` how they end")
    if len(found) > 1:
        raise Misconfigured(f"{len(found)} keys of {source} end with {shown}: give more of its end")
    return found[0]


def _keys_of(ring: KeyRing, source: str) -> tuple[str, ...]:
    if source not in ring:
        raise Misconfigured(f"There is no source {source}; there are {', '.join(ring)}")
    return ring[source]
