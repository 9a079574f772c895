"""How much may be asked: pure rules, refused with what to do instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tally.domain.answering.asked_report import AskedReport, Ticket
from tally.domain.answering.refusals import Busy, TooMuch
from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class Limits:
    """Of what may be asked. `wait_s`: the longest wait until a question is answered by its id."""

    running_each: int = 3
    running_in_all: int = 6
    bytes_each_day: int = 200 * 1024**3
    rows: int = 10_000
    wait_s: float = 15.0

    def check_bytes(self, spent_bytes: int, now: datetime, clock: ShopClock) -> None:
        """Busy until the shop's day is over, where the bytes of a caller's day are spent."""
        if spent_bytes >= self.bytes_each_day:
            gibibytes = self.bytes_each_day // 1024**3
            left = clock.day(clock.business_date(now)).ends_at - now
            raise Busy(
                f"Your questions of today have read {gibibytes} GiB, which is the limit of a day: ask again "
                "tomorrow, or what has been asked already",
                max(1, left // timedelta(seconds=1)),
            )

    def check_asked(self, report: AskedReport) -> None:
        """TooMuch for a list that says itself how long it is: it need not be read to be refused."""
        if (report.asked.get("limit") or 0) > self.rows:
            raise TooMuch(f"At most {self.rows:,} rows are given: ask for a limit up to that")

    def check_rows(self, rows: int) -> None:
        """TooMuch for an answer of so many."""
        if rows > self.rows:
            raise TooMuch(f"The answer has {rows:,} rows: at most {self.rows:,} are given")

    def check_running(self, ticket: Ticket, others: Sequence[Ticket]) -> None:
        """Busy where as many run as may. Of questions that come together those before it count, so that the
        first of them are let in."""
        ahead = [other for other in others if _is_ahead(other, ticket)]
        of_caller = sum(other.caller_key == ticket.caller_key for other in ahead)
        if of_caller >= self.running_each:
            raise Busy("As many questions of yours as may are running: ask again when one is answered", 5)
        if len(ahead) >= self.running_in_all:
            raise Busy("As many questions as may are running: ask again when one is answered", 5)


USUAL_LIMITS = Limits()


def _is_ahead(other: Ticket, ticket: Ticket) -> bool:
    """Whether it has started, or came before."""
    place, others = ((each.report.now, each.id, each.caller_key) for each in (ticket, other))
    return others != place and (bool(other.queries) or others < place)
