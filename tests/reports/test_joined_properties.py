"""Properties of the person and the session behind an event, in whatever report."""

from typing import Any

import pytest

from tests.cli.fake_tally import run
from tests.reports.commands import REPORT_MODELS, NightTally, ask_rows

PROFILES = {"nora": {"tier": "gold", "visits": 7}, "otto": {"tier": "silver", "visits": 3}}
DAYS = "--from 2026-06-01 --to 2026-06-02"


def _event(name: str, time: str, person: str, **properties: Any) -> dict[str, Any]:
    return {"event": name, "time": f"2026-06-01T{time}Z", "user_id": person, "properties": properties}


EVENTS = [
    _event("Bike Viewed", "10:00:00", "nora", utm_source="mail", tier="of the event"),
    _event("Bike Viewed", "10:10:00", "nora"),
    _event("Ride Booked", "10:20:00", "nora", cost=30),
    _event("Bike Viewed", "10:00:00", "otto"),
    _event("Ride Booked", "15:00:00", "otto", cost=12),
    _event("Bike Viewed", "11:00:00", "pia"),
]


@pytest.fixture(scope="module")
def tally() -> NightTally:
    """With the saved cohorts `bookers` and `mailed`."""
    found = NightTally.of(EVENTS, "Europe/Berlin", PROFILES, REPORT_MODELS)
    for name, condition in {"bookers": "Ride Booked", "mailed": "*[session.utm_source=mail]"}.items():
        saved = run(found, "cohort", "--did", condition, "--save", name, "--written-by", "anna")
        assert saved.exit_code == 0, saved.output
    return found


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (
            '"Bike Viewed" --measure persons --by profile.tier',
            [("gold", 1), ("silver", 1), (None, 1)],
        ),
        ('"Bike Viewed" --by session.utm_source', [("mail", 2), (None, 2)]),
        ('"Bike Viewed" --by session.product_views', [("0", 4)]),
        ('"Bike Viewed[profile.tier=gold]" --by tier', [("of the event", 1), (None, 1)]),
        ('"Bike Viewed[profile.visits>=5]" --by session.events', [("3", 2)]),
        ('"Bike Viewed[!profile.tier]" --by session.utm_source', [(None, 1)]),
        (
            '"Ride Booked" --measure sum --property profile.visits --by session.utm_medium',
            [(None, 10)],
        ),
        (
            '"Ride Booked" --measure persons --by profile.tier '
            '--cohort "did Bike Viewed[session.utm_source=mail]"',
            [("gold", 1)],
        ),
        ('"Bike Viewed" --measure persons --by cohort.bookers', [("in", 2), ("out", 1)]),
        ('"Bike Viewed[cohort.mailed=out]" --by cohort.bookers', [("in", 1), ("out", 1)]),
        ('"Bike Viewed[cohort.mailed=out]" --by profile.tier --cohort bookers', [("silver", 1)]),
        ('"Bike Viewed" --by cohort.bookers --cohort-as-of 2026-05-31', [("out", 4)]),
    ],
)
def test_insights(tally: NightTally, words: str, rows: list[tuple[str | None, float]]) -> None:
    answered = ask_rows(tally, f"tally insights {words} {DAYS}")
    assert [(row["segment"], row["value"]) for row in answered] == rows


def test_a_funnel_by_profile_and_of_a_session(tally: NightTally) -> None:
    steps = '"Bike Viewed" "Ride Booked[session.utm_source=mail]"'
    answered = ask_rows(tally, f"tally funnel {steps} --by profile.tier --window 1d {DAYS}")
    reached = [(row["segment"], row["step"], row["reached"]) for row in answered]
    assert reached == [
        ("gold", 1, 1),
        ("gold", 2, 1),
        ("silver", 1, 1),
        ("silver", 2, 0),
        (None, 1, 1),
        (None, 2, 0),
    ]


def test_retention_of_a_birth_by_profile(tally: NightTally) -> None:
    births = '--birth "Bike Viewed[profile.tier=silver]" --return "Ride Booked"'
    answered = ask_rows(tally, f"tally retention {births} --periods 0 {DAYS}")
    assert (answered[0]["born"], answered[0]["persons"]) == (1, 1)


def test_a_cohort_of_what_its_sessions_were(tally: NightTally) -> None:
    asked = 'tally cohort --sequence "Bike Viewed[session.utm_source=mail]; Ride Booked[profile.tier=gold]"'
    assert ask_rows(tally, f"{asked} --as-of 2026-06-02") == [{"person": "nora"}]


def test_what_a_session_does_not_have_is_told(tally: NightTally) -> None:
    answer = run(tally, "insights", "Bike Viewed", "--by", "session.colour")
    assert answer.exit_code != 0
    assert "A session has no 'colour': it has country, duration_s, entry_url" in answer.output


def test_a_funnel_by_cohort(tally: NightTally) -> None:
    answered = ask_rows(
        tally, f'tally funnel "Bike Viewed" "Ride Booked" --by cohort.mailed --window 1d {DAYS}'
    )
    assert [(row["segment"], row["step"], row["reached"]) for row in answered] == [
        ("in", 1, 1),
        ("in", 2, 1),
        ("out", 1, 2),
        ("out", 2, 1),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["insights", "Bike Viewed", "--by", "cohort.nobody"], "no cohort is named nobody"),
        (["cohort", "--did", "A[cohort.bookers=in]"], "not at another cohort"),
    ],
)
def test_what_no_cohort_can_be_is_told(tally: NightTally, words: list[str], told: str) -> None:
    answer = run(tally, *words)
    assert answer.exit_code == 2
    assert told in answer.output
