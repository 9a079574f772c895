"""Spans of time: read, written, and sentences for what is none."""

from datetime import timedelta

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.spans import format_span, parse_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30s", timedelta(seconds=30)),
        ("45m", timedelta(minutes=45)),
        ("36h", timedelta(hours=36)),
        ("7d", timedelta(days=7)),
        (" 2w ", timedelta(days=14)),
        ("0d", timedelta()),
    ],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "7", "d", "7 d", "-7d", "1.5h", "7D", "1h30m", "1000000d"])
def test_what_is_no_span_is_told(text: str) -> None:
    with pytest.raises(BadQuestion, match="no span of time"):
        parse_span(text)


@pytest.mark.parametrize("text", ["1s", "90s", "45m", "36h", "7d", "0s"])
def test_a_span_is_written_as_it_is_read(text: str) -> None:
    assert format_span(parse_span(text)) == text


def test_a_span_is_written_in_the_largest_unit() -> None:
    assert format_span(timedelta(hours=48)) == "2d"
    assert format_span(timedelta(seconds=120)) == "2m"
