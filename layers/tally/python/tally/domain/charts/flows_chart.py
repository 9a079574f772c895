"""Flows as bars: the events of each step, a step below the other."""

from tally.domain.charts.frame import MAIN, MUTED, ChartedAnswer, ChartWords, Spec, frame_chart, name_days
from tally.domain.reports.answer_words import format_share
from tally.domain.reports.flows import DROP_OFF, START, Flows
from tally.domain.reports.segments import OTHER

_BAR = 26


def draw_flows(question: Flows, answer: ChartedAnswer) -> Spec:
    """Which share of all entries did what at each step; grey is no event of its own."""
    values = [
        {
            "label": f"{row['step']:+}  {row['event']}",
            "share": row["share"],
            "told": f"{row['count']:,} · {format_share(row['share'])}",
            "is_event": row["event"] not in (DROP_OFF, OTHER, START),
        }
        for row in answer.rows
    ]
    side = "after" if question.after else "before"
    both = "before and after" if question.before and question.after else side
    words = ChartWords(
        f"Right {both} {question.anchor.name}",
        (f"{question.count.capitalize()}, {name_days(question.first, question.last)}, step by step",),
        "Bars of how many did what at each step.",
    )
    return frame_chart(
        words,
        answer,
        values,
        height={"step": _BAR},
        encoding={
            "y": {
                "field": "label",
                "type": "nominal",
                "title": None,
                "sort": None,
                "axis": {"ticks": False, "domain": False, "labelPadding": 8},
            },
            "x": {"field": "share", "type": "quantitative", "title": None, "axis": None},
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "color": {"condition": {"test": "datum.is_event", "value": MAIN}, "value": MUTED}
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    )
