"""A person at the terminal is asked before something goes for good."""

import sys


def types_again(name: str, question: str) -> bool:
    """Whether the name of what goes is typed once more. Asked on stderr, for stdout may be a file."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return input() == name
