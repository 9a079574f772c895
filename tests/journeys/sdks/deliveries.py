"""Every SDK's visits, once through each fault, and what the lake holds of them afterwards."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.ask import ask
from local.commands.run import invoke
from local.endpoint import Endpoint
from local.landing_wait import wait_until_landed
from tests.journeys.sdks.certificate import server_context, write_certificate
from tests.journeys.sdks.faults import Fault, Turn
from tests.journeys.sdks.front import Front, Fronts
from tests.journeys.sdks.running import install_packages, missing, run_visits
from tests.journeys.sdks.sdks import SDKS, Sdk
from tests.journeys.sdks.visit import Visit, new_run

AT_ONCE = 3
"""Processes at a time: most of a visit is waiting before the next attempt."""
_RUN = re.compile(r"([a-z-]+-[0-9a-f]{8})-(?:user|device|gone)")
Meets = Fault | Turn | None

_ROWS = """
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
_REFUSED = """
select reason, field, device_id, user_id, route, raw as properties
from quarantine
where received_at >= timestamp '{since}'
"""


@dataclass(slots=True)
class Delivery:
    """One visit: what the SDK told the app (errors only), what passed the front, the lake's rows by time,
    quarantine's rows.

    `began` and `ended` are UTC and naive. `failed` is set when the driver itself broke.
    """

    visit: Visit
    front: Front
    told: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    began: datetime = datetime.min
    ended: datetime = datetime.max
    failed: str = ""

    @property
    def refused_events(self) -> list[tuple[str, str]]:
        """Reason and field of what lies in quarantine, updates of profiles too."""
        return [(row["reason"], row["field"]) for row in self.refused]


@dataclass(frozen=True, slots=True)
class Deliveries:
    """All visits by SDK's name and what they met (None: nothing); `elsewhere`: no visit's quarantine rows."""

    of: Mapping[tuple[str, Meets], Delivery]
    elsewhere: Sequence[dict[str, Any]]


def deliver_all(endpoint: Endpoint, folder: Path, say: Callable[[str], None]) -> Deliveries:
    """Make every visit that this machine can make; then land, commit and refresh once."""
    since = _now() - timedelta(seconds=1)
    certificate = write_certificate(folder)
    fronts = Fronts(endpoint.url, server_context(certificate))
    able = [sdk for sdk in SDKS if missing(sdk) is None]
    if not all(sdk.is_python for sdk in able):
        install_packages(say)
    found: dict[tuple[str, Meets], Delivery] = {}
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            work = [(sdk, meets) for sdk in able for meets in _processes(sdk)]
            for made in pool.map(lambda part: _deliver(*part, fronts, endpoint.write_key, certificate), work):
                found |= made
                say(f"{len(found)} visits made")
    finally:
        fronts.close()
    _store(endpoint)
    rows, refused = _by_run(endpoint, _ROWS, since), _by_run(endpoint, _REFUSED, since)
    for delivery in found.values():
        delivery.rows = rows.pop(delivery.visit.run, [])
        delivery.refused = refused.pop(delivery.visit.run, [])
    return Deliveries(found, [row for others in refused.values() for row in others])


def _by_run(endpoint: Endpoint, sql: str, since: datetime) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask(endpoint, sql.format(since=since.isoformat(" ", "milliseconds"))).rows:
        text = " ".join(row[name] or "" for name in ("user_id", "device_id", "properties"))
        of_visit = _RUN.search(text)
        found[of_visit[1] if of_visit else ""].append(row)
    return found


def _deliver(
    sdk: Sdk, all_meets: Sequence[Meets], fronts: Fronts, write_key: str, certificate: Path
) -> dict[tuple[str, Meets], Delivery]:
    """These visits of one SDK, in one process."""
    made = {}
    for meets in all_meets:
        fault = meets if isinstance(meets, Fault) else None
        over = sdk.break_over_bytes.get(fault, 0) if fault else 0
        front = fronts.open(tls=sdk.page is None, fault=fault, break_over_bytes=over)
        turn = meets if isinstance(meets, Turn) else None
        visit = Visit(new_run(sdk.name), front.url, write_key, turn)
        made[sdk.name, meets] = Delivery(visit, front, began=_now())
    try:
        told = run_visits(sdk, [delivery.visit for delivery in made.values()], certificate)
    except AssertionError as broken:
        for delivery in made.values():
            delivery.failed = str(broken)
        return made
    for delivery in made.values():
        delivery.told, delivery.ended = told[delivery.visit.run], _now()
    return made


def _processes(sdk: Sdk) -> Iterator[Sequence[Meets]]:
    """What this SDK meets, by the process in which it does: only a page can have a clock of its own."""
    together: list[Meets] = [None, *Fault, *sorted(sdk.turns)]
    if sdk.page is None:
        together.remove(Turn.CLOCK_FAST)
        yield [Turn.CLOCK_FAST]
    yield together


def _store(endpoint: Endpoint) -> None:
    wait_until_landed(endpoint, lambda _text: None)
    while invoke(endpoint, "commit_events", {})["remaining"]:
        time.sleep(0.1)
    invoke(endpoint, "refresh_models", {})


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
