"""How a command may end: its exit codes, and the errors that a command raises to end in one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from tally.domain.errors import BadQuestion, Misconfigured, PermanentFailure, TallyError


class ExitCode(IntEnum):
    """What a program may rely on. cli.main turns every error into one of them."""

    FINE = 0
    FINDINGS = 1
    """The answer is there, and it is that something is not as it should be: the command's help says what."""
    WRONG_USE = 2
    NO_ANSWER = 3
    """A failure, settings or a file that are missing or wrong: whether all is well is not known."""
    INTERRUPTED = 130
    UNREAD = 141
    """Whoever read standard output left before its end, as `head` does."""


class NothingFound(TallyError):
    """What was asked for is not there: an answer, no failure."""


class WrongUse(TallyError):
    """The command line names what there is not, or lacks the yes that it needs. Nothing was done."""


class FunctionFailed(PermanentFailure):
    """A function of Tally raised; the end of its log says where."""

    def __init__(self, sentence: str, log: str, *, is_our_fault: bool) -> None:
        super().__init__(sentence)
        self.log = log
        self.is_our_fault = is_our_fault


OUR_FAULT = (
    "This is our fault, not yours. Please report it as an issue of Tally's repository, with the command and "
    "all that stands above"
)


@contextmanager
def as_wrong_use() -> Iterator[None]:
    """What is wrong here stood on the command line."""
    try:
        yield
    except (BadQuestion, Misconfigured) as error:
        raise WrongUse(str(error)) from error
