"""A list of sessions as it is written."""

from tally.domain.reports.calendar_units import BEGINNING
from tally.domain.reports.question import Question
from tally.domain.reports.sessions import FIRST_DEFINED, Sessions
from tally.domain.reports.written.days import has_days, list_day_fields, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import COHORT_FIELDS, narrow_to_cohort
from tally.domain.reports.written.written_question import WrittenQuestion

SESSIONS_FIELDS = (
    *list_day_fields("all"),
    Field(
        "first",
        Form.TEXTS,
        "tell its first value that is set (default: platform, country, utm_campaign and more)",
        shown="PROPERTY",
    ),
    Field("limit", Form.NUMBER, "how many, the latest (default: 1,000)", shown="N"),
    *COHORT_FIELDS,
)


def read_sessions(written: WrittenQuestion) -> Question:
    """The list; BadQuestion says what to write instead."""
    first, last = read_days(written) if has_days(written) else (BEGINNING, written.today)
    most = written.number("limit")
    asked = Sessions(
        first=first,
        last=last,
        properties=written.texts("first") or FIRST_DEFINED,
        most=1_000 if most is None else most,
    )
    return narrow_to_cohort(written, asked)
