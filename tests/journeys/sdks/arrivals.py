"""What Tally holds of the visits once everything has landed, been committed and become models."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cli.ask import ask
from cli.clients import Endpoint, wait_until_landed
from cli.invocation import invoke

Row = dict[str, Any]

_RUN = re.compile(r"([a-z-]+-[0-9a-f]{8})-(?:user|device|gone|group)")
_EVENTS = """
select
    e.event_id, e.event_name, e.occurred_at, e.received_at, e.device_id, e.user_id, e.platform, e.utm_source,
    e.product_id, e.price, e.quantity, e.order_id, e.revenue, e.currency,
    json_format(cast(e.products as json)) as products, e.properties,
    coalesce(m.user_id, e.user_id) as person
from events e
left join identity_map m on e.user_id is null and m.device_id = e.device_id
where e.received_at >= timestamp '{since}'
order by e.occurred_at
"""
# A queue delivers twice now and then, and an SDK sends again what was not answered.
_REFUSED = """
select distinct reason, field, route, device_id, user_id, raw
from quarantine
where received_at >= timestamp '{since}'
"""
_PROFILES = """
select profile_id, properties from people
union all
select group_id as profile_id, properties from group_profiles
"""


@dataclass(slots=True)
class Arrival:
    """Of one visit: events by time, quarantine's rows, and the properties of each profile by its id."""

    events: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    profiles: dict[str, Row] = field(default_factory=dict)


def arrivals(endpoint: Endpoint, since: datetime) -> Mapping[str, Arrival]:
    """By run, for all that was received from `since` (UTC, naive); "" holds what is of no visit."""
    _store(endpoint)
    found: dict[str, Arrival] = defaultdict(Arrival)
    for run, row in _rows(endpoint, _EVENTS, since):
        found[run].events.append(row)
    for run, row in _rows(endpoint, _REFUSED, since):
        found[run].refused.append(row)
    for run, row in _rows(endpoint, _PROFILES, since):
        found[run].profiles[row["profile_id"]] = json.loads(row["properties"])
    return found


def _store(endpoint: Endpoint) -> None:
    wait_until_landed(endpoint, lambda _text: None)
    while invoke(endpoint, "commit_events", {})["remaining"]:
        time.sleep(0.1)
    invoke(endpoint, "refresh_models", {})


def _rows(endpoint: Endpoint, sql: str, since: datetime) -> Iterator[tuple[str, Row]]:
    """Each row with the run whose ids are in it."""
    for row in ask(endpoint, sql.format(since=since.isoformat(" ", "milliseconds"))).rows:
        text = " ".join(value for value in row.values() if isinstance(value, str))
        run = _RUN.search(text)
        yield run[1] if run else "", row
