"""Profiles in SQL against the same operations applied one after the other."""

import json
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from tests.sql.build import Build
from tests.sql.drawn_updates import PROFILES, drawn, placed, some_updates
from tests.sql.profile_fold import Update, fold, spelled
from tests.sql.tables import check

MODELS = [
    *("stg_profile_updates", "profile_changes", "profile_lists", "profile_objects"),
    *("profile_properties", "profiles"),
]
EXAMPLES = 400 if settings.get_current_profile_name() == "full" else 20


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_updates(most=120))
def test_operations_come_to_what_they_come_to_one_by_one(updates: list[tuple[int, Update]]) -> None:
    build = Build({"profile_updates": drawn(updates)}, MODELS)
    stored = {
        (kind, group or "", profile): rest
        for kind, group, profile, *rest in build.rows(
            "select kind, group_key, profile_id, properties, first_update_at, last_update_at, last_seen_at"
            " from profiles"
        )
    }
    expected = {PROFILES[which]: fold(its) for which, its in placed(updates).items()}
    assert set(stored) == {profile for profile, folded in expected.items() if folded.made}
    for profile, (text, first, last, seen) in stored.items():
        folded = expected[profile]
        properties = json.loads(text, parse_float=Decimal)
        assert list(properties) == sorted(properties)
        assert spelled(properties) == spelled(folded.properties)
        assert (first, last) == (min(folded.times), max(folded.times))
        assert seen == max(folded.seen, default=None)


def test_of_two_profiles_with_one_key_the_first_is_kept() -> None:
    """A group's kind and id are joined by U+001F, which both may hold; two ids of one hash can be made."""
    check(
        "stg_profile_updates",
        """
        group_key | profile_id | position
        company   | 7          | 1
        company   | 7          | 3
        """,
        profile_updates="""
        update_id | dedup_key | kind  | group_key | profile_id | profile_key | occurred_at         | operation | property
        a         | 1         | group | company   | 7          | 1           | 2026-11-20 09:00:00 | $set      | n
        b         | 2         | group | comp      | any7       | 1           | 2026-11-20 09:00:01 | $set      | n
        c         | 3         | group | company   | 7          | 1           | 2026-11-20 09:00:02 | $unset    | n
        """,
    )
