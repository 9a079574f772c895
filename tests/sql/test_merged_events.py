"""Events with the person they belong to: what everything that counts people reads."""

import pytest
from tally.modelling import catalog

from tests.sql.tables import check

READERS = ("bots", "funnel_steps", "visits")
"""Others ask identity_map for what is no event: lines of carts, records of orders and refunds."""


def test_an_event_is_its_device_s_owner_s_or_of_the_key_it_was_sent_with() -> None:
    check(
        "merged_events",
        """
        event_key | sent_person_key | person_key | is_visit
        1         | 10       | 20         | true
        2         | 20       | 20         | true
        3         | 30       | 30         | false
        """,
        stg_events="""
        event_key | sent_person_key | is_visit
        1         | 10         | true
        2         | 20         | true
        3         | 30         | false
        """,
        identity_map="""
        device_id | device_key | person_key
        D1        | 10         | 20
        """,
    )


def test_sessions_alone_ask_themselves_since_they_are_of_devices() -> None:
    assert "identity_map" not in catalog.model("device_sessions").reads
    assert "identity_map" in catalog.model("merged_sessions").reads


@pytest.mark.parametrize("name", READERS)
def test_who_somebody_is_is_asked_nowhere_else(name: str) -> None:
    model = catalog.model(name)
    assert "merged_events" in model.reads
    assert "identity_map" not in model.reads
