"""Rows of the table `scheduled_answers`: cells as the answer had them."""

import json
from datetime import date

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.schedules.scheduled_rows import list_scheduled_rows
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.words.words import ENGLISH

from tests.reports.example_questions import EXAMPLES

SCHEDULE = 'question = "hours"\nevery = "day"\n[to]\ntable = true\n'


def test_hours_are_those_of_the_shop() -> None:
    example = EXAMPLES["insights by hour"]
    answer = ChartedAnswer(example.answer, EventsVerdict(Verdict.AUDITED, ""), (), date(2026, 3, 4))
    section = lay_out_report(ReportToExport(example.question, answer, ""), ENGLISH)
    document = ExportDocument("Hours", "en", [section], ())
    rows = [*list_scheduled_rows("hours", parse_schedule(SCHEDULE), document, "b1")]
    cells = [json.loads(row["cells"]) for row in rows]
    assert [cell["start"] for cell in cells[:2]] == ["2026-02-26T00:00:00+01:00", "2026-02-26T01:00:00+01:00"]
