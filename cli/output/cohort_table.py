"""A cohort as a table for people."""

from tally.domain.reports.answer import ReportAnswer

from cli.output.render import render


def tabulate_cohort(found: ReportAnswer) -> str:
    """Persons with their number below, or the size of each day."""
    if "persons" in found.columns:
        return render([row | {"persons": f"{row['persons']:,}"} for row in map(dict, found.rows)])
    number = f"{len(found.rows):,} {'person' if len(found.rows) == 1 else 'persons'}"
    return f"{render(found.rows, found.columns)}\n{number}" if found.rows else number
