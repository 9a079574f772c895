"""What a report answers: its rows completed, and the verdict of the events under it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.question import JudgedQuestion, Question, list_notes


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """Rows by the names of `columns`. `notes` are sentences, without full stop, to stand beside them."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    verdict: EventsVerdict
    notes: Sequence[str] = ()


def complete_answer(
    question: Question, rows: Iterable[Mapping[str, Any]], *under: Sequence[Mapping[str, Any]]
) -> ReportAnswer:
    """The answer from the rows of its statement; `under` are those of the verdict's, where it has one."""
    completed = question.complete(rows)
    if isinstance(question, JudgedQuestion):
        verdict = question.judge(completed)
    else:
        ((told,),) = under
        verdict = EventsVerdict.judge(told)
    return ReportAnswer(question.columns, completed, verdict, list_notes(question, completed))
