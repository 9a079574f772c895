"""What arrived at this machine's Tally, for the tests of an app: /dev/all, good, bad, profiles, reset, mails.

Reads landing and quarantine themselves, so nothing need be committed.
docs/guides/testing-your-app.md shows its use.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from botocore.exceptions import BotoCoreError, ClientError
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.aws.deployment import Deployment, Place
from tally.adapters.lake.duplicates import ArrowDuplicates, ArrowSightings
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.domain.collecting.rejection import Reason
from tally.domain.errors import TallyError
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS
from tally.use_cases.await_landing import AwaitLanding

from local.inbox.mails import list_mails

PATH = "/dev/"
_LISTS = ("all", "good", "bad", "profiles")
_WHOLE = ("reset", "mails")
"""They are of no event."""

CORS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "*",
    }
)

LONGEST_WAIT_S = 20.0
"""An app's test suite would rather hear that nothing lands than hang."""

_LOOK_EVERY_S = 0.1
_NO_EVENTS = arrow_schema(EVENT_COLUMNS).empty_table()
_NO_UPDATES = arrow_schema(PROFILE_COLUMNS).empty_table()
_LANDED, _LANDED_PROFILES, _QUARANTINED = "landing/dt=", "landing/profiles/dt=", "quarantine/dt="

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Columns that hold something: events, operations on profiles, and what was refused with its reason."""

    good: list[Row]
    profiles: list[Row]
    bad: list[Row]


class Inbox:
    """What came since the last reset, in the order it arrived.

    Every look first waits until the queue is empty, for LONGEST_WAIT_S at most. Of an event or update sent
    twice the first counts, as in the lake; one that has another's id is bad.
    """

    def __init__(self, place: Place, emulator_log: Path | None = None) -> None:
        """`emulator_log` is told to whoever waited in vain."""
        self.emulator_log = emulator_log
        self._place = place
        self._endpoint: Deployment | None = None
        self._lock = threading.Lock()
        self._before: frozenset[str] = frozenset()

    def arrived(self) -> Arrived:
        """All of it; TemporaryFailure where something has not landed after LONGEST_WAIT_S."""
        self._wait_until_landed()
        with self._lock:
            return self._read_arrived(self._list_keys())

    def reset(self) -> None:
        """Count from here. Nothing is deleted. TemporaryFailure as for `arrived`."""
        self._wait_until_landed()
        with self._lock:
            self._before = frozenset(self._list_keys())

    def list_mails(self) -> list[Row]:
        """What Tally mailed, the newest first; a reset leaves them."""
        return list_mails(self._place)

    def _read_arrived(self, keys: list[str]) -> Arrived:
        new = [key for key in keys if key not in self._before]
        events = self._tell_apart(ArrowDuplicates(), _NO_EVENTS, _LANDED, new)
        updates = self._tell_apart(ProfileDuplicates(), _NO_UPDATES, _LANDED_PROFILES, new)
        refused = [
            _keep_refused_at_landing(self._read_table(key)) for key in new if key.startswith(_QUARANTINED)
        ]
        bad = {
            row["quarantine_id"]: row
            for table in (*refused, events.conflicting, updates.conflicting)
            for row in map(_to_json_values, table.to_pylist())
        }
        good, profiles = (
            _sort_by_arrival(map(_to_json_values, each.new.to_pylist())) for each in (events, updates)
        )
        return Arrived(good, profiles, _sort_by_arrival(bad.values()))

    def _tell_apart(
        self, check: ArrowDuplicates, none: pa.Table, prefix: str, keys: list[str]
    ) -> ArrowSightings:
        landed = [self._read_table(key) for key in keys if key.startswith(prefix)]
        return check.split(pa.concat_tables([none, *landed], **_WIDER), none, lambda _keys: none)

    def _wait_until_landed(self) -> None:
        waiting = self._deployed.parcels_waiting()
        AwaitLanding(waiting, _LOOK_EVERY_S, time.sleep, time.monotonic, LONGEST_WAIT_S)(lambda _: None)

    def _list_keys(self) -> list[str]:
        """Objects of landing and quarantine."""
        pages = self._deployed.client("s3").get_paginator("list_objects_v2")
        return [
            entry["Key"]
            for prefix in (_LANDED, _LANDED_PROFILES, _QUARANTINED)
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix)
            for entry in page.get("Contents", [])
        ]

    def _read_table(self, key: str) -> pa.Table:
        body = self._place.client("s3").get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return pq.ParquetFile(pa.BufferReader(body)).read()

    @property
    def _deployed(self) -> Deployment:
        if self._endpoint is None:
            self._endpoint = Deployment.deployed_at(self._place)
        return self._endpoint

    @property
    def _bucket(self) -> str:
        return self._deployed.outputs["LakeBucket"]


def _keep_refused_at_landing(quarantined: pa.Table) -> pa.Table:
    """Without what a commit adds, which compares with the whole lake; the inbox does from its reset on."""
    return quarantined.filter(
        pc.not_equal(quarantined["reason"], pa.scalar(Reason.SAME_ID_OTHER_PAYLOAD.value))
    )


_WIDER: Mapping[str, Any] = MappingProxyType({"promote_options": "permissive"})


def answer(inbox: Inbox, address: str) -> tuple[int, Any]:
    """(HTTP status, JSON value) for a path with its query; `event` in it chooses one event name."""
    parts = urlsplit(address)
    name = parts.path.removeprefix(PATH).removesuffix("/")
    if name not in (*_LISTS, *_WHOLE):
        return 404, {"error": f"there are {', '.join(PATH + each for each in (*_LISTS, *_WHOLE))}"}
    asked = parse_qs(parts.query, keep_blank_values=True)
    wanted = asked.pop("event", None)
    if asked or (wanted is not None and (name in _WHOLE or "" in wanted)):
        return 400, {
            "error": "there is ?event=NAME, such as /dev/good?event=Order%20Completed; not for reset, mails"
        }
    try:
        if name == "reset":
            inbox.reset()
            return 200, {"reset": True}
        if name == "mails":
            return 200, inbox.list_mails()
        arrived = inbox.arrived()
    except (TallyError, ClientError, BotoCoreError) as error:
        log = {"log": str(inbox.emulator_log)} if inbox.emulator_log else {}
        return 503, {"error": str(error), **log}
    every = _sort_by_arrival([*arrived.good, *arrived.profiles, *arrived.bad])
    rows = {"good": arrived.good, "bad": arrived.bad, "profiles": arrived.profiles, "all": every}[name]
    return 200, [row for row in rows if wanted is None or _read_name(row) in wanted]


def _sort_by_arrival(rows: Any) -> list[Row]:
    return sorted(rows, key=lambda row: str(row.get("received_at", "")))


def _read_name(row: Row) -> Any:
    """The event's name; that of a bad one perhaps only its raw text says."""
    if "event_name" in row:
        return row["event_name"]
    try:
        return json.loads(row.get("raw", "")).get("event")
    except (ValueError, AttributeError, RecursionError):
        return None


def _to_json_values(row: Mapping[str, Any]) -> Row:
    found = {name: _to_plain(value) for name, value in row.items() if value is not None}
    for name in ("properties", "value"):  # JSON in a column of text
        if name in found:
            found[name] = json.loads(found[name])
    return found


def _to_plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case datetime():
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
            return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case dict():
            return dict(_drop_nulls(value))
        case list():
            return [_to_plain(part) for part in value]
    return value


def _drop_nulls(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, _to_plain(part)) for name, part in value.items() if part is not None)
