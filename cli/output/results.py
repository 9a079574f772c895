"""What a step of the night returns, in words."""

from typing import Any

NOTHING = "nothing to do"
_FEW = 3


def summarize_result(result: Any) -> str:
    """A step's result for a table's cell, such as: 12 committed, 3 objects. What is none is not said."""
    if not isinstance(result, dict):
        return str(result)
    return ", ".join(filter(None, map(_word_part, result, result.values()))) or NOTHING


def word_value(value: Any) -> Any:
    """A part of a result as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return value


def _word_part(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if value is True:
        return f"more {words}"
    if not value:
        return ""
    if isinstance(value, int):
        return f"{value:,} {_write_singular(words) if value == 1 else words}"
    if isinstance(value, list) and len(value) > _FEW:
        return f"{len(value)} {words}"
    return f"{words} {word_value(value)}"


def _write_singular(words: str) -> str:
    """One day of days; a witness stays one."""
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words
