"""audit_ids: ids on which the two collectors differ."""

from datetime import UTC, date, datetime

import pytest

from tests.sql import tables

HOURS = {
    "from_hour": datetime(2026, 3, 2, tzinfo=UTC),
    "to_hour": datetime(2026, 3, 3, tzinfo=UTC),
    "from_date": date(2026, 2, 28),
    "to_date": date(2026, 3, 5),
}
LAKE = "event_name | id_hash | event_id | occurred_at | platform | revenue | business_date\n"
WITNESS = "event_name | id_hash | event_id | occurred_at | platform | amount\n"
NONE = "event_name | hour_at | platform | kind"


def order(id_hash: int, at: str, platform: str = "ios", money: str = "10.00", day: str = "") -> str:
    end = f" | {day}" if day else ""
    return f"Order Completed | {id_hash} | e{id_hash} | 2026-03-{at} | {platform} | {money}{end}\n"


def lake(*rows: str) -> str:
    return LAKE + "".join(row.rstrip("\n") + " | 2026-03-02\n" for row in rows)


def check(expected: str, events: str, sightings: str) -> None:
    tables.check("audit_ids", expected, HOURS, events=events, witness_events=WITNESS + sightings)


def test_ids_that_agree_are_not_listed() -> None:
    check(NONE, lake(order(1, "02 06:10:00")), order(1, "02 06:10:00"))


def test_an_id_only_the_witness_saw() -> None:
    check(
        """
        hour_at             | platform | event_id | kind            | witness_copies | witness_amount
        2026-03-02 06:00:00 | ios      | e2       | missing_in_lake | 1              | 10.00
        """,
        lake(order(1, "02 06:10:00")),
        order(1, "02 06:10:00") + order(2, "02 06:10:01"),
    )


def test_an_id_only_the_lake_has() -> None:
    check(
        """
        hour_at             | platform | event_id | kind               | lake_copies | lake_amount
        2026-03-02 06:00:00 | ios      | e1       | missing_in_witness | 1           | 10.00
        """,
        lake(order(1, "02 06:10:00")),
        "",
    )


@pytest.mark.parametrize(("senders", "copies"), [(("", "server"), []), (("server", "server"), ["2"])])
def test_a_device_and_a_server_may_tell_one_event(senders: tuple[str, str], copies: list[str]) -> None:
    rows = [f"Order Completed | 1 | e1 | 2026-03-02 06:10:00 | 2026-03-02 | {sender}" for sender in senders]
    found = tables.run(
        "audit_ids",
        HOURS,
        events="\n".join(["event_name | id_hash | event_id | occurred_at | business_date | sender", *rows]),
        witness_events=f"{WITNESS.replace(' | platform | amount', '')}Order Completed | 1 | e1 | 2026-03-02 06:10:00",
    )
    assert [row["lake_copies"] for row in found if row["kind"] == "duplicate_in_lake"] == copies


def test_copies_on_either_side() -> None:
    check(
        """
        id_hash | kind                 | lake_copies | witness_copies
        1       | duplicate_in_witness | 1           | 3
        2       | duplicate_in_lake    | 2           | 1
        """,
        lake(order(1, "02 06:10:00"), order(2, "02 06:11:00"), order(2, "02 06:11:00")),
        order(1, "02 06:10:00") * 3 + order(2, "02 06:11:00"),
    )


@pytest.mark.parametrize(
    ("in_lake", "at_witness", "expected"),
    [
        ("10.00", "10.01", "id_hash | kind \n 1 | amount_differs"),
        ("", "10.00", "id_hash | kind \n 1 | amount_differs"),
        ("10.00", "", "id_hash | kind"),
        ("10.00", "10.00", "id_hash | kind"),
        ("", "", "id_hash | kind"),
    ],
)
def test_amounts(in_lake: str, at_witness: str, expected: str) -> None:
    """A witness that was told no amount says nothing of it."""
    check(
        expected,
        lake(order(1, "02 06:10:00", money=in_lake)),
        order(1, "02 06:10:00", money=at_witness),
    )


