"""Verdicts of KPIs: as good as the worst cell of the events they rest on."""

import pytest
from tally.domain.audit.verdicts import wilson_interval
from tally.use_cases.refresh_models import fixed_values

from tests.sql.tables import Row, drawn, run

CELLS = "business_date | event_name | platform | hour_at | local_hour | verdict | reason | lake_events | matched | witness_events | missing_in_lake"


NOT_VISITS = [row["event_name"] for row in run("not_visits")]
SEEN_NAMES = ["Page Viewed", "Product Viewed", "Product Added", "Order Completed", "Till Opened", *NOT_VISITS]


def drawn_kinds() -> str:
    """The model visit_kinds over these names, as a drawn table."""
    rows = run(
        "visit_kinds", fixed_values({"Till Opened": True}), events="\n".join(["event_name", *SEEN_NAMES])
    )
    lines = [f"{row['event_name']} | {row['sender']} | {row['is_visit']}" for row in rows]
    return "\n".join(["event_name | sender | is_visit", *lines])


KINDS = drawn_kinds()


def cell(
    event: str,
    platform: str,
    verdict: str,
    hour: int = 6,
    matched: int = 10,
    missing: int = 0,
    day: str = "2026-11-20",
    held: int | None = None,
) -> str:
    """A cell of the audit; `held` is how many ids the lake has, None: those that match."""
    at = f"{day} {hour:02}:00:00"
    return f"{day} | {event} | {platform} | {at} | {hour + 1} | {verdict} | because | {matched if held is None else held} | {matched} | {matched + missing} | {missing}"


def kpi_rows(*kpis: str, platform: str = "all", country: str = "all") -> str:
    lines = [f"2026-11-20 | {platform} | {country} | all | all | {kpi} | 1" for kpi in kpis]
    return "\n".join(["business_date | platform | country | region | profile | kpi | value", *lines])


def verdicts(needed: str, daily_verdicts: str, doubts: str = "none") -> list[Row]:
    """The verdicts of these rows of kpi_daily."""
    cells = drawn("kpi_cells", kpi_daily=needed, daily_verdicts=daily_verdicts, visit_kinds=KINDS)
    doubted = drawn("kpi_doubts", order_doubts=doubts)
    return run("kpi_verdicts", kpi_daily=needed, kpi_cells=cells, kpi_doubts=doubted)


def verdict(kpi: str, platform: str, *cells: str, seen: str = "none", doubts: str = "none") -> Row:
    """The row of one KPI, through all models; `seen` are rows of stg_events, `doubts` of order_doubts."""
    daily = drawn("daily_verdicts", audit_cells="\n".join([CELLS, *cells]), stg_events=seen)
    needed = kpi_rows(kpi, platform=platform)
    if platform != "all":
        needed += f"\n2026-11-20 | all | all | all | all | {kpi} | 1"
    rows = verdicts(needed, daily, doubts)
    return next(row for row in rows if row["platform"] == platform)


def test_agreement_everywhere_is_audited_and_pooled() -> None:
    row = verdict(
        "orders",
        "all",
        cell("Order Completed", "ios", "audited", matched=90),
        cell("Order Completed", "web", "audited", matched=109, missing=1),
    )
    low, high = wilson_interval(199, 200)
    assert row["verdict"] == "audited"
    assert row["reason"] == "199 of 200 events the witness saw are in the lake"
    assert float(row["coverage_low"]) == pytest.approx(low, abs=1e-6)
    assert float(row["coverage_high"]) == pytest.approx(high, abs=1e-6)


def test_full_coverage_ends_at_one_and_none_starts_at_zero() -> None:
    assert verdict("orders", "all", cell("Order Completed", "ios", "audited"))["coverage_high"] == "1"
    nothing = verdict("orders", "all", cell("Order Completed", "ios", "disputed", matched=0, missing=5))
    assert nothing["coverage_low"] == "0"


