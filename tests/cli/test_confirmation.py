"""A person is asked before something goes for good."""

import io

import pytest

from cli.confirmation import types_again


@pytest.mark.parametrize(
    ("typed", "is_meant"), [("till\n", True), ("till", True), ("tilt\n", False), ("\n", False), ("", False)]
)
def test_only_the_name_itself_is_a_yes(monkeypatch: pytest.MonkeyPatch, typed: str, is_meant: bool) -> None:
    """The last one is Ctrl-D."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert types_again("till", "Type till:") is is_meant
