"""Runs another driver under a clock that is ahead: python fast_clock.py SECONDS DRIVER."""

import datetime
import runpy
import sys
import time

AHEAD_S = float(sys.argv[1])
_true_time, _true_datetime = time.time, datetime.datetime


class _IsDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _true_datetime)


class FastDatetime(_true_datetime, metaclass=_IsDatetime):
    """Tells the time of the fast clock; else the datetime that it stands for."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _true_datetime:
        return _true_datetime.now(tz) + datetime.timedelta(seconds=AHEAD_S)

    @classmethod
    def utcnow(cls) -> _true_datetime:
        return cls.now(datetime.UTC).replace(tzinfo=None)


# Before the SDK is imported: it takes both by name.
time.time = lambda: _true_time() + AHEAD_S
datetime.datetime = FastDatetime  # type: ignore[misc]  # the point of this file
runpy.run_path(sys.argv[2], run_name="__main__")
