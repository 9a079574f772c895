"""publish_answers: answers of the saved questions of dashboards, as files of a build.

Runs once figures and page are published: whatever goes wrong here keeps neither back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from tally.domain.answering.caller import Caller, Role
from tally.domain.answering.refusals import NotAllowed
from tally.domain.answering.told_answer import Served
from tally.domain.errors import Misconfigured, TallyError
from tally.domain.page.answered_questions import (
    QuestionToAnswer,
    choose_questions,
    make_problem_file,
    make_question_file,
)
from tally.domain.page.page_file import QUESTIONS
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.clock import Clock
from tally.ports.publishing import AnswerFiles, ServedReports
from tally.ports.settings import SettingStore

LONGEST = timedelta(minutes=4)
"""All of it; what is not asked by then is asked by the page. Each has the time that `reports` waits."""

NIGHT = Caller("publish_answers", frozenset({Role.EVERYBODY}))
"""Who asks: somebody who may list no persons, and whose bytes of a day have a limit."""


@dataclass(frozen=True, slots=True)
class AnswersPublished:
    """Of one build: files, those of them that tell a problem, and bytes."""

    build: str
    questions: int
    failed: int
    bytes: int

    def write(self) -> dict[str, Any]:
        """As the step's answer names them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PublishAnswers:
    """Asks one question after the other, as people do over HTTP. May run again, and be killed anywhere."""

    settings: SettingStore
    reports: ServedReports
    files: AnswerFiles
    find_cohort: FindVersion
    clock: ShopClock
    now: Clock

    def __call__(self, build: str | None = None) -> AnswersPublished:
        """Write a file for each question of `build`, whose page is published; else of the newest one."""
        chosen = build or self.files.find_build()
        if chosen is None:
            raise Misconfigured("no page is published yet: run publish_kpis first")
        began = self.now()
        boards, saved = self.settings.list_newest("dashboard"), self.settings.list_newest("question")
        published = failed = written = 0
        for question in choose_questions(boards, saved, began):
            if self.now() - began > LONGEST:
                break
            asked_at = self.now()
            file = self._answer(question)
            if file is None:
                continue
            written += self.files.put_answer(chosen, f"{QUESTIONS}/{question.name}", file, asked_at)
            published += 1
            failed += file["answer"] is None
        return AnswersPublished(chosen, published, failed, written)

    def _answer(self, question: QuestionToAnswer) -> Mapping[str, Any] | None:
        """None of a list of persons: each reader asks for it with their own rights."""
        try:
            served = self._ask(question)
            if served["state"] != "answered":
                return make_problem_file(question, "It takes longer than a night waits for one question")
            return make_question_file(question, served, self.clock, self.find_cohort)
        except NotAllowed:
            return None
        except TallyError as error:
            return make_problem_file(question, str(error))
        except Exception as error:  # noqa: BLE001  # whatever it is: the night goes on, and the file tells
            return make_problem_file(question, f"{type(error).__name__}: {error}")

    def _ask(self, question: QuestionToAnswer) -> Served:
        """Its answer; one that takes too long is cancelled."""
        served = self.reports.ask(NIGHT, question.kind, question.asked)
        if served["state"] != "answered":
            self.reports.cancel(NIGHT, served["id"])
        return served
