"""What sent each event of a chunk, where it was no visitor's device: the column `sender`."""

from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_fields import EventFields
from tally.domain.events.platforms import SERVER, is_server_library

_NONE: frozenset[str] = frozenset()


def read_senders(fields: EventFields, platforms: "pa.Array[Any] | None") -> Arrays:
    """The column, unless it would be null in every row, as nearly always.

    Looked at are the distinct libraries and platforms of the chunk, then the rows of those that are servers.
    """
    libraries = fields.columns.get("library")
    servers = _find_servers(libraries) if libraries else _NONE
    is_platform = _has_server(platforms)
    if not (servers or is_platform):
        return {}
    named = platforms.to_pylist() if is_platform and platforms is not None else [None] * fields.rows
    told = libraries or [None] * fields.rows
    senders = [
        SERVER if platform == SERVER or (isinstance(library, str) and library in servers) else None
        for platform, library in zip(named, told, strict=True)
    ]
    return {"sender": pa.array(senders, pa.string())}


def _find_servers(libraries: Sequence[Any]) -> Collection[str]:
    """Those of these libraries that run on servers; what is no text names none."""
    try:
        distinct = set(libraries)
    except TypeError:  # a list or an object among them
        distinct = {library for library in libraries if isinstance(library, str)}
    return {library for library in distinct if isinstance(library, str) and is_server_library(library)}


def _has_server(platforms: "pa.Array[Any] | None") -> bool:
    return platforms is not None and pc.any(pc.equal(platforms, pa.scalar(SERVER))).as_py() is True
