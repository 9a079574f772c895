"""Parameters of saved SQL: whatever is in a value, it stays one literal."""

from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp, parse_one
from tally.domain.settings.sql_text import parse_sql
from tally.modelling.questions.saved_sql import bind_saved_sql, list_parameters

SAVED = parse_sql("select ':no', a from t where b = :value and c in (:value, :other) -- :none\n limit 5")
SIGNS = st.sampled_from(
    ["'", '"', "--", "/*", "*/", ";", ":other", "\\", "\n", ")", " or 1=1 ", "$$", "é", "\0"]
)
VALUES = st.lists(
    st.one_of(SIGNS, st.text(st.characters(blacklist_categories=["Cs"]), max_size=5)), max_size=8
)


@given(VALUES.map("".join), VALUES.map("".join))
def test_a_value_is_one_literal(value: str, other: str) -> None:
    assert list_parameters(SAVED) == ("other", "value")
    tree = parse_one(bind_saved_sql(SAVED, {"value": value, "other": other}), "trino")
    plain = parse_one(bind_saved_sql(SAVED, {"value": "x", "other": "y"}), "trino")
    assert [type(node) for node in tree.walk()] == [type(node) for node in plain.walk()]
    assert [node.this for node in tree.find_all(exp.Literal)].count(value) >= 2
