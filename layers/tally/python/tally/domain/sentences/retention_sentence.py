"""A retention in a sentence: which share came back a period after, and after the last one that is over."""

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.retention import AVERAGE, Criteria, Retention
from tally.domain.reports.returned_persons import ReturnedPersons

Rows = Sequence[Mapping[str, Any]]


def tell_retention(question: Retention, answer: ChartedAnswer) -> str:
    """Shares are of the persons of all cohorts whose period is over, together."""
    words, periods = answer.words, range(1, question.periods + 1)
    shares = {period: share for period in periods if (share := _pool(answer.rows, period)) is not None}
    birth, comeback = question.birth.name, question.comeback.name
    if not shares:
        return words.say("sentence.retention.none", birth=birth)
    first, last = min(shares), max(shares)
    if question.criteria is Criteria.ACTIVE_DAYS:
        return words.say(
            "sentence.retention.active",
            share=words.share(shares[first]),
            comeback=comeback,
            days=words.say("span.days", n=first),
            unit=words.say(f"sentence.unit.{question.unit}"),
        )
    places = {"share": words.share(shares[first]), "comeback": comeback, "birth": birth}
    places["after"] = words.say(f"span.{question.unit}s", n=first)
    if first == last:
        return words.say("sentence.retention", **places)
    later = words.say(f"span.{question.unit}s", n=last)
    return words.say("sentence.retention.both", **places, later=later, later_share=words.share(shares[last]))


def tell_returned(question: ReturnedPersons, answer: ChartedAnswer) -> str:
    """How many persons the list has."""
    return answer.words.say(
        "sentence.returned",
        n=len(answer.rows),
        comeback=question.retention.comeback.name,
        period=question.period,
    )


def _pool(rows: Rows, period: int) -> float | None:
    cells = [
        row for row in rows if row["period"] == period and row["cohort"] != AVERAGE and row["is_complete"]
    ]
    born = sum(row["born"] for row in cells)
    return sum(row["persons"] for row in cells) / born if born else None
