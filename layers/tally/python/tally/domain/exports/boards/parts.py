"""What dashboards are made of: the parts that read published files, and the six that every shop has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tally.domain.errors import BadQuestion
from tally.domain.exports.boards import (
    funnel_parts,
    kpi_parts,
    month_parts,
    place_parts,
    sale_parts,
    trust_parts,
)
from tally.domain.exports.boards.look import FILTERS, BoardView
from tally.domain.exports.document import ExportSection


@dataclass(frozen=True, slots=True)
class BoardPart:
    """`files` are those that it reads; `draw` gives its sections, by the FILTERS that it `follows`."""

    files: tuple[str, ...]
    draw: Callable[[BoardView], Sequence[ExportSection]]
    follows: tuple[str, ...] = ()

    def list_ignored(self, view: BoardView) -> list[str]:
        """Those that are chosen, and that its rows do not follow."""
        return [name for name in view.chosen if name not in self.follows]


_CUBE, _TRUST = ("cube", "kpis"), ("trust",)

PARTS: Mapping[str, BoardPart] = MappingProxyType(
    {
        "kpis": BoardPart(_CUBE, kpi_parts.draw_main_kpis, FILTERS),
        "revenue": BoardPart(_CUBE, kpi_parts.draw_line_of("net_revenue"), FILTERS),
        "orders": BoardPart(_CUBE, kpi_parts.draw_line_of("orders"), FILTERS),
        "visitors": BoardPart(_CUBE, kpi_parts.draw_line_of("visitors"), FILTERS),
        "conversion": BoardPart(_CUBE, kpi_parts.draw_line_of("conversion_rate_by_visitor"), FILTERS),
        "platforms": BoardPart(("cube",), place_parts.draw_places("platform"), FILTERS),
        "countries": BoardPart(("cube",), place_parts.draw_places("country"), FILTERS),
        "sales": BoardPart(("sales",), sale_parts.draw_newest),
        "sales_revenue": BoardPart(("sales",), sale_parts.draw_sales_by("net_revenue")),
        "sales_orders": BoardPart(("sales",), sale_parts.draw_sales_by("orders")),
        "funnel": BoardPart(
            ("funnels", "trust"), funnel_parts.draw_shop_funnel, ("period", "compare", "platform")
        ),
        "funnels": BoardPart(
            ("funnels", "trust"), funnel_parts.draw_funnels, ("period", "compare", "platform")
        ),
        "repeat_rates": BoardPart(("kpis",), month_parts.draw_months("part.repeat_rates", month_parts.RATES)),
        "customer_values": BoardPart(
            ("kpis",), month_parts.draw_months("part.customer_values", month_parts.VALUES)
        ),
        "month": BoardPart(("kpis",), month_parts.draw_all_kpis, ("period", "compare")),
        "trust": BoardPart(_TRUST, trust_parts.draw_kpi_verdicts, ("period",)),
        "trust_events": BoardPart(_TRUST, trust_parts.draw_doubtful_events, ("period",)),
        "trust_disputed": BoardPart(_TRUST, trust_parts.draw_disputed_hours, ("period",)),
        "trust_refused": BoardPart(_TRUST, trust_parts.draw_refused, ("period",)),
    }
)
"""By the name that a dashboard's setting has it under: published = "kpis"."""

BOARDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "yesterday": ("kpis", "revenue", "orders", "visitors", "conversion", "platforms", "countries"),
        "sales": ("sales", "sales_revenue", "sales_orders"),
        "funnels": ("funnels",),
        "retention": ("repeat_rates", "customer_values"),
        "month": ("month",),
        "trust": ("trust", "trust_events", "trust_disputed", "trust_refused"),
    }
)
"""The dashboards that everybody has, as in web/dashboards/boards.js. One of a shop's own that is called so is
never shown."""

USUAL_PERIODS: Mapping[str, str] = MappingProxyType({"month": "month"})
"""What a dashboard shows where nobody chose a period, if not the last day, as `usualPeriod` of the page."""


def find_part(name: str) -> BoardPart:
    """BadQuestion for a name that nothing is published under."""
    if name not in PARTS:
        raise BadQuestion(f"Nothing is published as {name}: there are {', '.join(PARTS)}")
    return PARTS[name]
