"""Which of the keys that a request names counts."""

from tally.domain.collecting.write_key import KnownKey, find_known_key


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
