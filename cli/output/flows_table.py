"""Flows as a table for people."""

from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_words import format_share

from cli.output.render import render


def tabulate_flows(found: ReportAnswer) -> str:
    """A line a step and event, with its share of all entries in percent."""
    shown = [
        {
            "step": f"{row['step']:+}",
            "event": row["event"],
            "count": f"{row['count']:,}",
            "of all": format_share(row["share"]),
        }
        for row in found.rows
    ]
    return render(shown, None if shown else found.columns)
