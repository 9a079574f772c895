"""KPI rows as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tally.domain.reports.kpi_places import ALL
from tally.domain.reports.kpis import ONE, EventsUnder, Kpi, Unit, kpi_named

from cli.business_days import name_stretches
from cli.output.render import fits_screen, paragraph, render

FOOTNOTES = {
    "platform": "A visitor is counted on each platform they used, a session on that of its first event: a "
    "platform may have fewer sessions than visitors, and visitors do not add up to the total.",
    "country": "A visitor is counted in each country they were seen in, a session in that of its first "
    "event: visitors do not add up to the total. The witness is told no country: each has the day's verdict.",
    "region": "A visitor is counted in each region they were seen in, a session in that of its first "
    "event: visitors do not add up to the total. The witness is told no region: each has the day's verdict.",
    "profile": "A person has one profile, today's, of every past day: all profiles add up to the total. The "
    "witness is told no person: each has the day's verdict.",
}
_MOST_STRETCHES = 3
_NOTE = "; "
"""Stands before what is noted of a number that is audited all the same: sql/intermediate/kpi_verdicts.sql."""


def format_value(kpi: str, value: float | None) -> str:
    """A value as people write it: 1,234 visitors, 18.4 %, 99.50 (in the shop's currency)."""
    if value is None:
        return "-"
    match kpi_named(kpi).unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return f"{100 * value:.1f} %"
        case Unit.MINUTES:
            return f"{value:,.1f} min"
        case Unit.MONEY | Unit.RATIO:
            return f"{value:,.2f}"


def format_coverage(row: Mapping[str, Any]) -> str:
    """The interval in per cent, such as 85.7-94.8 %; empty when the witness saw nothing, and of a range."""
    low, high = row.get("coverage_low"), row.get("coverage_high")
    return "" if low is None or high is None else f"{100 * low:.1f}-{100 * high:.1f} %"


def format_day(day: date) -> str:
    """Such as Tue 3 March 2026."""
    return f"{day:%a} {day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why numbers are not audited, and notes, each once and with a number of its own, in the order met."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, row: Mapping[str, Any]) -> str:
        """Such as (1); empty where the row is audited and nothing is to be noted of it."""
        reason = row["reason"]
        if row["verdict"] == "audited":
            reason = reason.partition(_NOTE)[2]
        reason = _NOTE.join(filter(None, [reason, *_list_notes(row)]))
        if not reason:
            return ""
        return f"({self.numbers.setdefault((row['verdict'], reason), len(self.numbers) + 1)})"

    def list_lines(self, *, with_verdict: bool) -> list[str]:
        """A paragraph for each; the verdict before it where the table does not show it."""
        return [
            paragraph(f"{verdict}: {reason}" if with_verdict else reason, f"({number}) ", "    ")
            for (verdict, reason), number in self.numbers.items()
        ]


def _list_notes(row: Mapping[str, Any]) -> list[str]:
    """What is to be told beside a number, whatever its verdict: whom it leaves out, that it may change."""
    notes = [row["note"]] if row.get("note") else []
    hours = kpi_named(row["kpi"]).window_hours if row.get("is_complete") is False else None
    if hours:
        days, rest = divmod(hours, 24)
        notes.append(
            f"may change until {f'{hours} hours' if rest or days < 2 else f'{days} days'} after its day"
        )
    return notes


