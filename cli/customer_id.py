"""A customer's id as the commands take it."""

import argparse

from tally.domain.people.person import may_be_an_id

NOTHING_HELD = "Nothing is held under this id: is it spelled as the app sends it?"


def customer_id(text: str) -> str:
    """The id as it was typed; an argparse type."""
    if not may_be_an_id(text):
        raise argparse.ArgumentTypeError("is empty: give the id of a user or of a device")
    return text
