"""Which events stay out of the lake, as its snapshots carry it."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.events.withheld import MOST_WITHHELD, with_withheld, withheld_in


def test_what_is_added_is_read_again_and_the_rest_stays() -> None:
    first = with_withheld({"tally.landing-seen-until": "now"}, {-(2**63): 1, 5: -7})
    second = with_withheld(first, {6: 8})
    assert withheld_in(second) == {-(2**63): 1, 5: -7, 6: 8}
    assert second["tally.landing-seen-until"] == "now"
    assert with_withheld(second, {6: 8}) == second
    assert withheld_in({}) == {}


def test_too_many_are_refused() -> None:
    full = with_withheld({}, dict.fromkeys(range(MOST_WITHHELD), 1))
    assert with_withheld(full, {0: 1}) == full
    with pytest.raises(Misconfigured, match="100 events"):
        with_withheld(full, {MOST_WITHHELD: 1})
