"""Flows as bars: the events of each step, a step below the other."""

from tally.domain.charts.frame import (
    MAIN,
    MUTED,
    ChartedAnswer,
    ChartWords,
    Spec,
    capitalize,
    frame_chart,
    lay_out_names,
    write_beside_bars,
)
from tally.domain.reports.flows import DROP_OFF, START, Flows
from tally.domain.reports.segments import OTHER
from tally.domain.words.report_words import name_value, write_share

_BAR = 26


def draw_flows(question: Flows, answer: ChartedAnswer) -> Spec:
    """Which share of all entries did what at each step; grey is no event of its own."""
    values = [
        {
            "label": f"{row['step']:+}  {name_value(answer.words, row['event'])}",
            "share": row["share"],
            "told": f"{answer.words.number(row['count'])} · {write_share(answer.words, row['share'])}",
            "is_event": row["event"] not in (DROP_OFF, OTHER, START),
        }
        for row in answer.rows
    ]
    side = "after" if question.after else "before"
    both = "both" if question.before and question.after else side
    counted = capitalize(answer.words.say(f"counted.{question.count}"))
    days = answer.words.days(question.first, question.last)
    words = ChartWords(
        answer.words.say(f"chart.flows.title.{both}", event=question.anchor.name),
        (answer.words.say("chart.flows.fact", counted=counted, days=days),),
        answer.words.say("chart.flows.description"),
    )
    return frame_chart(
        words,
        answer,
        values,
        height={"step": _BAR},
        encoding={
            "y": lay_out_names("label"),
            "x": {"field": "share", "type": "quantitative", "title": None, "axis": None},
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "color": {"condition": {"test": "datum.is_event", "value": MAIN}, "value": MUTED}
                },
            },
            write_beside_bars(),
        ],
    )