def tabulate_with_verdicts(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of one day and place as a table; below it the reasons, each once, and what has nothing."""
    rows, silent = _split_silent(rows)
    reasons = Reasons()
    lines = [
        {
            "kpi": row["kpi"],
            "value": format_value(row["kpi"], row["value"]),
            "verdict": row["verdict"],
            "coverage": format_coverage(row),
            "why": reasons.number(row),
        }
        for row in rows
    ]
    has_coverage = any("coverage_low" in row for row in rows)
    columns = [
        "kpi",
        "value",
        "verdict",
        *(["coverage"] if has_coverage else []),
        *(["why"] if reasons.numbers else []),
    ]
    return "\n".join([render(lines, columns), *reasons.list_lines(with_verdict=False), *silent])


def tabulate_side_by_side(rows: Sequence[Mapping[str, Any]], place: str) -> str:
    """The rows of one day as a table with a column for each value of `place` (platform or country)."""
    telling, silent = _split_silent(rows)
    return "\n".join([_tabulate_places([(row["kpi"], row) for row in telling], "kpi", place), *silent])


def tabulate_one_kpi(rows: Sequence[Mapping[str, Any]], place: str | None) -> str:
    """The rows of one KPI as a table with a line for each day; with `place` a column for each value of it."""
    named = [(format_day(row["business_date"]), row) for row in rows]
    if place is not None:
        return _tabulate_places(named, "day", place)
    reasons = Reasons()
    lines = [
        {
            "day": day,
            "value": format_value(row["kpi"], row["value"]),
            "verdict": row["verdict"],
            "coverage": format_coverage(row),
            "why": reasons.number(row),
        }
        for day, row in named
    ]
    columns = ["day", "value", "verdict", "coverage", *(["why"] if reasons.numbers else [])]
    return "\n".join([render(lines, columns), *reasons.list_lines(with_verdict=False)])


def _tabulate_places(named: Sequence[tuple[str, Mapping[str, Any]]], first: str, place: str) -> str:
    """Rows by the name of their line; a value that is not audited has the number of its reason before it."""
    reasons = Reasons()
    lines: dict[str, dict[str, str]] = {}
    for name, row in named:
        value = format_value(row["kpi"], row["value"])
        lines.setdefault(name, {first: name})[row[place]] = f"{reasons.number(row)} {value}".strip()
    places = sorted({row[place] for _, row in named}, key=lambda each: (each != ALL, each))
    tables = _render_in_blocks(list(lines.values()), first, places)
    return "\n".join([tables, *reasons.list_lines(with_verdict=True)])


def _render_in_blocks(lines: Sequence[Mapping[str, str]], first: str, places: Sequence[str]) -> str:
    """One table, or several below each other where the places do not fit beside each other."""
    blocks: list[list[str]] = [[first]]
    for place in places:
        if len(blocks[-1]) > 1 and not fits_screen(lines, [*blocks[-1], place]):
            blocks.append([first])
        blocks[-1].append(place)
    return "\n\n".join(render(lines, columns) for columns in blocks)


def tabulate_by_day(rows: Sequence[Mapping[str, Any]]) -> str:
    """One place's rows of some days as a table: for each day a value and a verdict, below it the reasons.

    KPIs of which no day has anything are named below it.
    """
    rows, silent = _split_silent(rows)
    reasons = Reasons()
    days = sorted({row["business_date"] for row in rows})
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault(row["kpi"], {"kpi": row["kpi"]})
        line[format_day(row["business_date"])] = format_value(row["kpi"], row["value"])
        verdict = f"{row['verdict']} {reasons.number(row)}".rstrip()
        line[_name_verdict_column(row["business_date"], days)] = verdict
    columns = ["kpi"]
    for day in days:
        columns += [format_day(day), _name_verdict_column(day, days)]
    table = render(list(lines.values()), columns)
    return "\n".join([table, *reasons.list_lines(with_verdict=False), *silent])


def _split_silent(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Rows of KPIs that have something in any of them, and paragraphs that name the others, and why."""
    telling = {row["kpi"] for row in rows if row["value"]}
    silent: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["kpi"] not in telling:
            because = f"Not told, {row['note']}" if row.get("note") else "Nothing to count"
            silent.setdefault(because, {})[row["kpi"]] = None
    named = [paragraph(", ".join(kpis), f"{because}: ", "  ") for because, kpis in sorted(silent.items())]
    return [row for row in rows if row["kpi"] in telling], named


def explain_kpi(kpi: Kpi) -> str:
    """What a KPI is, its unit, and the events that its verdict rests on, as lines."""
    units = {
        Unit.COUNT: "a whole number",
        Unit.MONEY: "money, in the shop's currency",
        Unit.SHARE: "a share: 0 to 1, shown in per cent",
        Unit.MINUTES: "minutes",
        Unit.RATIO: "a ratio",
    }
    measures = kpi.numerator if kpi.denominator == ONE else f"{kpi.numerator} / {kpi.denominator}"
    rests_on = ", ".join(map(describe_events, kpi.rests_on))
    return "\n".join(
        [
            paragraph(kpi.formula, f"{kpi.name}: ", "  "),
            f"  unit      {units[kpi.unit]}",
            f"  measures  {measures}",
            f"  owner     {kpi.owner}",
            f"  audited   when at most {100 * kpi.tolerance:g} % of its events of each kind is unwitnessed",
            paragraph(rests_on, "  rests on  ", " " * 12),
            "As good as these events is its verdict: docs/reference/audit.md.",
        ]
    )


def describe_events(under: EventsUnder) -> str:
    """Such as Order Completed on every platform of the next day."""
    where = " on every platform" if under.platforms == "every" else ""
    return f"{under.event}{where}{' of the next day' if under.days_after else ''}"


def list_days_left_out(days: Sequence[date]) -> str:
    """A line that names days that are not shown, a lone one by itself; empty when there are none."""
    if not days:
        return ""
    stretches = name_stretches(days)
    named = [
        format_day(first) if first == last else f"{format_day(first)} to {format_day(last)}"
        for first, last in stretches[-_MOST_STRETCHES:]
    ]
    if earlier := len(stretches) - len(named):
        named.insert(0, f"{earlier} stretches before {format_day(stretches[earlier][0])}")
    return paragraph(f"{'; '.join(named)} (--from, --to, --last 30d).", "Not shown: ", "  ")


def _name_verdict_column(day: date, days: Sequence[date]) -> str:
    """Columns need names of their own: verdict, verdict with one more space, and so on."""
    return "verdict" + " " * days.index(day)
