"""Each kind of answer is one sentence that says what its rows say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import Insights
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Criteria, PeriodMode
from tally.domain.sentences.report_sentence import tell_report
from tally.domain.words.words import Words

from tests.reports.example_questions import (
    EXAMPLES,
    FIRST,
    FUNNEL,
    INSIGHTS,
    LAST,
    RETENTION,
    SIZES,
    VIEWED,
    Example,
)

PLAIN = str.maketrans({"\u202f": " ", "\u2019": "'", "\u2212": "-"})
"""So that the sentences below can be read; tests/unit/domain/words has the signs that are printed."""
TODAY = date(2026, 3, 4)
THREE = replace(FUNNEL, steps=(VIEWED, *FUNNEL.steps), breakdown=None, sum=None)
BY_PLATFORM = replace(FUNNEL, breakdown=Attributed("platform", 1), sum=None)
ONE_NUMBER = replace(INSIGHTS, interval=None, comparison=None, breakdown=None)
BY_COUPON = replace(INSIGHTS, interval=None, comparison=None)
BY_DAY = replace(INSIGHTS, interval=Interval.DAY, comparison=None, breakdown=None)
DAYS_ACTIVE = replace(
    RETENTION,
    criteria=Criteria.ACTIVE_DAYS,
    unit=CalendarUnit.WEEK,
    mode=PeriodMode.CALENDAR,
    value=None,
    periods=3,
)
NOTHING: list[dict[str, Any]] = []


def reached(*counts: int, segment: str | None = None) -> list[dict[str, Any]]:
    return [
        {"segment": segment, "step": step, "reached": count} for step, count in enumerate(counts, start=1)
    ]


def measured(question: Insights, *values: float, segment: str | None = None) -> list[dict[str, Any]]:
    return [
        {"metric": 0, "span_number": span.number, "segment": segment, "value": value, "left_out": 0}
        for span, value in zip(question.spans, values, strict=True)
    ]


def tell(question: Question, rows: Sequence[dict[str, Any]], language: str) -> str:
    judged = EventsVerdict(Verdict.AUDITED, "all agree")
    answer = ChartedAnswer(Example(question, rows).answer, judged, (), TODAY, Words(language))
    return tell_report(question, answer).translate(PLAIN)


CASES: list[tuple[Question, list[dict[str, Any]], str, str]] = [
    (
        THREE,
        reached(1_815, 900, 425),
        "Of 1,815 persons with Product Viewed, 425 came to Order Completed (23.4%); most leave between "
        "Product Viewed and Product Viewed.",
        "1 815 personnes avec Product Viewed, dont 425 jusqu'à Order Completed (23,4 %) ; "
        "la plus forte perte est entre Product Viewed et Product Viewed.",
    ),
    (
        BY_PLATFORM,
        [*reached(10, 9, segment="web"), *reached(8, 2, segment="ios")],
        "Platform Web: 9 of 10 persons with Product Viewed came to Order Completed (90.0%); platform iOS: "
        "2 of 8 (25.0%).",
        "Plateforme Web : 10 personnes avec Product Viewed, dont 9 jusqu'à Order Completed (90,0 %) ; "
        "plateforme iOS : 2 sur 8 (25,0 %).",
    ),
    (
        BY_PLATFORM,
        reached(10, 9, segment="web"),
        "Platform Web: 9 of 10 persons with Product Viewed came to Order Completed (90.0%).",
        "Plateforme Web : 10 personnes avec Product Viewed, dont 9 jusqu'à Order Completed (90,0 %).",
    ),
    (
        BY_PLATFORM,
        [
            *reached(3, 1, segment="android"),
            *reached(10, 9, segment="web"),
            *reached(8, 2, segment="ios"),
            *reached(0, 0, segment="store"),
        ],
        "Platform Web: 9 of 10 persons with Product Viewed came to Order Completed (90.0%); platform iOS: "
        "2 of 8 (25.0%); platform Android: 1 of 3 (33.3%).",
        "Plateforme Web : 10 personnes avec Product Viewed, dont 9 jusqu'à Order Completed (90,0 %) ; "
        "plateforme iOS : 2 sur 8 (25,0 %) ; plateforme Android : 1 sur 3 (33,3 %).",
    ),
    *(
        (
            BY_PLATFORM,
            [each for n in range(3 + left) for each in reached(10 - n, 5, segment=f"kiosk-{n}")],
            "Platform kiosk-0: 5 of 10 persons with Product Viewed came to Order Completed (50.0%); "
            f"platform kiosk-1: 5 of 9 (55.6%); platform kiosk-2: 5 of 8 (62.5%); and {english}.",
            "Plateforme kiosk-0 : 10 personnes avec Product Viewed, dont 5 jusqu'à Order Completed "
            f"(50,0 %) ; plateforme kiosk-1 : 5 sur 9 (55,6 %) ; plateforme kiosk-2 : 5 sur 8 "
            f"(62,5 %) ; et {french}.",
        )
        for left, english, french in (
            (1, "1 more segment", "1 autre segment"),
            (4, "4 more segments", "4 autres segments"),
        )
    ),
    (
        replace(THREE, breakdown=Attributed("platform", 1)),
        [*reached(10, 9, 8, segment="web"), *reached(8, 2, 2, segment="ios")],
        "Platform Web: 8 of 10 persons with Product Viewed came to Order Completed (80.0%); platform iOS: "
        "2 of 8 (25.0%); most leave between Product Viewed and Product Viewed (platform iOS).",
        "Plateforme Web : 10 personnes avec Product Viewed, dont 8 jusqu'à Order Completed (80,0 %) ; "
        "plateforme iOS : 2 sur 8 (25,0 %) ; "
        "la plus forte perte est entre Product Viewed et Product Viewed (plateforme iOS).",
    ),
    (
        THREE,
        NOTHING,
        "Nobody took the first step, Product Viewed, from 26 February to 3 March 2026.",
        "Personne n'a fait la première étape, Product Viewed, du 26 février au 3 mars 2026.",
    ),
    (
        ONE_NUMBER,
        measured(ONE_NUMBER, 15.5),
        "Order Completed: sum of revenue: 15.50 from 26 February to 3 March 2026.",
        "Order Completed : somme de revenue : 15,50 du 26 février au 3 mars 2026.",
    ),
    (
        BY_COUPON,
        [*measured(BY_COUPON, 7, segment="SPRING"), *measured(BY_COUPON, 9)],
        "Order Completed: sum of revenue: most at (not set), 9, then SPRING, 7, from 26 February to 3 March "
        "2026.",
        "Order Completed : somme de revenue : le plus pour (non renseigné), 9, puis SPRING, 7, "
        "du 26 février au 3 mars 2026.",
    ),
    (
        BY_COUPON,
        [each for n in range(5) for each in measured(BY_COUPON, 9 - n, segment=f"C{n}")],
        "Order Completed: sum of revenue: most at C0, 9, then C1, 8, then C2, 7, and 2 more segments, "
        "from 26 February to 3 March 2026.",
        "Order Completed : somme de revenue : le plus pour C0, 9, puis C1, 8, puis C2, 7, et 2 autres "
        "segments, du 26 février au 3 mars 2026.",
    ),
    (
        replace(BY_DAY, breakdown="platform"),
        [
            *measured(BY_DAY, 1, 2, 3, 4, 8, 6, segment="ios"),
            *measured(BY_DAY, 1, 2, 3, 4, 8, 7, segment="web"),
        ],
        "Order Completed: sum of revenue: most at Web, 7, then iOS, 6, in the last whole day (3 March 2026).",
        "Order Completed : somme de revenue : le plus pour Web, 7, puis iOS, 6, pour le jour complet le plus "
        "récent (3 mars 2026).",
    ),
    (
        BY_DAY,
        measured(BY_DAY, 1, 2, 3, 4, 8, 6),
        "Order Completed: sum of revenue: 6 in the last whole day (3 March 2026), -25.0% against the one "
        "before.",
        "Order Completed : somme de revenue : 6 pour le jour complet le plus récent (3 mars "
        "2026), -25,0 % par rapport à la période d'avant.",
    ),
    (
        RETENTION,
        [
            {"cohort": 0, "period": period, "born": 10, "persons": 5 - period, "amount": 0}
            for period in (0, 1)
        ],
        "40.0% did Order Completed 1 day after Product Viewed, 0.0% 4 days after.",
        "40,0 % ont fait Order Completed 1 jour après Product Viewed, 0,0 % 4 jours après.",
    ),
    (
        RETENTION,
        NOTHING,
        "No period after Product Viewed is over yet.",
        "Aucune période après Product Viewed n'est encore terminée.",
    ),
    (
        SIZES,
        [{"as_of": FIRST, "persons": 3}, {"as_of": LAST, "persons": 1}],
        "1 person belongs to the cohort at the end of 3 March 2026, 3 at the end of 26 February 2026.",
        "1 personne appartient à la cohorte à la fin du 3 mars 2026, contre 3 à la fin du 26 février 2026.",
    ),
]


@pytest.mark.parametrize(("question", "rows", "english", "french"), CASES)
def test_a_sentence(question: Question, rows: list[dict[str, Any]], english: str, french: str) -> None:
    assert [tell(question, rows, language) for language in ("en", "fr")] == [english, french]


SENTENCES = {
    "funnel of a cohort": "Coupon SPRING: 10 of 40 persons with Product Viewed came to Order Completed "
    "(25.0%); coupon (not set): 5 of 20 (25.0%).",
    "dropped persons": "1 person came to Product Viewed and no further.",
    "flows": "Right after Product Viewed most did Product Added (60.0%).",
    "sessions": "1 session from 26 February to 3 March 2026.",
    "cohort": "1 person belongs to the cohort at the end of 3 March 2026.",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_has_a_sentence(name: str) -> None:
    example = EXAMPLES[name]
    told = tell(example.question, example.rows, "en")
    assert told.endswith(".")
    assert told.count("{") == 0
    assert told == SENTENCES.get(name, told)
    assert tell(example.question, example.rows, "fr") != told


def test_a_day_that_is_not_over_is_no_whole_day() -> None:
    question = replace(BY_DAY, last=TODAY)
    told = tell(question, measured(question, 1, 2, 3, 4, 8, 6, 1), "en")
    assert "6 in the last whole day (3 March 2026)" in told


def test_days_active_are_counted() -> None:
    rows = [{"cohort": 0, "period": period, "born": 8, "persons": 4, "amount": 0} for period in range(4)]
    question = replace(DAYS_ACTIVE, first=date(2026, 2, 16), last=date(2026, 2, 22))
    assert tell(question, rows, "en") == "50.0% did Order Completed on at least 1 day of the week."
