"""progress_bar: silent when quick, a bar or lines when not."""

import io

import pytest
from rich.console import Console

from cli.output import progress_bar as module
from cli.output.progress_bar import progress_bar


def shown(*, terminal: bool) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=80)
    with progress_bar("Posting", total=3, console=console) as advance:
        for _ in range(3):
            advance(1)
    return screen.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_what_is_quick_shows_nothing(terminal: bool) -> None:
    assert shown(terminal=terminal) == ""


def test_a_slow_thing_shows_a_line_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.0)
    assert shown(terminal=False) == "Posting: 1 of 3\n"


def test_a_slow_thing_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.0)
    assert "3/3" in shown(terminal=True)
