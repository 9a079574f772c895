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
    text names no country, currency or platform, and is null; `placeholders` those whose id means nobody.
    """

    table: str
    done: RecordsImported
    stored: int
    changed_at: str
    unknown: tuple[str, ...]
    unlabelled: Mapping[str, int]
    placeholders: Mapping[str, int]
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
        notes.append(f"Which lines, and why: tally quarantine show {worst}")
    if report.unknown:
        names = ", ".join(report.unknown)
        notes += ["", paragraph(f"Not stored, for {report.table} has no such columns: {names}", "", "")]
    if words := _count(report.unlabelled):
        said = f"Null, for the words are unknown: {words}. Tell in a map what they mean"
        notes += ["", paragraph(said, "", "")]
    if ids := _count(report.placeholders):
        said = f"Null, for the ids mean nobody, as undefined and 0 do: {ids}"
        notes += ["", paragraph(said, "", "")]
    if report.stored:
        notes += ["", f"Next: tally run nightly, then records_{report.table} has the newest versions"]
    return notes


def _count(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{column} ({count:,})" for column, count in rows.items() if count)
