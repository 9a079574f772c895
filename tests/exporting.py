"""Exports over HTTP in tests: the use case on memory alone, and calls as the gateway makes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tally.adapters.publishing.export_formats import write_export
from tally.domain.exports.export_file import ExportFile
from tally.ports.exporting import ExportTicket
from tally.use_cases.export_report import ExportReport
from tally.use_cases.publish_answers import PublishAnswers

from tests.answering import Asking, call_event
from tests.settings import MemorySettings


@dataclass
class MemoryTickets:
    """See ports.ExportTickets."""

    held: dict[str, ExportTicket] = field(default_factory=dict)

    def put(self, ticket: ExportTicket) -> None:
        self.held[ticket.id] = ticket

    def find(self, export_id: str) -> ExportTicket | None:
        return self.held.get(export_id)


@dataclass
class Exporting:
    """Files of what `asking` answers."""

    asking: Asking
    settings: MemorySettings = field(default_factory=MemorySettings)
    tickets: MemoryTickets = field(default_factory=MemoryTickets)
    files: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    large: list[ExportFile] = field(default_factory=list)

    def __post_init__(self) -> None:
        serve = self.asking.serve
        self.use_case = ExportReport(
            serve,
            serve.rights,
            self.settings,
            serve.find_cohort,
            self.tickets,
            lambda names: {name: self.files[name] for name in names},
            lambda names: {name: self.answers[name] for name in names if name in self.answers},
            write_export,
            serve.clock,
            serve.now,
            self,
        )

    def answer_by_night(self) -> None:
        """Publish the saved questions of dashboards, as they are answered now."""
        serve = self.asking.serve
        publish = PublishAnswers(self.settings, serve, self, serve.find_cohort, serve.clock, serve.now)
        publish("b1")

    def put_answer(self, build: str, name: str, content: Mapping[str, Any], asked_at: datetime) -> int:
        """See ports.AnswerFiles: as JSON that is read again."""
        text = json.dumps({"build": build, **content})
        self.answers[name.rpartition("/")[2]] = json.loads(text)
        return len(text)

    def put(self, file: ExportFile) -> str:
        """See ports.ExportsPlace."""
        self.large.append(file)
        return f"https://files.example/{file.name}"


def export_event(body: Mapping[str, Any] | str, *groups: str) -> dict[str, Any]:
    """What is asked for, as the gateway hands it on."""
    text = body if isinstance(body, str) else json.dumps(body)
    return {**call_event("", text, *groups), "pathParameters": {}}
