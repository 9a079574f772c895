"""The shop's date of a column of moments is that of its clock for each of them."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.athena.business_dates import BusinessDates
from tally.domain.shop.shop_clock import ShopClock

ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1))


def make_column(*moments: datetime | None) -> pa.Array:
    return pa.array(moments, pa.timestamp("us"))


@given(ZONES, MOMENTS)
def test_dates_by_slots_are_the_clocks_dates(timezone: str, moment: datetime) -> None:
    clock = ShopClock(timezone)
    found = BusinessDates(clock).of(make_column(moment)).to_pylist()
    assert found == [clock.business_date(moment.replace(tzinfo=UTC))]


def test_one_calendar_answers_for_many_and_null_stays_null() -> None:
    dates = BusinessDates(ShopClock("Africa/Monrovia"))
    # Liberia was 44:30 behind UTC until 1972: the day began in the midst of a quarter hour.
    moments = make_column(datetime(1971, 5, 1, 0, 44, 29), None, datetime(1971, 5, 1, 0, 44, 30))
    assert list(map(str, dates.of(moments).to_pylist())) == ["1971-04-30", "None", "1971-05-01"]
    assert dates.of(make_column()).to_pylist() == []
