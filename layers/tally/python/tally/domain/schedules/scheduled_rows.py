"""Rows of the table `scheduled_answers`: a row of an answer is a row of it, its cells as one JSON text.

Reports have columns of their own, and a question that is saved anew may have others: columns for all of them
would be empty, and a table for each would change its columns under its readers.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tally.domain.exports.document import ExportColumn, ExportDocument, Row
from tally.domain.exports.read_cells import write_hour
from tally.domain.reports.plain_rows import list_plain_rows
from tally.domain.schedules.export_schedule import ExportSchedule


def list_scheduled_rows(
    name: str, schedule: ExportSchedule, document: ExportDocument, build: str
) -> Iterator[Mapping[str, Any]]:
    """The rows of all its answers, in their order."""
    for place, section in enumerate(document.sections, start=1):
        columns, verdict = section.table.columns, section.verdict
        rows = [_write_hours(row, columns) for row in section.table.rows]
        names = [column.name for column in columns]
        for number, row in enumerate(list_plain_rows(rows, names), start=1):
            yield {
                "schedule": name,
                "sent_as": f"{schedule.thing}/{schedule.of}",
                "answer": place,
                "title": section.title,
                "row_number": number,
                "cells": json.dumps(row, ensure_ascii=False),
                "verdict": verdict.verdict.value if verdict else None,
                "reason": verdict.reason if verdict else None,
                "build": build,
            }


def _write_hours(row: Row, columns: Sequence[ExportColumn]) -> dict[str, Any]:
    """Hours stay on the shop's clock, as CSV has them."""
    kinds = {column.name: column.kind for column in columns}
    return {
        name: write_hour(value, kinds[name]) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
