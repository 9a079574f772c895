"""Canonical names and the two classes of events."""

from tally.domain.events.event_names import ALIASES, BUSINESS, VOLUME, canonical_name, event_class


def test_version_one_names_become_version_two() -> None:
    assert canonical_name("Completed Order") == "Order Completed"
    assert canonical_name("Experiment Viewed") == "$experiment_started"
    assert canonical_name("completed order") == "completed order"
    assert not set(ALIASES) & set(ALIASES.values())


def test_only_views_and_searches_are_volume() -> None:
    volume = ["Page Viewed", "$mp_web_page_view", "Screen Viewed", "Product Viewed", "Product List Viewed"]
    volume += ["Product Clicked", "Promotion Viewed", "Products Searched"]
    assert {event_class(name) for name in volume} == {VOLUME}
    assert {event_class(name) for name in ("Order Completed", "Product Added", "$identify", "x")} == {
        BUSINESS
    }
