"""The size of a cohort over time."""

from tally.domain.charts.frame import (
    MAIN,
    ChartedAnswer,
    ChartWords,
    Spec,
    frame_chart,
    lay_out_numbers,
    lay_out_time,
)
from tally.domain.reports.cohort import CohortSizes


def draw_cohort_sizes(question: CohortSizes, answer: ChartedAnswer) -> Spec:
    """A line with a point for each day."""
    values = [{"day": row["as_of"].isoformat(), "persons": row["persons"]} for row in answer.rows]
    say = answer.words.say
    days = answer.words.days(min(question.days), max(question.days))
    words = ChartWords(
        say("chart.cohort.title"),
        (say("chart.cohort.fact", days=days),),
        say("chart.cohort.description"),
    )
    return frame_chart(
        words,
        answer,
        values,
        height=260,
        mark={"type": "line", "color": MAIN, "strokeWidth": 2.2, "point": {"size": 44, "color": MAIN}},
        encoding={
            "x": lay_out_time("day", [value["day"] for value in values], "%-d %b"),
            "y": lay_out_numbers("persons", say("counted.persons")),
        },
    )
