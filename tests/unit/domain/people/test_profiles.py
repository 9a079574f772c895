"""Operations of a profile update, one by one and several together."""

from typing import Any

import pytest
from tally.domain.people.profiles import GROUP, PERSON, Profile, Step, steps_of, steps_of_traits, update_of

ANNA = Profile(PERSON, "anna")
ACME = Profile(GROUP, "acme", "company")


@pytest.mark.parametrize(
    ("update", "steps"),
    [
        ({"$set": {"plan": "gold", "age": 30}}, [Step("$set", "plan", "gold"), Step("$set", "age", 30)]),
        ({"$set_once": {"first": None}}, [Step("$set_once", "first", None)]),
        ({"$add": {"orders": -2}}, [Step("$add", "orders", -2)]),
        ({"$append": {"items": ["a", "b"]}}, [Step("$append", "items", ["a", "b"])]),
        (
            {"$union": {"items": ["a"], "tags": "b"}},
            [Step("$union", "items", ["a"]), Step("$union", "tags", ["b"])],
        ),
        ({"$remove": {"items": "a"}}, [Step("$remove", "items", "a")]),
        ({"$unset": ["plan", "age"]}, [Step("$unset", "plan"), Step("$unset", "age")]),
        ({"$delete": ""}, [Step("$delete")]),
        ({"$delete": None}, [Step("$delete")]),
        ({"$delete": "anna"}, [Step("$delete")]),
        ({"$merge": {"address": {"city": "Rome"}}}, [Step("$merge", "address", {"city": "Rome"})]),
        ({"$set": {}}, [Step("$set")]),
        ({"$unset": []}, [Step("$unset")]),
        ({"$set": None, "$add": {"a": 1}}, [Step("$add", "a", 1)]),
        ({"$token": "t", "$time": 1, "$ip": "0", "$distinct_id": "anna", "$latitude": 1}, []),
    ],
)
def test_an_operation_is_a_step_for_each_property(update: dict[str, Any], steps: list[Step]) -> None:
    assert steps_of(update) == steps


def test_several_operations_stay_in_the_order_they_stand() -> None:
    update = {"$unset": ["a"], "$token": "t", "$set": {"b": 1, "a": 2}, "$delete": None, "$add": {"c": 3}}
    assert [(step.operation, step.name) for step in steps_of(update)] == [
        ("$unset", "a"),
        ("$set", "b"),
        ("$set", "a"),
        ("$delete", None),
        ("$add", "c"),
    ]


def test_traits_are_set() -> None:
    assert steps_of_traits({"email": "a@b.c", "plan": None}) == [
        Step("$set", "email", "a@b.c"),
        Step("$set", "plan", None),
    ]


def test_null_is_a_value_and_nothing_is_none() -> None:
    assert Step("$set", "plan", None).has_value
    assert not Step("$unset", "plan").has_value
    assert not Step("$delete").has_value
    assert not Step("$set").has_value


@pytest.mark.parametrize("profile", [ANNA, ACME])
@pytest.mark.parametrize(
    "operations",
    [{"$set": {"a": 1, "b": None}, "$unset": ["c", "d"], "$delete": ""}, {"$set": {}}, {"$unset": []}],
)
def test_an_update_is_written_as_it_was_read(profile: Profile, operations: dict[str, Any]) -> None:
    update = update_of(profile, steps_of(operations))
    assert list(update.items())[-len(operations) :] == list(operations.items())
    assert ("$distinct_id" in update, "$group_id" in update) == (profile is ANNA, profile is ACME)


def test_profiles_that_share_an_id_have_keys_of_their_own() -> None:
    assert ANNA.key_text == "anna"
    profiles = [Profile(PERSON, "acme"), ACME, Profile(GROUP, "acme", "brand")]
    assert len({profile.key_text for profile in profiles}) == 3
    assert len({profile.identity("id-1") for profile in profiles}) == 3
