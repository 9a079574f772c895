"""Days of messages, as SDKs send them, and the numbers that a night makes of them."""

from typing import Any

from tests.sql.night import Night

WEB = {"library": {"name": "analytics.js"}}
NODE = {"library": {"name": "analytics-node"}}


class Day:
    """Segment messages of one day, a minute between them: of a browser, unless `context` says otherwise."""

    def __init__(self, day: int, month: int = 10) -> None:
        self.date, self._day = f"2026-{month:02}-{day:02}", day
        self.messages: list[dict[str, Any]] = []

    def add(self, name: str, properties: dict[str, Any] | None = None, **fields: Any) -> None:
        """A track message, or one of another type by its name in small letters."""
        number = len(self.messages)
        kind = {"type": name} if name.islower() else {"type": "track", "event": name}
        self.messages.append(
            {
                **kind,
                "messageId": f"m-{self._day}-{number}",
                "timestamp": f"{self.date}T10:{number:02}:00Z",
                "context": WEB,
                **({} if properties is None else {"properties": properties}),
                **fields,
            }
        )

    def order(self, number: Any, revenue: int, **fields: Any) -> None:
        """An order in EUR."""
        self.add("Order Completed", {"order_id": number, "revenue": revenue, "currency": "EUR"}, **fields)


def read_kpi(night: Night, date: str, kpi: str) -> float | None:
    """The value of one KPI of a day, of all platforms and countries."""
    [row] = night.engine.rows(
        f"select value from kpis where business_date = date '{date}' and kpi = '{kpi}'",
        "b1",
    )
    value: float | None = row["value"]
    return value
