"""What may go wrong, by what to do about it.

TallyError
├── TemporaryFailure   something we need did not answer: raise, the caller tries again
├── BadQuestion        a report cannot be asked so: the message says what to write instead
├── SettingChanged     somebody else wrote a setting in between: look at theirs, then put yours over it
├── PermanentFailure   trying again will not help: stop, raise the alarm
└── Misconfigured      an operator must act: the message says what to do
    ├── NotPublished   a table that is asked for is not made yet
    └── SettingNamed   other settings name one that is to go: they go first, or name another

Bad data is no error: it is a `Rejection` (see rejection.py) on its way to quarantine.
"""


class TallyError(Exception):
    """Root of everything that Tally raises on purpose."""


class TemporaryFailure(TallyError):
    """A dependency failed in a way that passes: throttled, timed out, conflicting commit."""


class BadQuestion(TallyError):
    """A question that has no answer as it stands: unreadable, contradictory, or beyond a limit."""


class SettingChanged(TallyError):
    """A setting is no longer as its writer read it; nothing was written."""


class PermanentFailure(TallyError):
    """The same call would fail again: a check found rows, a model does not build."""


class Misconfigured(TallyError):
    """Settings or resources are not as needed; the message tells the operator what to change."""


class NotPublished(Misconfigured):
    """A table or view does not exist: no commit, or no night, has made it yet."""


class SettingNamed(Misconfigured):
    """A setting is not deleted, since others name it; the message says which."""
