"""Questions asked as people ask them: a command's words, over events that landed and one night.

Everything is the product's own: bodies are read as landing reads them, every model runs, the command parses
its words. The engine is the stand-in's DuckDB in this process.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Self

from tally.adapters.athena.answers import Answer
from tally.domain.answering.caller import Role
from tally.domain.collecting.batches import BATCH_EVENTS
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.shop.shop_clock import ShopClock

from cli.queries import bind_query
from tests.answering import NOW, Asking, caller
from tests.cli.fake_tally import FakeTally, run
from tests.odd_inputs import OddInput
from tests.settings import MemorySettings
from tests.sql.night import Night, land

REPORT_MODELS = ("person_events", "people", "sessions", "daily_verdicts")
"""What reports read."""

_IDS = ("user_id", "device_id", "distinct_id")


class NightTally(FakeTally):
    """A Tally that holds what one night made."""

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.night = night
        self.timezone = night.shop.timezone
        self._answered: dict[str, list[dict[str, Any]]] = {}

    @classmethod
    def of(
        cls,
        events: Sequence[Mapping[str, Any]],
        timezone: str,
        profiles: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
        models: Sequence[str] = (),
    ) -> Self:
        """After the night in which these events of a case, in the shop's zone, had come, and these profiles,
        {person: properties}. With `models` it made these alone (0.3 s instead of 0.7)."""
        night = Night(shop=ShopClock(timezone))
        bodies = [events[at : at + BATCH_EVENTS] for at in range(0, len(events), BATCH_EVENTS)]
        inputs = [OddInput("/v1/events", [_post(each) for each in body]) for body in bodies]
        inputs += [
            OddInput("/engage", [{"$distinct_id": person, "$set": profile}])
            for person, profile in profiles.items()
        ]
        landed = land(inputs, night.shop)
        if models:
            night.make(landed, *models)
        else:
            night.run(landed)
        return cls(night)

    def has_table(self, name: str, database: str | None = None) -> bool:
        """Whether the night made it."""
        return name in self.night.engine.names

    def ask(self, sql: str, database: str | None = None) -> Answer:
        """The rows of any statement over the published tables, which stay as they are: asked once."""
        self.statements.append(sql)
        if sql not in self._answered:
            self._answered[sql] = self.night.engine.rows(sql, database or "lake")
        rows = self._answered[sql]
        return Answer(list(rows[0]) if rows else [], [dict(row) for row in rows])

    def ask_query(self, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of a query of the catalog over the same tables."""
        return list(self.ask(bind_query(name, values)).rows)


def ask_rows(tally: FakeTally, command: str) -> list[dict[str, Any]]:
    """What `command`, such as tally funnel A B, prints as JSON."""
    words = shlex.split(command)
    result = run(tally, *words[1:], "--format", "json")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def ask_over_http(tally: FakeTally, command: str) -> list[dict[str, Any]]:
    """The rows that the API answers to the question of `command`, as `tally save` writes it down."""
    _, kind, *words = shlex.split(command)
    tally.settings = MemorySettings()
    result = run(tally, "save", "asked", kind, *words)
    assert result.exit_code == 0, result.output
    (written,) = tally.settings.list_newest("question")
    saved = parse_saved_question(written.text or "", NOW)
    asking = Asking(lambda sql: [*tally.ask(sql).rows], tally.timezone, now=datetime.now(UTC))
    answer = asking.serve.ask(caller("ada", Role.ADMINISTRATORS), saved.kind, saved.asked)
    rows: list[dict[str, Any]] = json.loads(json.dumps(answer["rows"]))
    return rows


def _post(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of a case as our own protocol takes it."""
    properties = dict(event.get("properties") or {})
    sent = {
        "event": event["event"],
        "occurred_at": event["time"],
        "platform": properties.pop("platform", "web"),
        "properties": properties,
    }
    if "insert_id" in event:
        sent["event_id"] = event["insert_id"]
    return sent | {name: event[name] for name in _IDS if event.get(name) is not None}
