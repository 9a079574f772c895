"""What happened to carts, told event by event, and the carts that the models make of it."""

import json

from tests.sql.build import Build

MODELS = ["visit_kinds", "told_twice", "stg_events", "stg_cart_lines", "cart_adds", "carts"]
HEAD = (
    "event_id | dedup_key | event_name | event_class | occurred_at | business_date | sent_person_key | platform"
    " | country | sender | product_id | quantity | products | properties"
)
ORDERS = "order_id | person_key | ordered_at | business_date | platform | country | is_cancelled"
MAP = "device_id | device_key | person_key"


class CartStory:
    """Events of carts, and orders; times without a day are of the 20th of November 2026."""

    def __init__(self) -> None:
        self._events: list[str] = []
        self._orders: list[str] = []

    def _tell(
        self,
        name: str,
        at: str,
        product: str,
        quantity: object,
        *,
        person: int = 1,
        platform: str = "web",
        sender: str = "",
        lines: list[dict[str, object]] | None = None,
        properties: str = "{}",
    ) -> "CartStory":
        at, key = _moment(at), len(self._events)
        cells = [
            f"e{key}",
            key,
            name,
            "business",
            at,
            at[:10],
            person,
            platform,
            "IT",
            sender,
            product,
            quantity,
        ]
        cells += ["" if lines is None else json.dumps(lines), properties]
        self._events.append(" | ".join(map(str, cells)))
        return self

    def add(self, at: str, product: str = "p", quantity: object = "", **more: object) -> "CartStory":
        """A Product Added; without a quantity unless one is given."""
        return self._tell("Product Added", at, product, quantity, **more)  # type: ignore[arg-type]

    def remove(self, at: str, product: str = "p", quantity: object = "", **more: object) -> "CartStory":
        """A Product Removed, alike."""
        return self._tell("Product Removed", at, product, quantity, **more)  # type: ignore[arg-type]

    def order(self, at: str, person: int = 1, cancelled: str = "false") -> "CartStory":
        """An order on the web."""
        at = _moment(at)
        self._orders.append(f"o{len(self._orders)} | {person} | {at} | {at[:10]} | web | IT | {cancelled}")
        return self

    def carts(self, identity_map: str = MAP) -> list[tuple[str, str, int, bool]]:
        """(day of November, platform, person, is ordered) of each cart."""
        sources = {
            "events": "\n".join([HEAD, *self._events]),
            "orders": "\n".join([ORDERS, *self._orders]),
            "identity_map": identity_map,
        }
        rows = Build(sources, MODELS).rows(
            "select business_date, platform, person_key, is_ordered from carts"
        )
        return sorted((f"{day:%d}", *rest) for day, *rest in rows)


def _moment(at: str) -> str:
    return f"2026-11-{at}" if " " in at else f"2026-11-20 {at}"
