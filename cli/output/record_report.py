"""What became of a file of records, as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tally.use_cases.import_records import RecordsImported

from cli.output.render import paragraph, render

COLUMNS = ["table", "rows", "landed", "stored", "repeated", "quarantined", "changed_at", "seconds"]


@dataclass(frozen=True, slots=True)
class RecordReport:
    """`stored` versions are in the table now; `changed_at` is the file's column, or the time of import.

    `unknown` are columns of the file that the table does not have; `unlabelled` counts rows by column whose
    text names no country, currency or platform, and is null.
    """

    table: str
    done: RecordsImported
    stored: int
    changed_at: str
    unknown: tuple[str, ...]
    unlabelled: Mapping[str, int]
    seconds: float


def report_import(report: RecordReport, fmt: str) -> str:
    """One row of COLUMNS; as a table also the reasons, what was not stored, and what to do."""
    done = report.done
    row = {
        "table": report.table,
        "rows": done.rows,
        "landed": done.landed,
        "stored": report.stored,
        "repeated": done.landed + done.landed_before - report.stored,
        "quarantined": sum(done.quarantined.values()),
        "changed_at": report.changed_at,
        "seconds": report.seconds,
    }
    text = render([row], COLUMNS, fmt)
    return text if fmt != "table" else "\n".join([text, *_list_notes(report)])


def _list_notes(report: RecordReport) -> list[str]:
    notes: list[str] = []
    reasons = report.done.quarantined
    if reasons:
        rows = [{"reason": reason, "rows": count} for reason, count in sorted(reasons.items())]
        notes += ["", render(rows)]
        worst = max(reasons, key=lambda reason: reasons[reason])
        notes.append(f"Which lines, and why: tally quarantine show --reason {worst}")
    if report.unknown:
        names = ", ".join(report.unknown)
        notes += ["", paragraph(f"Not stored, for {report.table} has no such columns: {names}", "", "")]
    if nulls := [f"{column} ({rows:,})" for column, rows in report.unlabelled.items() if rows]:
        said = f"Null, for the words are unknown: {', '.join(nulls)}. Tell in a map what they mean"
        notes += ["", paragraph(said, "", "")]
    if report.stored:
        notes += ["", f"Next: tally run nightly, then records_{report.table} has the newest versions"]
    return notes
