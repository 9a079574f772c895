"""Write keys are taken out of text, and nothing else is."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.plan.scrubbing import all_without_keys, without_keys

KEY = "k3yOfTheShop+/9999"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"event":"A","properties":{"token":"abc","a":1}}', '{"event":"A","properties":{"token":"","a":1}}'),
        ('{"$token" : "abc", "$set":{}}', '{"$token" : "", "$set":{}}'),
        ('{"writeKey":"abc"}', '{"writeKey":""}'),
        ('{"write_key":"a b","api_key":"c"}', '{"write_key":"","api_key":""}'),
        (r'{"body":"{\"token\":\"abc\",\"a\":1}"}', r'{"body":"{\"token\":\"\",\"a\":1}"}'),
        ('{"properties":{"token":"ab', '{"properties":{"token":"'),
        ("data=x&api_key=abc&ip=0", "data=x&api_key=&ip=0"),
        ("token=abc", "token="),
        ('{"token":7,"tokens":"many","my token":"mine"}', '{"token":7,"tokens":"many","my token":"mine"}'),
        ("basket=token=1", "basket=token=1"),
    ],
)
def test_members_and_parameters_that_name_a_key(text: str, left: str) -> None:
    assert without_keys(text.encode(), "") == left.encode()


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_key_itself_is_nowhere(before: str, after: str) -> None:
    text = f"{before}{KEY}{after}".encode("utf-8", "replace")
    assert KEY.encode() not in without_keys(text, KEY)


@given(st.binary(max_size=9), st.binary(max_size=9), st.booleans())
def test_nor_in_base64(before: bytes, after: bytes, in_urls: bool) -> None:
    encode = base64.urlsafe_b64encode if in_urls else base64.b64encode
    left = without_keys(b"data=" + encode(before + KEY.encode() + after), KEY)
    decode = base64.urlsafe_b64decode if in_urls else base64.b64decode
    decoded = decode(left.removeprefix(b"data="))
    assert KEY.encode()[1:-1] not in decoded
    assert (decoded.startswith(before), decoded.endswith(after)) == (True, True)


def test_a_short_key_stays_in_words() -> None:
    assert without_keys(b'{"event":"wkend"}', "wk") == b'{"event":"wkend"}'


@pytest.mark.parametrize("piece", ['"token":"', '\\\\"', '{"a":', '"', "\\", "token=", '"token" :  '])
def test_no_text_takes_long(piece: str) -> None:
    """Each of these was made to be slow; a quadratic search would take hours."""
    text = (piece * (4_000_000 // len(piece))).encode()
    assert len(without_keys(text, KEY)) <= len(text)


def test_json_stays_json() -> None:
    event = {"event": "A", "properties": {"token": KEY, "note": f"my key is {KEY}", "n": [1.0, "è"]}}
    left = json.loads(without_keys(json.dumps(event).encode(), KEY))
    assert left == {"event": "A", "properties": {"token": "", "note": "my key is ", "n": [1.0, "è"]}}


@given(
    st.lists(st.sampled_from(['"token":"', "writeKey", '"', "&token=", KEY, KEY[:9], KEY[9:], "\n", "x"])),
    st.sampled_from([KEY, "other-key", ""]),
)
def test_many_texts_are_treated_as_each_alone(pieces: list[str], key: str) -> None:
    texts = [piece.encode() for piece in pieces] + ["".join(pieces).encode()]
    assert all_without_keys(texts, [key]) == [without_keys(text, key) for text in texts]


def test_several_keys_at_once() -> None:
    texts = [b"a", KEY.encode() + b"b", b"other-key", b"c" + base64.b64encode(b"other-key")]
    assert all_without_keys(texts, {KEY, "other-key"}) == [b"a", b"b", b"", b"cAAAAAAAAAAAA"]