def test_one_disputed_cell_disputes_and_is_named() -> None:
    row = verdict(
        "orders",
        "all",
        cell("Order Completed", "ios", "disputed", missing=3),
        cell("Order Completed", "web", "unaudited"),
        cell("Order Completed", "web", "audited", hour=9),
    )
    assert row["verdict"] == "disputed"
    assert row["reason"] == "Order Completed at 07:00 on ios: because"


def test_the_cell_with_most_missing_speaks_and_the_others_are_counted() -> None:
    row = verdict(
        "orders",
        "all",
        cell("Order Completed", "ios", "disputed", hour=6, missing=3),
        cell("Order Completed", "ios", "disputed", hour=8, missing=7),
        cell("Order Completed", "web", "disputed", hour=9, missing=5),
    )
    assert row["reason"] == "Order Completed at 09:00 on ios: because (and 2 more like it)"


def unseen(event: str, events: int, platform: str = "web", hour: int = 14) -> str:
    """A cell that the witness did not see."""
    return cell(event, platform, "unaudited", hour, matched=0, held=events)


@pytest.mark.parametrize(
    ("kpi", "unwitnessed", "found"),
    [
        ("visitors", [unseen("Just Come", 2)], "audited"),
        ("visitors", [unseen("Just Come", 20)], "audited"),
        ("visitors", [unseen("Just Come", 21)], "unaudited"),
        ("visitors", [unseen("Just Come", 11), unseen("Page Viewed", 11, hour=15)], "unaudited"),
        ("visitors", [unseen("Order Completed", 30, "server")], "audited"),
        ("orders", [unseen("Order Completed", 4, "server")], "audited"),
        ("orders", [unseen("Order Completed", 5, "server")], "unaudited"),
        ("orders", [unseen("Order Cancelled", 4, "server")], "audited"),
        ("orders", [unseen("Order Cancelled", 5, "server")], "unaudited"),
        ("conversion_rate_by_visitor", [unseen("Order Completed", 5)], "unaudited"),
    ],
)
def test_a_number_stays_audited_while_few_of_each_kind_of_its_events_are_unwitnessed(
    kpi: str, unwitnessed: list[str], found: str
) -> None:
    """2 %: 20 of 1,000 visits, 4 of 200 orders; many visits make no order seen."""
    seen = [
        cell("Page Viewed", "web", "audited", matched=1000 - 20 - 196),
        cell("Order Completed", "web", "audited", matched=196),
    ]
    assert verdict(kpi, "all", *seen, *unwitnessed)["verdict"] == found


def test_how_many_events_are_unwitnessed_is_said_on_both_sides_of_the_limit() -> None:
    seen = cell("Order Completed", "ios", "audited", matched=98)
    few = verdict("orders", "all", seen, unseen("Order Completed", 2))
    assert few["verdict"] == "audited"
    assert few["reason"] == (
        "98 of 98 events the witness saw are in the lake; of 100 events the witness vouches for all but 2"
    )
    many = verdict("orders", "all", seen, unseen("Order Completed", 2), unseen("Order Completed", 8, hour=15))
    assert many["verdict"] == "unaudited"
    assert many["reason"] == (
        "Order Completed at 16:00 on web: because (and 1 more like it); "
        "of 108 events the witness vouches for all but 10"
    )


def test_an_hour_that_was_not_compared_counts_whatever_is_in_it() -> None:
    """An open hour is not few events without a witness: nobody knows yet how many there will be."""
    seen = "event_name | occurred_at | platform | business_date\nOrder Completed | 2026-11-20 22:30:00 | ios | 2026-11-20"
    cells = [cell("Order Completed", "ios", "audited", matched=5000), unseen("Order Completed", 3)]
    row = verdict("orders", "all", *cells, seen=seen)
    assert row["verdict"] == "unaudited"
    assert "the hour was still open" in row["reason"]


