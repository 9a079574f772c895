"""Every SDK's visits, once through each fault, and what the lake holds of them afterwards."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.clients import Endpoint
from tests.journeys.sdks.arrivals import Arrival, Row, arrivals
from tests.journeys.sdks.certificate import server_context, write_certificate
from tests.journeys.sdks.faults import Fault, Turn
from tests.journeys.sdks.front import Front, Fronts
from tests.journeys.sdks.running import install_packages, missing, run_visits
from tests.journeys.sdks.sdks import SDKS, Sdk
from tests.journeys.sdks.visit import Visit, new_run

AT_ONCE = 3
"""Processes at a time: most of a visit is waiting before the next attempt."""
Meets = Fault | Turn | None


@dataclass(slots=True)
class Delivery:
    """One visit: what the SDK told the app (errors only), what passed the front, and what arrived of it.

    `began` and `ended` are UTC and naive. `failed` is set when the driver itself broke.
    """

    visit: Visit
    front: Front
    told: list[str] = field(default_factory=list)
    arrival: Arrival = field(default_factory=Arrival)
    began: datetime = datetime.min
    ended: datetime = datetime.max
    failed: str = ""

    @property
    def rows(self) -> list[Row]:
        """The lake's events, by time."""
        return self.arrival.events

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Reason and field of what lies in quarantine, updates of profiles too."""
        return [(row["reason"], row["field"]) for row in self.arrival.refused]

    def profile(self, profile_id: str) -> Row | None:
        """Properties of this person or group; None where there is no such profile."""
        return self.arrival.profiles.get(profile_id)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """All visits by SDK's name and what they met (None: nothing); `elsewhere` arrived and is no visit's."""

    of: Mapping[tuple[str, Meets], Delivery]
    elsewhere: Arrival


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
    arrived = arrivals(endpoint, since)
    for delivery in found.values():
        delivery.arrival = arrived[delivery.visit.run]
    return Deliveries(found, arrived[""])


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


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
