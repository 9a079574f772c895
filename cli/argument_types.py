"""Types of the command line's values, shared by commands; argparse shows their errors with the usage."""

import argparse
from datetime import date


def read_day(text: str) -> date:
    """A date such as 2026-03-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-03-02") from None


def positive_number(text: str) -> int:
    """A count of one or more."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return number