NO_RATE, TWO_AMOUNTS = "1 order in JPY has no rate", "2 orders are told with different amounts"
DOUBTS = f"""
    business_date | platform | fact          | doubt   | severity | sentence
    2026-11-20    | all      | order amounts | no rate | 1        | {NO_RATE}
    2026-11-20    | web      | order amounts | revenue | 2        | {TWO_AMOUNTS}
    2026-11-20    | web      | order amounts | no rate | 1        | {NO_RATE}
    2026-11-21    | all      | order buyers  | person  | 2        | 1 order is told of different persons
    """


@pytest.mark.parametrize(
    ("kpi", "platform", "found", "added"),
    [
        ("net_revenue", "all", "unaudited", f"; {NO_RATE}"),
        ("average_order_value", "all", "unaudited", f"; {NO_RATE}"),
        ("net_revenue", "web", "disputed", f"; {TWO_AMOUNTS}; {NO_RATE}"),
        ("net_revenue", "ios", "audited", ""),
        ("orders", "all", "audited", ""),
        ("new_buyers", "all", "audited", ""),
    ],
)
def test_what_is_doubtful_in_the_orders_is_said_and_makes_a_verdict_worse(
    kpi: str, platform: str, found: str, added: str
) -> None:
    cells = [cell("Order Completed", each, "audited") for each in ("ios", "web")]
    row = verdict(kpi, platform, *cells, doubts=DOUBTS)
    assert row["verdict"] == found
    _, _, rest = row["reason"].partition(" events the witness saw are in the lake")
    assert rest == added


def test_a_doubt_makes_no_verdict_better() -> None:
    row = verdict("net_revenue", "all", cell("Order Completed", "ios", "disputed"), doubts=DOUBTS)
    assert row["verdict"] == "disputed"
    assert row["reason"] == f"Order Completed at 07:00 on ios: because; {NO_RATE}"


def test_without_any_cell_a_number_is_unaudited() -> None:
    row = verdict("orders", "all", cell("Product Viewed", "ios", "audited"))
    assert row["verdict"] == "unaudited"
    assert row["reason"] == "nothing to compare: neither side has an event that this KPI rests on"
    assert "coverage_low" not in row


def test_hours_that_the_audit_did_not_look_at_are_unaudited() -> None:
    seen = """
        event_name      | occurred_at             | platform | business_date
        Order Completed | 2026-11-20 06:59:59.999 | ios      | 2026-11-20
        Order Completed | 2026-11-20 07:00:00     | ios      | 2026-11-20
    """
    row = verdict("orders", "all", cell("Order Completed", "ios", "audited"), seen=seen)
    assert row["verdict"] == "unaudited"
    assert (
        row["reason"]
        == "Order Completed at an hour on ios: not compared, the hour was still open when the audit ran"
    )


@pytest.mark.parametrize(
    ("kpi", "platform", "disputed", "expected"),
    [
        ("visitors", "web", ("Page Viewed", "web"), "disputed"),
        ("visitors", "web", ("Page Viewed", "ios"), "audited"),
        ("visitors", "all", ("Page Viewed", "ios"), "disputed"),
        ("visitors", "all", ("$identify", "ios"), "audited"),
        ("visitors", "all", ("Order Refunded", "server"), "audited"),
        ("orders", "web", ("Order Completed", "web"), "disputed"),
        ("orders", "web", ("Order Completed", "ios"), "audited"),
        ("orders", "web", ("Order Cancelled", "server"), "disputed"),
        ("orders", "web", ("Page Viewed", "web"), "audited"),
        ("net_revenue", "web", ("Order Refunded", "server"), "disputed"),
        ("units_per_order", "web", ("Order Refunded", "server"), "audited"),
        ("conversion_rate_by_session", "web", ("Order Completed", "ios"), "disputed"),
        ("conversion_rate_by_visitor", "web", ("Order Completed", "ios"), "audited"),
        ("cart_abandonment_rate", "web", ("Product Added", "web"), "disputed"),
        ("cart_abandonment_rate", "web", ("Product Added", "ios"), "audited"),
        ("cart_abandonment_rate", "web", ("Order Completed", "ios"), "disputed"),
        ("new_buyers", "web", ("Order Completed", "ios"), "disputed"),
        ("repeat_purchase_rate", "web", ("Order Completed", "ios"), "disputed"),
    ],
)
def test_which_cells_a_kpi_rests_on(
    kpi: str, platform: str, disputed: tuple[str, str], expected: str
) -> None:
    sound = [
        cell(name, "web", "audited", hour=3) for name in ("Page Viewed", "Product Added", "Order Completed")
    ]
    assert verdict(kpi, platform, *sound, cell(*disputed, "disputed"))["verdict"] == expected


