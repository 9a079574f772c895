"""Cohorts, flows and sessions in a sentence each."""

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.flows import DROP_OFF, START, Flows
from tally.domain.reports.sessions import Sessions
from tally.domain.words.report_words import name_value, write_share


def tell_sizes(_question: CohortSizes, answer: ChartedAnswer) -> str:
    """The size at the end of the last day, and of the first."""
    words, rows = answer.words, answer.rows
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return words.say("sentence.cohort", n=last["persons"], day=last["as_of"])
    return words.say(
        "sentence.cohort.change",
        n=last["persons"],
        day=last["as_of"],
        before=first["persons"],
        first=first["as_of"],
    )


def tell_members(question: CohortMembers, answer: ChartedAnswer) -> str:
    """How many the list has."""
    return answer.words.say("sentence.cohort", n=len(answer.rows), day=question.as_of)


def tell_flows(question: Flows, answer: ChartedAnswer) -> str:
    """What most did next to the anchor: behind it where the question looks there."""
    words = answer.words
    step, side = (1, "after") if question.after else (-1, "before")
    nearest = [row for row in answer.rows if row["step"] == step]
    anchor = question.anchor.name
    if not nearest:
        days = words.on_days(question.first, question.last)
        return words.say("sentence.flows.nobody", anchor=anchor, days=days)
    most = max(nearest, key=lambda row: row["count"])
    places = {"anchor": anchor, "share": write_share(words, most["share"])}
    if most["event"] == DROP_OFF:
        return words.say("sentence.flows.left", **places)
    if most["event"] == START:
        return words.say("sentence.flows.came", **places)
    return words.say(f"sentence.flows.{side}", **places, event=name_value(words, most["event"]))


def tell_sessions(question: Sessions, answer: ChartedAnswer) -> str:
    """How many the list has; it may have been cut."""
    words, rows = answer.words, answer.rows
    key = "sentence.sessions" if len(rows) < question.most else "sentence.sessions.latest"
    return words.say(key, n=len(rows), days=words.on_days(question.first, question.last))
