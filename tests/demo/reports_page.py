"""The commands of docs/guides/reports and the answers that stand below them there.

    python -m tests.demo.reports_page

writes the answers that the demo's shop gives today.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from cli.home import ROOT
from tests.cli.fake_tally import run
from tests.demo.demo_night import play_demo_night
from tests.reports.commands import NightTally

FOLDER = ROOT / "docs" / "guides" / "reports"
EXAMPLE = re.compile(r"```console\n\$ (?P<command>tally [^\n]*)\n(?P<answer>(?:(?!```).*\n)*)```\n")


def list_examples() -> Iterator[tuple[str, str, str]]:
    """(page, command, the text below it), in their order."""
    for page in sorted(FOLDER.glob("*.md")):
        for found in EXAMPLE.finditer(page.read_text()):
            yield page.stem, found["command"], found["answer"]


def open_demo() -> NightTally:
    """The demo's shop after its night."""
    return NightTally(play_demo_night())


def ask(tally: NightTally, command: str) -> str:
    """What the command prints."""
    result = run(tally, *shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    return result.stdout


def _write_answers(page: Path, tally: NightTally) -> None:
    def answer(found: re.Match[str]) -> str:
        return f"```console\n$ {found['command']}\n{ask(tally, found['command'])}```\n"

    page.write_text(EXAMPLE.sub(answer, page.read_text()))


if __name__ == "__main__":
    shop = open_demo()
    for each in sorted(FOLDER.glob("*.md")):
        _write_answers(each, shop)