def test_a_server_s_events_dispute_nobody_s_being_there() -> None:
    """Not even under a name that is a visit from a device; the plan may say that they do."""
    cells = [cell("Page Viewed", "web", "audited", matched=5), cell("Page Viewed", "server", "disputed")]
    assert verdict("visitors", "all", *cells)["verdict"] == "audited"
    till = cell("Till Opened", "server", "disputed")
    assert verdict("visitors", "all", cells[0], till)["verdict"] == "disputed"


def test_an_event_without_a_kind_counts_as_a_visit() -> None:
    """It came after the models were built: better a verdict too bad than one too good."""
    cells = [cell("Page Viewed", "web", "audited", matched=5), cell("Just Come", "web", "disputed")]
    assert verdict("visitors", "all", *cells)["verdict"] == "disputed"


@pytest.mark.parametrize("event", NOT_VISITS)
@pytest.mark.parametrize("kpi", ["visitors", "sessions"])
def test_what_is_no_visit_disputes_nobody_s_being_there(event: str, kpi: str) -> None:
    """$group and $alias once did, while no such event counted as a visit."""
    row = verdict(
        kpi,
        "all",
        cell("Page Viewed", "web", "audited", matched=5),
        cell(event, "web", "disputed", missing=3),
    )
    assert (row["verdict"], row["reason"]) == ("audited", "5 of 5 events the witness saw are in the lake")


def test_carts_look_at_the_next_days_orders_and_orders_do_not() -> None:
    tomorrow = cell("Order Completed", "web", "disputed", day="2026-11-21")
    today = [cell("Order Completed", "web", "audited"), cell("Product Added", "web", "audited")]
    carts = verdict("cart_abandonment_rate", "web", *today, tomorrow)
    assert carts["verdict"] == "disputed"
    assert carts["reason"] == "the next day, Order Completed at 07:00 on web: because"
    assert verdict("orders", "web", *today, tomorrow)["verdict"] == "audited"


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21"])
def test_carts_look_at_what_was_taken_out_of_them_anywhere(day: str) -> None:
    sound = [cell(event, "web", "audited") for event in ("Order Completed", "Product Added")]
    removed = cell("Product Removed", "ios", "disputed", day=day)
    assert verdict("cart_abandonment_rate", "web", *sound, removed)["verdict"] == "disputed"


def test_carts_look_at_the_next_days_cancellations_as_at_its_orders() -> None:
    sound = [cell(event, "web", "audited") for event in ("Order Completed", "Product Added")]
    cancelled = cell("Order Cancelled", "server", "disputed", day="2026-11-21")
    assert verdict("cart_abandonment_rate", "web", *sound, cancelled)["verdict"] == "disputed"


def test_a_cell_that_is_needed_twice_is_counted_once() -> None:
    row = verdict("conversion_rate_by_session", "web", cell("Order Completed", "web", "audited", matched=7))
    assert row["reason"] == "7 of 7 events the witness saw are in the lake"


