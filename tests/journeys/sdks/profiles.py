"""Updates of profiles that SDKs make in a visit, and the profiles that must come of them.

An update is [method, operand]; each driver knows its SDK's name for the method. A name that an expected
profile maps to None must not be in it.
"""

from collections.abc import Mapping
from typing import Any

Update = tuple[str, Any]
ITS_PROFILE = "its profile"
COUNTED = "answer lost: +1 in a profile"
"""Names under which the tests note what they saw of profiles."""

PROFILE_UPDATES: list[Update] = [
    ("increment", {"orders": 1}),
    ("set", {"plan": "gold", "city_of_birth": "Como"}),
    ("set_once", {"plan": "silver"}),
    ("union", {"sizes": ["M", "L"]}),
]
"""`increment` is the first: a fault at the first request hits the one update that twice is not once."""
PROFILE = {"plan": "gold", "city_of_birth": "Como", "orders": 1, "sizes": ["M", "L"]}
TRAITS = {"plan": "gold", "city_of_birth": "Como"}
"""What the SDKs give that know no operations but to set."""

EVERY_PEOPLE_UPDATE: list[Update] = [
    ("set", {"plan": "silver", "old_address": "Via Roma 1", "city_of_birth": "Como"}),
    ("set_once", {"plan": "gold", "first_shop": "Lecco"}),
    ("increment", {"orders": 5}),
    ("increment", {"orders": -2}),
    ("append", {"visited": "Como"}),
    ("append", {"visited": "Como"}),
    ("append", {"visited": "Lecco"}),
    ("union", {"sizes": ["M", "L"]}),
    ("union", {"sizes": ["L", "S"]}),
    ("remove", {"sizes": "M"}),
    ("unset", "old_address"),
    ("set", {"plan": "gold"}),
]
"""More than ten, and the order counts: of updates in one body too."""
EVERY_PEOPLE_PROFILE = {
    "plan": "gold",
    "old_address": None,
    "city_of_birth": "Como",
    "first_shop": "Lecco",
    "orders": 3,
    "visited": ["Como", "Como", "Lecco"],
    "sizes": ["L", "S"],
}
CHARGE = 59.9
GROUP_KEY = "company"
EVERY_GROUP_UPDATE: list[Update] = [
    ("set", {"industry": "retail", "old_address": "Via Roma 1"}),
    ("set_once", {"industry": "fashion", "founded": 1998}),
    ("union", {"brands": ["Lario", "Resegone"]}),
    ("remove", {"brands": "Lario"}),
    ("unset", "old_address"),
]
EVERY_GROUP_PROFILE = {
    "industry": "retail",
    "old_address": None,
    "founded": 1998,
    "brands": ["Resegone"],
}
GROUP_TRAITS = {"industry": "retail", "founded": 1998}


def assert_holds(profile: Mapping[str, Any] | None, expected: Mapping[str, Any]) -> None:
    """A profile has what is expected; SDKs of browsers tell more of their own accord."""
    assert profile is not None
    found = {name: profile.get(name) for name in expected}
    assert found == expected
