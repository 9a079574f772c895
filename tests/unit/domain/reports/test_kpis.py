"""The list of KPIs: complete, in order, and refused where a side is missing."""

import pytest
from tally.domain.errors import PermanentFailure
from tally.domain.reports.kpis import CORRECTS, KPIS, ONE, EventsUnder, Unit, kpi_named, parse_kpis
from tally.use_cases.publish_kpis import kpi_values
from tally.use_cases.refresh_models import kpi_rows

TEXT = """
[kpis.returns]
unit = "share"
owner = "sales"
formula = "orders sent back / orders"
numerator = "returned"
denominator = "orders"
[kpis.orders]
unit = "count"
owner = "sales"
formula = "orders"
numerator = "orders"
[measures]
returned = [{ event = "Order Refunded", platforms = "every", days_after = 1 }, { event = "Order Completed" }]
orders = [{ event = "Order Completed" }]
"""


def test_kpis_keep_their_order_and_rest_on_the_events_of_both_sides_once() -> None:
    found = parse_kpis(TEXT)
    assert list(found) == ["returns", "orders"]
    assert found["returns"].rests_on == (
        EventsUnder("Order Refunded", "every", 1),
        EventsUnder("Order Completed"),
    )
    assert (found["orders"].unit, found["orders"].denominator) == (Unit.COUNT, ONE)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('numerator = "returned"', 'numerator = "retuned"', "returns needs retuned, which has no events"),
        ("orders = [{", "orders_ = [{", "needs orders, which has no events"),
        ("[measures]", "[measures]\nspare = []", "no KPI uses spare"),
        ('formula = "orders"', 'formula = "orders"\nneeds = "stock"', "needs stock, of which"),
    ],
)
def test_a_missing_side_is_named(old: str, new: str, complaint: str) -> None:
    with pytest.raises(PermanentFailure, match=complaint):
        parse_kpis(TEXT.replace(old, new))


def test_a_unit_that_nobody_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="percent"):
        parse_kpis(TEXT.replace('"share"', '"percent"'))


def test_an_unknown_name_is_said() -> None:
    assert kpi_named("orders") is KPIS["orders"]
    with pytest.raises(PermanentFailure, match=r"there is no KPI ghosts in kpis.toml"):
        kpi_named("ghosts")


def test_the_models_get_every_kpi_and_events_for_each() -> None:
    assert [row[0] for row in kpi_rows().rows] == list(KPIS)
    events = kpi_values()["kpi_events"]
    assert {row[0] for row in events.rows} == set(KPIS)  # type: ignore[union-attr]  # a relation
    named = {each.event for kpi in KPIS.values() for each in kpi.rests_on}
    assert named >= set(CORRECTS) | set(CORRECTS.values())


def test_no_kpi_is_explained_by_its_own_name() -> None:
    for kpi in KPIS.values():
        assert kpi.formula.lower() != kpi.name.replace("_", " "), kpi.name