PLACES = """
    business_date | platform | country | region   | profile | kpi         | value | numerator | denominator
    2026-11-20    | all      | all     | all      | all     | orders      | 8     | 8         | 1
    2026-11-20    | web      | all     | all      | all     | orders      | 5     | 5         | 1
    2026-11-20    | ios      | all     | all      | all     | orders      | 3     | 3         | 1
    2026-11-20    | all      | IT      | all      | all     | orders      | 8     | 8         | 1
    2026-11-20    | web      | IT      | all      | all     | orders      | 5     | 5         | 1
    2026-11-20    | ios      | IT      | all      | all     | orders      | 3     | 3         | 1
    2026-11-20    | all      | all     | IT-Lazio | all     | orders      | 7     | 7         | 1
    2026-11-20    | all      | all     | IT-other | all     | orders      | 1     | 1         | 1
    2026-11-20    | all      | all     | all      | new     | orders      | 6     | 6         | 1
    2026-11-20    | all      | all     | all      | top     | orders      | 2     | 2         | 1
    2026-11-20    | all      | all     | all      | all     | net_revenue | 80    | 80        | 1
    """
VERDICTS = """
    business_date | platform | kpi         | verdict  | reason
    2026-11-20    | all      | orders      | audited  | of all
    2026-11-20    | web      | orders      | disputed | of web
    2026-11-20    | ios      | orders      | audited  | of ios
    2026-11-20    | all      | net_revenue | audited  | of all
    """
CATALOG = run("kpi_catalog")


@pytest.mark.parametrize(
    ("table", "place", "found"),
    [
        ("kpis", (), {((), "8", "of all")}),
        ("kpis_by_platform", ("platform",), {(("web",), "5", "of web"), (("ios",), "3", "of ios")}),
        ("kpis_by_country", ("country",), {(("IT",), "8", "of all")}),
        ("kpis_by_region", ("region",), {(("IT-Lazio",), "7", "of all"), (("IT-other",), "1", "of all")}),
        ("kpis_by_profile", ("profile",), {(("new",), "6", "of all"), (("top",), "2", "of all")}),
        (
            "kpis_by_platform_and_country",
            ("platform", "country"),
            {(("web", "IT"), "5", "of web"), (("ios", "IT"), "3", "of ios")},
        ),
    ],
)
def test_a_sum_over_a_table_counts_nothing_twice_and_each_place_has_its_platforms_verdict(
    table: str, place: tuple[str, ...], found: set[tuple[tuple[str, ...], str, str]]
) -> None:
    rows = run(table, judged_kpis=drawn_judged_kpis())
    orders = [row for row in rows if row["kpi"] == "orders"]
    assert {(tuple(row[name] for name in place), row["value"], row["reason"]) for row in orders} == found
    assert sum(int(row["value"]) for row in orders) == 8


def test_a_number_says_its_unit_and_money_its_currency() -> None:
    rows = run("kpis", judged_kpis=drawn_judged_kpis())
    assert {row["kpi"]: (row["unit"], row.get("currency")) for row in rows} == {
        "orders": ("count", None),
        "net_revenue": ("money", "EUR"),
    }


def drawn_judged_kpis() -> str:
    return drawn("judged_kpis", kpi_daily=PLACES, kpi_verdicts=VERDICTS, kpi_catalog=drawn_catalog())


def drawn_catalog() -> str:
    names = ["kpi", "place", "unit", "currency"]
    lines = [" | ".join(row.get(name, "") for name in names) for row in CATALOG]
    return "\n".join([" | ".join(names), *lines])


def test_every_kpi_is_named_in_what_it_needs() -> None:
    """A KPI without needs would never be anything but unaudited."""
    from tests.sql.test_kpi_daily import kpis

    names = list(kpis())
    events = ["Page Viewed", "Product Added", "Checkout Started", "Order Completed"]
    daily = "\n".join(
        [
            "business_date | event_name | platform | verdict | worst_cells | missing_in_lake | matched | witness_events | reason",
            *(f"2026-11-20 | {event} | web | audited | 1 | 0 | 1 | 1 | fine" for event in events),
        ]
    )
    rows = verdicts(kpi_rows(*names), daily)
    assert {row["kpi"]: row["verdict"] for row in rows} == dict.fromkeys(names, "audited")
