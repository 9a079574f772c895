"""Why a question over HTTP gets no answer now; each message says what to do."""

from tally.domain.errors import BadQuestion, TallyError, TemporaryFailure


class NotAllowed(TallyError):
    """Who asks has not the role for it."""


class NoSuchAnswer(TallyError):
    """The id names no answer that is kept or on its way."""


class NoSuchSetting(TallyError):
    """Nothing is saved under this name."""


class TooMuch(BadQuestion):
    """The answer would be larger, or cost more, than a report may."""


class StatementFailed(TemporaryFailure):
    """The statement has ended without an answer, by no fault of the question: asked anew it may have one."""


class Busy(TallyError):
    """Too much is asked at once, or was on this day; `after_s`: when to ask again."""

    def __init__(self, sentence: str, after_s: int) -> None:
        super().__init__(sentence)
        self.after_s = after_s
