"""What sent each event of a chunk, where it was no visitor's device: the column `sender`.

Looked at are the distinct libraries, platforms and user agents of a chunk: nearly always none of them is a
server's or a bot's, and no row is looked at.
"""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.landing.bots import is_bot
from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_fields import EventFields
from tally.domain.events.platforms import BOT, SERVER, is_server_library

_USER_AGENT = attrgetter("user_agent")
_OF_BROWSERS = "Mozilla/"
"""What posts a body may be a shop's own server: its HTTP library is no bot. Bots that run scripts look so."""


def read_senders(fields: EventFields, platforms: "pa.Array[Any] | None") -> Arrays:
    """The column, unless it would be null in every row.

    A bot is one by the user agent that the message names. Where it names none that of the request counts, if
    it is a browser's and no server sent it.
    """
    libraries = fields.columns.get("library") or ()
    agents = fields.columns.get("user_agent") or ()
    callers = list(map(_USER_AGENT, fields.chunk.receipts))
    servers = {library for library in _distinct_texts(libraries) if is_server_library(library)}
    bots = {agent for agent in _distinct_texts(agents) if is_bot(agent)}
    calling_bots = {each for each in set(callers) if each.startswith(_OF_BROWSERS) and is_bot(each)}
    is_platform = platforms is not None and _has_server(platforms)
    if not (servers or bots or calling_bots or is_platform):
        return {}
    nothing = [None] * fields.rows
    told = zip(
        platforms.to_pylist() if platforms is not None and is_platform else nothing,
        libraries or nothing,
        agents or nothing,
        callers,
        strict=True,
    )
    senders = [
        BOT
        if _is_among(agent, bots)
        else SERVER
        if platform == SERVER or _is_among(library, servers)
        else BOT
        if caller in calling_bots and not isinstance(agent, str)
        else None
        for platform, library, agent, caller in told
    ]
    return {"sender": pa.array(senders, pa.string())}


def _distinct_texts(values: Sequence[Any]) -> Iterable[str]:
    """What is no text names nothing."""
    try:
        distinct = set(values)
    except TypeError:  # a list or an object among them
        distinct = {value for value in values if isinstance(value, str)}
    return (value for value in distinct if isinstance(value, str))


def _is_among(value: object, texts: Collection[str]) -> bool:
    return isinstance(value, str) and value in texts


def _has_server(platforms: "pa.Array[Any]") -> bool:
    return pc.any(pc.equal(platforms, pa.scalar(SERVER))).as_py() is True
