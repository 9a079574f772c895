"""Profiles in SQL against the same operations applied one after the other."""

import json
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.build import Build
from tests.sql.drawn_updates import PROFILES, an_update, drawn, placed
from tests.sql.profile_fold import Update, fold, spelled

MODELS = [
    *("stg_profile_updates", "profile_changes", "profile_lists", "profile_objects"),
    *("profile_properties", "profiles"),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(an_update(), max_size=50))
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
