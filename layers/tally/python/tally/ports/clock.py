"""The time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, so that tests can set it."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
