"""Figures, and where a change came from, in words."""

from dataclasses import dataclass
from math import ceil, floor

from tally.domain.daily_report.report import DailyReport, Figure, RevenuePart
from tally.domain.reports.kpis import KPIS, Unit
from tally.domain.words.kpi_words import name_kpi, write_kpi
from tally.domain.words.place_words import name_place
from tally.domain.words.words import Words


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A KPI as it is read. `verdict` is the code, for its colour; `interval` and `comparison` may lack."""

    kpi: str
    name: str
    value: str
    verdict: str
    verdict_word: str
    interval: str | None
    comparison: str | None


def tell_figure(figure: Figure, report: DailyReport, words: Words) -> FigureLine:
    """Name, value, verdict, the interval of the truth, and the same weekday of last week."""
    unit = Unit(figure.unit)
    return FigureLine(
        kpi=figure.kpi,
        name=name_kpi(words, KPIS[figure.kpi]) if figure.kpi in KPIS else figure.kpi,
        value=write_kpi(words, unit, figure.value, report.currency),
        verdict=figure.verdict,
        verdict_word=words.say(f"verdict.{figure.verdict}"),
        interval=_tell_interval(figure, unit, report.currency, words),
        comparison=_compare(figure, unit, report, words),
    )


def _tell_interval(figure: Figure, unit: Unit, currency: str, words: Words) -> str | None:
    """Whole numbers of what is counted, so that the truth lies within."""
    if figure.low is None or figure.high is None:
        return None
    is_count = unit is Unit.COUNT
    bounds = (floor(figure.low), ceil(figure.high)) if is_count else (figure.low, figure.high)
    low, high = (write_kpi(words, unit, bound, currency) for bound in bounds)
    return None if low == high else words.say("mail.interval", low=low, high=high)


def _compare(figure: Figure, unit: Unit, report: DailyReport, words: Words) -> str | None:
    """A share is compared in points: 25 % after 20 % are 5 points more, not 25 % more."""
    if figure.value is None or figure.before is None or report.day is None or report.before is None:
        return None
    change = figure.value - figure.before
    if unit is Unit.SHARE:
        told = words.say("mail.points", points=_sign(words, change * 100, 1), n=abs(change) * 100)
    elif figure.before:
        told = words.change(change / abs(figure.before))
    else:
        told = _sign_value(words, unit, change, report.currency)
    before = write_kpi(words, unit, figure.before, report.currency)
    if report.day.isoweekday() != report.before.isoweekday():
        return words.say("mail.comparison.day_before", change=told, before=before)
    weekday = words.say(f"weekday.{report.day.isoweekday()}")
    return words.say("mail.comparison", change=told, weekday=weekday, before=before)


def tell_parts(report: DailyReport, words: Words) -> list[str]:
    """A sentence for the platforms, the countries and the sales that a change of net revenue came from."""
    if report.before is None:
        return []
    day = words.short_day(report.before)
    return [
        words.say(
            f"mail.parts.{by}",
            day=day,
            parts=", ".join(_tell_part(by, part, report, words) for part in parts),
        )
        for by, parts in report.parts.items()
        if parts
    ]


def _tell_part(by: str, part: RevenuePart, report: DailyReport, words: Words) -> str:
    name = name_place(words, by, part.name)
    return f"{name}\N{NO-BREAK SPACE}{_sign_value(words, Unit.MONEY, part.change, report.currency)}"


def _sign_value(words: Words, unit: Unit, change: float, currency: str) -> str:
    told = write_kpi(words, unit, change, currency)
    return f"+{told}" if change > 0 else told


def _sign(words: Words, change: float, digits: int) -> str:
    told = words.number(change, digits)
    return f"+{told}" if change > 0 else told
