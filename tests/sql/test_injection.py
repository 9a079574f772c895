"""No text of a question changes a statement: the same tree, but for its literals."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.tokens import TokenType
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_conditions import (
    AnyOf,
    Did,
    DidFirst,
    DidInOrder,
    DidNot,
    HasProfile,
    ReachedStep,
)
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed, Exclusion
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_places import KpiPlace
from tally.domain.reports.kpi_question import KpiDays
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.metric import Metric
from tally.domain.reports.of_cohorts import OfCohort
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.domain.reports.sessions import Sessions
from tally.domain.reports.written import kinds as written
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.statements import bind_question

DAYS = date(2026, 5, 4), date(2026, 5, 5)
CLOCK = ShopClock("Europe/Rome")
TEXTS = 6
"""As many as a question takes: an event's name, its property with a value, and three names more."""


def an_event(texts: list[str]) -> AskedEvent:
    name, prop, value, *_ = texts
    alternatives = Condition(prop, Operator.IS, (value, texts[4]))
    return AskedEvent(
        name, (alternatives, Condition(texts[3], Operator.IS_NOT, (name,)), Condition(prop, Operator.IS_SET))
    )


def a_funnel(texts: list[str]) -> Funnel:
    return Funnel(
        (an_event(texts), AskedEvent("Order Completed")),
        *DAYS,
        hold=(texts[1], texts[5]),
        exclusion=Exclusion((AskedEvent(texts[5]),), 1, 2),
        breakdown=Attributed(texts[3], 1),
        filter=(Attributed(texts[4]), Condition(texts[4], Operator.IS, (texts[5],))),
        sum=texts[2],
    )


def a_cohort(texts: list[str]) -> Cohort:
    event, other = an_event(texts), AskedEvent(texts[5])
    profile = HasProfile(Condition(texts[1], Operator.IS, (texts[2],)))
    steps = (event, other)
    either = AnyOf(((Did(event), profile), (ReachedStep(steps, 1, is_no_further=True),)))
    return Cohort((DidNot(other), DidFirst(event), DidInOrder(steps), profile, either))


KINDS: dict[str, Callable[[list[str]], Question]] = {
    "insights": lambda texts: Insights(
        (Metric("sum", an_event(texts), texts[5]),), *DAYS, CLOCK, breakdown=texts[3]
    ),
    "funnel": a_funnel,
    "dropped persons": lambda texts: DroppedPersons(a_funnel(texts), 1),
    "retention": lambda texts: Retention(
        an_event(texts),
        AskedEvent(texts[5]),
        *DAYS,
        datetime(2026, 6, 1, tzinfo=UTC),
        CLOCK,
        match=texts[3],
        value=texts[4],
    ),
    "cohort": lambda texts: CohortMembers(a_cohort(texts), DAYS[0]),
    "sizes": lambda texts: CohortSizes(a_cohort(texts), DAYS),
    "of a cohort": lambda texts: OfCohort(
        Sessions(*DAYS, properties=tuple(texts)), CohortMembers(a_cohort(texts), DAYS[0])
    ),
    "flows": lambda texts: Flows(
        an_event(texts), *DAYS, before=1, hidden=tuple(texts[3:]), expanded=((texts[1], texts[2]),)
    ),
    "sessions": lambda texts: Sessions(*DAYS, properties=tuple(texts)),
    "kpis": lambda texts: KpiDays(
        first=DAYS[0], last=DAYS[1], place=KpiPlace(platform=texts[0], country=texts[1])
    ),
    "KPIs of a range": lambda texts: KpiRange(
        first=DAYS[0],
        last=DAYS[1],
        place=KpiPlace(region=texts[2]),
        as_of=datetime(2026, 6, 1, tzinfo=UTC),
        ends_at=CLOCK.day(DAYS[1]).ends_at,
        last_counted=DAYS[1],
    ),
}

PLAIN = [f"plain {letter}" for letter in "abcdef"]
EVIL = [
    "'; drop table person_events; --",
    "\\' or 1=1 /*",
    '"] is not null -- $["',
    "*/ :read_first :events ${x} {{y}}",
    "') union select person from people -- \u2019\u02bc\uff07",
    "\n\t'' \x1f \U0001f6cd [a=b|c] \u202e",
]


@cache
def statement_tree(kind: str) -> exp.Expression:
    return _without_literals(KINDS[kind](PLAIN))


@cache
def tokens_of_plain(kind: str) -> list[tuple[TokenType, str]]:
    return _tokens(KINDS[kind](PLAIN))


@pytest.mark.parametrize("kind", KINDS)
def test_evil_texts_leave_the_tree_as_it_is(kind: str) -> None:
    for texts in (EVIL, EVIL[::-1]):
        assert _without_literals(KINDS[kind](texts)) == statement_tree(kind)


PIECES = st.sampled_from(
    ["'", "''", '"', "\\", "--", "/*", "*/", ";", "\n", ":events", "]", "[", "|", ")", "$"]
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
ANY_TEXT = st.lists(PIECES | LETTERS, min_size=1, max_size=8).map("".join).map(lambda text: f"~{text}")
"""Not by chance the name of a column, of any event or of a profile's property, which are other SQL."""


@settings(max_examples=8, deadline=None)
@given(st.lists(ANY_TEXT, min_size=TEXTS, max_size=TEXTS, unique=True))
def test_any_texts_leave_the_words_as_they_are(texts: list[str]) -> None:
    for kind, ask in KINDS.items():
        assert _tokens(ask(texts)) == tokens_of_plain(kind)


def test_it_would_notice() -> None:
    bare = f"select event_name from events where event_name = '{EVIL[0]}'"
    plain = bare.replace(EVIL[0], "plain")
    assert _types(bare) != _types(plain)


def test_each_kind_of_report_is_tried() -> None:
    assert written.KINDS.keys() <= KINDS.keys()


def _tokens(question: Question) -> list[tuple[TokenType, str]]:
    """What the statement is made of, texts left out."""
    return [
        (token.token_type, "" if token.token_type is TokenType.STRING else token.text)
        for token in sqlglot.tokenize(bind_question(question), "trino")
    ]


def _types(statement: str) -> list[TokenType]:
    return [token.token_type for token in sqlglot.tokenize(statement, "trino")]


def _without_literals(question: Question) -> exp.Expression:
    (tree,) = sqlglot.parse(bind_question(question), "trino")
    assert tree is not None
    return tree.transform(lambda node: exp.Literal.string("") if _is_text(node) else node)


def _is_text(node: exp.Expression) -> bool:
    # A path is a text in the statement; sqlglot reads what stands in it.
    return isinstance(node, exp.JSONPath) or (isinstance(node, exp.Literal) and bool(node.is_string))
