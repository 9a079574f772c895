"""Windows stand once: the sentences for people say the same spans."""

from datetime import timedelta

from tally.domain.reports.kpis import kpi_named
from tally.domain.reports.windows import CART_WINDOW, FUNNEL_WINDOW, OPENING_HOUR, SESSION_GAP
from tally.modelling import catalog


def test_formulas_and_descriptions_say_the_windows() -> None:
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    said = {
        kpi_named("cart_abandonment_rate").formula: f"within {CART_WINDOW // hour} hours",
        kpi_named("opening_hour_revenue_share").formula: f"{OPENING_HOUR // minute} minutes",
        catalog.model("carts").description: f"within {CART_WINDOW // hour} hours",
        catalog.model("device_sessions").description: f"more than\n{SESSION_GAP // minute} minutes",
        catalog.model("funnel_daily").description: f"within {FUNNEL_WINDOW // hour} hours",
    }
    for text, words in said.items():
        assert words in text
