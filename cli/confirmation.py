"""A person at the terminal is asked before something goes for good."""

import sys


def is_person_there() -> bool:
    """Whether somebody can be asked: a program has no terminal."""
    return sys.stdin.isatty()


def types_again(name: str, question: str) -> bool:
    """Whether the name of what goes is typed once more. Asked on stderr, for stdout may be a file."""
    print(question, end=" ", file=sys.stderr, flush=True)
    try:
        return input() == name
    except EOFError:  # Ctrl-D
        return False
