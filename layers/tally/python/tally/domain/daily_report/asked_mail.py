"""A mail that somebody asks to see, or to be sent now: what is asked as JSON, and what is shown."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tally.domain.daily_report.report import DailyReport
from tally.domain.daily_report.subscription import Subscription
from tally.domain.settings.subscription_text import read_subscription

NOBODY = "nobody@tally.invalid"
"""To whom a mail goes that is only looked at; RFC 2606 keeps the name from ever being one."""


@dataclass(frozen=True, slots=True)
class ShownMail:
    """What would be sent now; `report` None where no figures were ever published."""

    subject: str
    text: str
    html: str
    report: DailyReport | None

    def write(self) -> dict[str, Any]:
        """As JSON has it, days and moments as text."""
        written: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return written


def read_asked_mail(asked: Mapping[str, Any], language: str) -> Subscription:
    """The fields of a subscription, all of which may lack; Misconfigured says what is wrong."""
    return read_subscription({"email": NOBODY, "language": language, **asked})
