"""Which of the keys that a request names counts."""

import base64

import pytest
from tally.domain.collecting.write_key import KnownKey, explain_refusal, find_known_key

from tests.collecting import KEY, FakeWriteKeys, a_request


def test_the_first_known_key_counts_and_names_its_source() -> None:
    sources = {"wk_b": "shop", "wk_c": "app"}
    assert find_known_key([None, "", "wk_a", "wk_b", "wk_c"], sources.get) == KnownKey("shop", "wk_b")
    assert find_known_key(["wk_a"], sources.get) is None


def test_no_more_keys_are_asked_for_than_needed() -> None:
    asked = []

    def source_of(key: str) -> str:
        asked.append(key)
        return "shop"

    find_known_key(["wk_a", "wk_b"], source_of)
    assert asked == ["wk_a"]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("headers", "query", "place"),
    [
        ({"authorization": f"Bearer {KEY}"}, "", "Bearer token"),
        ({"authorization": f"Token  {KEY}"}, "", "Token token"),
        ({"authorization": KEY}, "", "Authorization header without a scheme"),
        ({"authorization": f"Basic {encoded(f'user:{KEY}')}"}, "", "Basic password"),
        ({"authorization": f"Basic {encoded(f':{KEY}')}"}, "", "Basic password"),
        ({"x-api-key": KEY}, "", "header x-api-key"),
        ({}, f"a=b&token={KEY}", "query parameter token"),
    ],
)
def test_a_known_key_in_a_wrong_place_is_named_by_its_place(
    headers: dict[str, str], query: str, place: str
) -> None:
    sentence = explain_refusal(a_request(headers=headers, query=query), FakeWriteKeys().source_of)
    wanted = "send it as Basic user name or as the query parameter write_key"
    assert sentence == f"the write key came as {place}: {wanted}"


NO_KEY = "no write key came: send it as Basic user name or as the query parameter write_key"
UNKNOWN = "this write key is unknown: it is none of this Tally's, or it was revoked"


@pytest.mark.parametrize(
    ("authorization", "told"),
    [
        ("", NO_KEY),
        ("Bearer", NO_KEY),
        ("Bearer wk_other", NO_KEY),
        ("Basic", NO_KEY),
        ("Basic %%", NO_KEY),
        (f"Basic {encoded(':b')}", NO_KEY),
        (f"Basic {encoded('a:b')}", UNKNOWN),
    ],
)
def test_a_key_that_is_none_is_told_from_no_key(authorization: str, told: str) -> None:
    request = a_request(headers={"authorization": authorization}, query="key=wk_other")
    assert explain_refusal(request, FakeWriteKeys().source_of) == told


def test_a_body_may_have_named_it() -> None:
    request = a_request(headers={}, query="")
    assert explain_refusal(request, FakeWriteKeys().source_of, body_names_key=True) == UNKNOWN
