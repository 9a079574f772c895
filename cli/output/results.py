"""What a step of the night returns, in words."""

from typing import Any


def summarize_result(result: Any) -> str:
    """A step's result for a table's cell."""
    if isinstance(result, dict):
        return ", ".join(f"{name} {word_value(value)}" for name, value in result.items())
    return str(result)


def word_value(value: Any) -> Any:
    """A part of a result as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return value
