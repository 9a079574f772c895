"""docs/guides/analysts.md: each question is answered by the demo's shop as it says there."""

import re

import pytest

from tests.demo.analysts_page import PAGE, ask, list_examples
from tests.demo.demo_night import play_demo_night
from tests.sql.night import Night


@pytest.fixture(scope="module")
def night() -> Night:
    return play_demo_night()


def test_the_page_asks_ten_questions() -> None:
    text = PAGE.read_text()
    assert re.findall(r"^### (\d+)\. .*\?$", text, re.MULTILINE) == [str(n) for n in range(1, 11)]
    assert len(list_examples()) == text.count("```sql") == 11


@pytest.mark.parametrize(("question", "answer"), list_examples())
def test_a_question_is_answered_as_the_page_says(night: Night, question: str, answer: str) -> None:
    assert ask(night, question) == answer, "run: python -m tests.demo.analysts_page"
