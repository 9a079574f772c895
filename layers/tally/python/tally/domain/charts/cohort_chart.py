"""The size of a cohort over time."""

from tally.domain.charts.frame import (
    MAIN,
    ChartedAnswer,
    ChartWords,
    Spec,
    frame_chart,
    lay_out_numbers,
    lay_out_time,
    name_days,
)
from tally.domain.reports.cohort import CohortSizes


def draw_cohort_sizes(question: CohortSizes, answer: ChartedAnswer) -> Spec:
    """A line with a point for each day."""
    values = [{"day": row["as_of"].isoformat(), "persons": row["persons"]} for row in answer.rows]
    days = name_days(min(question.days), max(question.days))
    words = ChartWords(
        "Persons in the cohort",
        (f"At the end of each day, {days}",),
        "A line of how many belong to it at the end of each day.",
    )
    return frame_chart(
        words,
        answer,
        values,
        height=260,
        mark={"type": "line", "color": MAIN, "strokeWidth": 2.2, "point": {"size": 44, "color": MAIN}},
        encoding={
            "x": lay_out_time("day", [value["day"] for value in values], "%-d %b"),
            "y": lay_out_numbers("persons", "persons"),
        },
    )
