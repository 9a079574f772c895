"""The write keys of a shop as their secret holds them: {source: key}, or {source: [newest key, older keys]}.

Several keys of one source hold side by side, so that apps in the field keep working while a new key spreads.
"""

import json
from collections.abc import Mapping

from tally.domain.errors import Misconfigured

KeyRing = Mapping[str, tuple[str, ...]]
"""Source -> its keys, the newest first; never without one."""

SHAPE = "store {source name: write key} in it, or {source name: [write key, another]}"


def read_key_ring(text: str) -> KeyRing:
    """The ring in a secret's text; ValueError where it is something else."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("the secret is no JSON object")
    ring = {source: tuple(keys) if isinstance(keys, list) else (keys,) for source, keys in found.items()}
    if not all(keys and all(isinstance(key, str) and key for key in keys) for keys in ring.values()):
        raise ValueError("a source has one write key or a list of them, each a text")
    return ring


def write_key_ring(ring: KeyRing) -> str:
    """The ring as a secret's text; a source with one key keeps the short form. Each has a name."""
    if "" in ring:
        raise Misconfigured("A source has no name, and its keys do not work: take it out of the secret")
    return json.dumps({source: keys[0] if len(keys) == 1 else keys for source, keys in ring.items()})
