"""publish_answers: one file a saved question of a dashboard; whatever fails is told in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from tally.domain.answering.limits import Limits
from tally.domain.page.answered_questions import MOST_QUESTIONS
from tally.domain.reports.written.written_question import know_no_cohort
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.publish_answers import LONGEST, AnswersPublished, PublishAnswers

from tests.answering import AUDITED, NOW, Asking
from tests.settings import MemorySettings

INSIGHT = """
description = "Orders"
kind = "insights"
[asked]
event = "Order Completed"
last = "2d"
interval = "day"
"""
PERSONS = 'kind = "cohort"\n[asked]\ndid = ["Order Completed; at least 2"]'
ROWS = [{"metric": 0, "span_number": 0, "segment": None, "value": 3}]


@dataclass
class MemoryFiles:
    """See ports.AnswerFiles."""

    files: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def find_build(self) -> str | None:
        return "b1"

    def put_answer(self, build: str, name: str, content: Mapping[str, Any], asked_at: datetime) -> int:
        self.files[name] = {"build": build, **content}
        return 100


def save(**texts: str) -> MemorySettings:
    """Questions by name, and a dashboard that holds all of them."""
    store = MemorySettings()
    panels = "".join(f'\n[[panel]]\nquestion = "{name}"' for name in texts)
    board = f'title = "Mornings"\n[[panel]]\npublished = "kpis"{panels}'
    kept = {SettingAddress("question", name): text for name, text in texts.items()}
    for address, text in {**kept, SettingAddress("dashboard", "mornings"): board}.items():
        store.add(SettingVersion(address, 1, text, "ada", NOW))
    return store


def publish(
    store: MemorySettings, asking: Asking, pace: timedelta = timedelta()
) -> tuple[AnswersPublished, dict[str, Mapping[str, Any]]]:
    """`pace`: how much time passes with each look at the clock."""
    files, moments = MemoryFiles(), [NOW]

    def now() -> datetime:
        moments.append(moments[-1] + pace)
        return moments[-1]

    done = PublishAnswers(store, asking.serve, files, know_no_cohort, ShopClock("Europe/Rome"), now)()
    return done, files.files


def test_an_answer_is_columns_with_its_words_in_each_language() -> None:
    asking = Asking(lambda sql: [AUDITED] if "unwitnessed_events" in sql else ROWS)
    done, files = publish(save(orders=INSIGHT, left="kind = 1"), asking)
    assert done == AnswersPublished("b1", 1, 0, 100)
    file = files["questions/orders"]
    assert (file["build"], file["version"], file["description"], file["problem"]) == ("b1", 1, "Orders", None)
    assert file["answer"]["columns"]["value"] == [3, 0]
    assert file["answer"]["types"]["value"] == "double"
    assert {*file["told"]} == {"en", "fr"}
    assert file["told"]["fr"]["sentence"] != file["told"]["en"]["sentence"]
    assert file["told"]["en"]["chart"]["data"]["values"]
    assert file["told"]["fr"]["verdict"]["reason"].startswith("rien à comparer")


def test_what_fails_is_told_in_its_file_and_stops_no_other() -> None:
    """A list of persons is in no file, a statement may be slow, and a fault of ours is one of one file."""

    def run(sql: str) -> list[dict[str, Any]]:
        raise ZeroDivisionError("ours")

    done, files = publish(save(broken=INSIGHT, persons=PERSONS), Asking(run))
    assert (done.questions, done.failed, [*files]) == (1, 1, ["questions/broken"])
    assert files["questions/broken"]["problem"] == "ZeroDivisionError: ours"
    slow = Asking(limits=Limits(wait_s=1))
    slow.queries.is_slow = True
    _, files = publish(save(orders=INSIGHT), slow)
    assert "takes longer" in files["questions/orders"]["problem"]
    assert slow.queries.stopped == {"q0", "q1"}


@pytest.mark.parametrize(("pace", "expected"), [(timedelta(), MOST_QUESTIONS), (LONGEST / 4, 2)])
def test_a_night_asks_so_many_and_so_long(pace: timedelta, expected: int) -> None:
    texts = {f"q{number}": INSIGHT for number in range(MOST_QUESTIONS + 3)}
    store = save(**dict(list(texts.items())[:20]))
    second = save(**dict(list(texts.items())[20:]))
    for version in second.list_newest("question"):
        store.add(version)
    [board] = second.list_newest("dashboard")
    store.add(SettingVersion(SettingAddress("dashboard", "evenings"), 1, board.text, "ada", NOW))
    done, _ = publish(store, Asking(), pace)
    assert done.questions == expected
