"""KPIs as they are written."""

from datetime import timedelta

from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_places import ALL, PLACES, KpiPlace
from tally.domain.reports.kpi_question import KpiComparison, KpiDays
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.kpis import KPIS
from tally.domain.reports.question import Question
from tally.domain.reports.written.days import SHOWN_DAY, Length, list_day_fields, read_day, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.written_question import WrittenQuestion

WEEK: Length = (7, "d")

KPI_FIELDS = (
    *list_day_fields("the last 7"),
    Field("kpi", Form.TEXT, "this one only (default: all)", words=tuple(KPIS)),
    Field("platform", Form.TEXT, "such as web or ios (default: all)", shown="PLATFORM"),
    Field("country", Form.TEXT, "two letters, such as IT (default: all)", shown="COUNTRY"),
    Field("region", Form.TEXT, "behind its country: IT-Lazio (default: all)", shown="REGION"),
    Field("profile", Form.TEXT, "a customer profile (default: all)", shown="PROFILE"),
    Field("by", Form.TEXT, "each of them, beside the total", words=PLACES),
    Field("total", Form.YES, "all the days as one figure, each person once"),
    Field("as-of", Form.TEXT, "with total: as the day begins (default: now)", shown=SHOWN_DAY),
    Field("compare", Form.YES, "beside the same weekday a week before"),
)


def read_kpis(written: WrittenQuestion) -> Question:
    """The days by themselves, as one figure, or beside a week before; BadQuestion says what to write
    instead."""
    _check_choice(written)
    first, last = read_days(written, WEEK)
    place = KpiPlace(
        platform=written.text("platform") or ALL,
        country=written.text("country") or ALL,
        region=written.text("region") or ALL,
        profile=written.text("profile") or ALL,
        by=written.text("by"),
    )
    kpi = written.text("kpi")
    if written.number("compare"):
        return KpiComparison(first=first, last=last, place=place, kpi=kpi)
    if not written.number("total"):
        return KpiDays(first=first, last=last, place=place, kpi=kpi)
    as_of = read_day(written, "as-of")
    return KpiRange(
        first=first,
        last=last,
        place=place,
        kpi=kpi,
        as_of=written.now if as_of is None else written.clock.day(as_of).starts_at,
        ends_at=written.clock.day(last).ends_at,
        last_counted=last if as_of is None else min(last, as_of - timedelta(days=1)),
    )


def _check_choice(written: WrittenQuestion) -> None:
    total, compare = written.number("total"), written.number("compare")
    if total and compare:
        raise BadQuestion("A total has no week before it: give --total or --compare")
    if written.has("as-of") and not total:
        raise BadQuestion("The days by themselves are as of the last night: give --as-of with --total")
    if compare and written.has("by"):
        raise BadQuestion(
            "A comparison is of one place: give --platform, --country, --region or --profile, not --by"
        )
