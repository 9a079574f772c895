"""Mixpanel's simplified rule for who did it."""

import pytest
from tally.domain.identity import identify


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
