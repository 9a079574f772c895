"""Restated KPIs, as a sentence below the numbers and as a list."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from tally.domain.reports.restatements import Restatement

from cli.output.render import render

RESTATED_COLUMNS = [field.name for field in fields(Restatement)]


def summarize_restatements(restated: Sequence[Restatement]) -> str:
    """How many values of closed days changed, and the commonest cause; "" when none did."""
    if not restated:
        return ""
    causes = [each.because for each in restated]
    commonest = max(dict.fromkeys(causes), key=causes.count)
    days = len({each.business_date for each in restated})
    values = f"{len(restated):,} value{'s' * (len(restated) > 1)} of {days} closed day{'s' * (days > 1)}"
    return f"Restated by this night: {values}, because {commonest}. The list: tally kpis --restated"


def list_restatements(restated: Sequence[Restatement]) -> str:
    """One row a value: what was published, what is now, and why."""
    if not restated:
        return "No value of a closed day changed."
    return render([asdict(each) for each in restated], RESTATED_COLUMNS)
