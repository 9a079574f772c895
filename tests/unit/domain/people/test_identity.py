"""Mixpanel's simplified rule for who did it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.people.identity import identify, identify_all

IDS = st.sampled_from([None, "", "x", "$device:", "$device:d"])
NO_PREFIX = st.sampled_from([None, "", "x"])


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        # user_id, device_id, distinct_id -> distinct_id, user_id, device_id
        (("u", "d", "x"), ("u", "u", "d")),
        (("u", None, None), ("u", "u", None)),
        (("u", "", None), ("u", "u", None)),
        ((None, "d", "x"), ("$device:d", None, "d")),
        (("", "d", None), ("$device:d", None, "d")),
        ((None, None, "$device:d"), ("$device:d", None, "d")),
        ((None, "$device:d", None), ("$device:d", None, "d")),
        (("u", "$device:d", None), ("u", "u", "d")),
        ((None, "$device:", None), (None, None, None)),
        ((None, None, "x"), ("x", "x", None)),
        ((None, None, "$device:"), (None, None, None)),
        ((None, None, ""), (None, None, None)),
        ((None, None, None), (None, None, None)),
    ],
)
def test_identify(sent: tuple[str | None, ...], known: tuple[str | None, ...]) -> None:
    assert identify(*sent) == known


@given(
    st.lists(st.tuples(IDS, IDS, IDS))
    | st.lists(st.tuples(NO_PREFIX, NO_PREFIX, st.sampled_from([None, ""])))
)
def test_columns_are_identified_as_single_events_are(events: list[tuple[str | None, ...]]) -> None:
    columns = [[event[place] for event in events] for place in range(3)]
    found = [[identify(*event)[place] for event in events] for place in range(3)]
    assert list(identify_all(*columns)) == found