@pytest.mark.parametrize(
    ("revenue", "total", "found"),
    [("", "12.50", 0), ("", "12.00", 1), ("12.50", "15", 0), ("15", "12.50", 1)],
)
def test_the_amount_of_an_order_is_its_revenue_else_its_total(revenue: str, total: str, found: int) -> None:
    events = f"""
    event_name      | id_hash | occurred_at         | platform | revenue   | total   | business_date
    Order Completed | 1       | 2026-03-02 06:10:00 | ios      | {revenue} | {total} | 2026-03-02
    """
    sightings = WITNESS + order(1, "02 06:10:00", money="12.50")
    assert len(tables.run("audit_ids", HOURS, events=events, witness_events=sightings)) == found


def test_only_orders_have_an_amount() -> None:
    checkout = "Checkout Started | 1 | e1 | 2026-03-02 06:10:00 | ios | {}\n"
    check("kind", lake(checkout.format("10.00")), checkout.format("11.00"))


def test_an_id_in_another_hour_is_moved_not_missing() -> None:
    check(
        """
        hour_at             | kind       | lake_at             | witness_at
        2026-03-02 07:00:00 | moved_hour | 2026-03-02 07:00:01 | 2026-03-02 06:59:59
        """,
        lake(order(1, "02 07:00:01")),
        order(1, "02 06:59:59"),
    )


def test_an_id_on_another_platform() -> None:
    check(
        """
        platform | kind
        ios      | moved_platform
        """,
        lake(order(1, "02 06:10:00")),
        order(1, "02 06:10:00", platform="web"),
    )


def test_platforms_not_sent_agree() -> None:
    check("kind", lake(order(1, "02 06:10:00", platform="")), order(1, "02 06:10:00", platform=""))


def test_one_id_may_differ_in_several_ways() -> None:
    check(
        """
        id_hash | kind
        1       | amount_differs
        1       | moved_hour
        1       | duplicate_in_witness
        """,
        lake(order(1, "02 07:00:01")),
        order(1, "02 06:59:59", money="9.00") * 2,
    )


def test_the_same_id_under_two_event_names_is_two_events() -> None:
    view = "Page Viewed | 1 | e1 | 2026-03-02 06:10:00 | ios | \n"
    check("kind", lake(order(1, "02 06:10:00"), view), order(1, "02 06:10:00") + view)


def test_open_hours_are_left_out() -> None:
    check("kind", lake(order(1, "03 00:00:00")), order(2, "03 00:00:00"))


def test_an_id_on_both_sides_of_the_edge_is_not_missing() -> None:
    """The lake puts it into an hour that is still open: compared, but not reported yet."""
    check("kind", lake(order(1, "03 00:00:01")), order(1, "02 23:59:59"))


def test_a_different_time_within_the_hour_is_no_difference() -> None:
    check("kind", lake(order(1, "02 06:10:00.123456")), order(1, "02 06:10:00.123"))


def test_a_missing_id_in_quarantine_says_why() -> None:
    rows = tables.run(
        "audit_ids",
        HOURS,
        events=lake(order(3, "02 06:10:00")),
        witness_events=WITNESS + order(1, "02 06:10:00") + order(2, "02 06:10:00"),
        quarantine="""
            id_hash | reason
            1       | wrong_type
            1       | wrong_type
            3       | same_id_other_payload
                    | not_json
        """,
    )
    assert {(row["id_hash"], row["kind"]): row.get("quarantine_reason") for row in rows} == {
        ("1", "missing_in_lake"): "wrong_type",
        ("2", "missing_in_lake"): None,
        ("3", "missing_in_witness"): None,
    }


def test_all_is_no_platform() -> None:
    """It is the total's name: models call such events unknown, and so does the audit, on both sides."""
    check(
        """
        platform | event_id | kind
        unknown  | e1       | missing_in_witness
        unknown  | e2       | missing_in_lake
        """,
        lake(order(1, "02 06:10:00", platform="all"), order(3, "02 06:10:00", platform="all")),
        order(2, "02 06:10:00", platform="all") + order(3, "02 06:10:00", platform=""),
    )
