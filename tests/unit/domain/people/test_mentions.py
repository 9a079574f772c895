"""Ids in somebody else's JSON: whole values are found and blanked, all else stays as it was written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.people.mentions import ERASED, blank_ids, words_of

IDS = frozenset({"anna", "42", "$device:phone", 'say "ä"'})

BLANKED = {
    "a value": ('{"to":"anna"}', '{"to":"$erased"}'),
    "a text alone": ('"anna"', '"$erased"'),
    "a number that is written like it": ("[42, 42.0, 4.2e1, -42, 142]", '["$erased", 42.0, 4.2e1, -42, 142]'),
    "a number alone": ("42", '"$erased"'),
    "values however deep": ('{"a":[{"b":["anna"]}]}', '{"a":[{"b":["$erased"]}]}'),
    "a device with its prefix": ('["$device:phone"]', '["$erased"]'),
    "written with escapes": (r'["\u0061nna","say \"\u00e4\""]', '["$erased","$erased"]'),
    "JSON in a text": (r'{"raw":"{\"to\": \"anna\"}"}', r'{"raw":"{\"to\": \"$erased\"}"}'),
    "with spaces and order kept": ('{ "b" : "anna" ,\n"a":1.50}', '{ "b" : "$erased" ,\n"a":1.50}'),
    "in a text that was broken off": ('[{"to":"anna"},{"to":"ann', '[{"to":"$erased"},{"to":"ann'),
}


@pytest.mark.parametrize(("text", "expected"), BLANKED.values(), ids=BLANKED.keys())
def test_a_whole_value_is_blanked(text: str, expected: str) -> None:
    assert blank_ids(text, IDS) == expected
    assert blank_ids(expected, IDS) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"anna":1, "42" : 2}',
        '["joanna","anna ","Anna","dear anna","142",420,4.2,"https://shop.example/anna"]',
        '{"price":42.00,"text":"42 pieces: \\"anna\\""}',
        '"{broken anna"',
        '["\\ud800"]',
        '"anna',
        "",
        "no JSON: anna",
    ],
)
def test_names_of_members_and_parts_of_texts_are_no_mentions(text: str) -> None:
    assert blank_ids(text, IDS) == text


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 99) | st.text(max_size=4) | st.sampled_from(sorted(IDS)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


def put(value: Any) -> Any:
    """What blanking means, on values."""
    if isinstance(value, dict):
        return {name: put(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [put(inner) for inner in value]
    is_named = value in IDS or (type(value) is int and str(value) in IDS)
    return ERASED if is_named else value


@given(values, st.booleans())
def test_it_is_the_same_json_but_for_the_mentions(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert json.loads(blank_ids(text, IDS)) == put(value)
    if put(value) == value:
        assert blank_ids(text, IDS) == text


@given(st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=3), st.booleans())
def test_whoever_is_mentioned_is_found_by_a_word(ids: set[str], ascii_only: bool) -> None:
    for one in ids:
        text = json.dumps({"to": [one]}, ensure_ascii=ascii_only)
        assert not words_of([one]) or any(word in text for word in words_of(ids))


def test_an_id_of_nothing_but_signs_has_no_word() -> None:
    assert words_of(["", ":", "{} /"]) == frozenset()
    assert words_of(["anna maria"]) == {"maria"}
