"""The questions of docs/guides/analysts.md and the answers that stand below them there.

    python -m tests.demo.analysts_page

writes the answers that the demo's shop gives today.
"""

import re

from cli.home import ROOT
from cli.output.render import render
from tests.demo.demo_night import play_demo_night
from tests.sql.night import Night

PAGE = ROOT / "docs" / "guides" / "analysts.md"
EXAMPLE = re.compile(r"```sql\n(?P<question>[^`]*)```\n\n```\n(?P<answer>[^`]*)```\n")


def list_examples() -> list[tuple[str, str]]:
    """(query, the text below it) of the page, in its order."""
    return [(found["question"], found["answer"]) for found in EXAMPLE.finditer(PAGE.read_text())]


def ask(night: Night, question: str) -> str:
    """The answer as `tally query` prints it."""
    return render(night.engine.rows(question, "b1")) + "\n"


def _write_answers() -> None:
    night = play_demo_night()

    def answer(found: re.Match[str]) -> str:
        return f"```sql\n{found['question']}```\n\n```\n{ask(night, found['question'])}```\n"

    PAGE.write_text(EXAMPLE.sub(answer, PAGE.read_text()))


if __name__ == "__main__":
    _write_answers()
