"""Answers that the night published of saved questions, as what is written in a file: the figures of the page.

1. Of a dashboard each question that is still the same is read, as its page does: parts beside it are of the
   same build.
2. A question by itself is read where it would be asked of the same days and the same cohorts now.
3. What the night could not answer, and what somebody changed since, is asked anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally.domain.answering.asked_report import AskedReport
from tally.domain.answering.told_answer import Served
from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.page.published_cube import list_rows
from tally.domain.reports.of_cohorts import list_cohort_versions
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class NightAnswers:
    """`files` of the newest build, by the name of the question: see make_question_file."""

    files: Mapping[str, Mapping[str, Any]]
    clock: ShopClock
    find_cohort: FindVersion
    now: datetime

    def find(self, name: str | None, report: ReportAsked, *, is_of_board: bool) -> Served | None:
        """What answers the question that is saved under the name; None where it is to be asked."""
        file = self.files.get(name) if name else None
        if file is None or file["answer"] is None:
            return None
        if (file["kind"], file["asked"]) != (report.kind, report.asked):
            return None
        answer = file["answer"]
        if not self._can_be_told(file) or not (is_of_board or self._is_of_now(file)):
            return None
        columns = answer["columns"]
        told = {"kind": file["kind"], "asked": file["asked"], "state": "answered"}
        return {**answer, **told, "columns": list(columns), "rows": list_rows(columns)}

    def _can_be_told(self, file: Mapping[str, Any]) -> bool:
        """A cohort that it is of may be gone since."""
        answer = file["answer"]
        moment = datetime.fromisoformat(answer["answered_at"])
        try:
            report = AskedReport(file["kind"], file["asked"], moment, answer["cohorts"])
            report.read(self.clock, self.find_cohort)
        except BadQuestion:
            return False
        return True

    def _is_of_now(self, file: Mapping[str, Any]) -> bool:
        question = AskedReport(file["kind"], file["asked"], self.now).read(self.clock, self.find_cohort)
        days = {"first": question.first.isoformat(), "last": question.last.isoformat()}
        told = file["answer"]
        return (days, list_cohort_versions(question)) == (told["days"], told["cohorts"])
