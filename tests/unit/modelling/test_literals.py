"""Values in SQL: exact, quoted, and only where a placeholder stands."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import PermanentFailure
from tally.modelling.literals import Rows, bind, literal, placeholders, without_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        (-7, "(-7)"),
        (Decimal("12.50"), "decimal '12.50'"),
        (Decimal("1E+3"), "decimal '1000'"),
        ("it's", "'it''s'"),
        (date(2026, 11, 21), "date '2026-11-21'"),
        (datetime(2026, 11, 21, 3, 15), "timestamp '2026-11-21 03:15:00.000'"),
        (datetime(2026, 11, 21, 3, 15, 0, 250_999, tzinfo=UTC), "timestamp '2026-11-21 03:15:00.250'"),
        (
            datetime(2026, 11, 21, 3, 15, tzinfo=timezone(timedelta(hours=1))),
            "timestamp '2026-11-21 02:15:00.000'",
        ),
        (timedelta(minutes=30), "interval '1800' second"),
        (Rows(("date", "bigint"), [(date(2026, 1, 1), -60)]), "(values (date '2026-01-01', (-60)))"),
        (Rows(("date",), []), "(select cast(null as date) where false)"),
    ],
)
def test_literal(value: object, text: str) -> None:
    assert literal(value) == text  # type: ignore[arg-type]  # each case is one of the union


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), b"x", [1], timedelta(milliseconds=1)])
def test_what_has_no_exact_literal_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no exact SQL literal"):
        literal(value)  # type: ignore[arg-type]  # that is the point


@given(st.text().filter(lambda text: "\0" not in text))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert duckdb.sql(f"select {literal(text)}").fetchall() == [(text,)]


SQL = """
-- :comment
select ':text', "a:b", x::int, :one as "c'"  /* :block */
from t where y = :two and z = ':one''s' and w > :one
"""


def test_placeholders_are_found_outside_of_text_and_comments() -> None:
    assert placeholders(SQL) == {"one", "two"}


def test_bind_fills_every_placeholder_and_nothing_else() -> None:
    assert bind(SQL, {"one": 1, "two": "':one"}) == (
        """
-- :comment
select ':text', "a:b", x::int, 1 as "c'"  /* :block */
from t where y = ''':one' and z = ':one''s' and w > 1
"""
    )


def test_a_placeholder_without_value_is_named() -> None:
    with pytest.raises(PermanentFailure, match=":two"):
        bind(SQL, {"one": 1})


def test_without_text_blanks_strings_and_comments() -> None:
    assert without_text("select 'from x' -- join y\nfrom z /* from w */").split() == ["select", "from", "z"]
