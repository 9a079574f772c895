"""Reports over HTTP: kept answers, ids of long ones, roles and limits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tally.domain.answering.asked_report import AskedReport, TablesRead, Ticket
from tally.domain.answering.caller import Caller
from tally.domain.answering.limits import Limits
from tally.domain.answering.refusals import Busy, NoSuchAnswer, NotAllowed, StatementFailed, TooMuch
from tally.domain.errors import BadQuestion, PermanentFailure, TallyError, TemporaryFailure
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.settings.setting import SettingAddress
from tally.ports.answering import QueryState
from tally.use_cases.find_cohort import FindCohort

from tests.answering import AUDITED, GIBIBYTE, Asking, caller
from tests.settings import ONCE, TWICE, MemorySettings, writer

FUNNEL = {"steps": ["Product Viewed", "Order Completed"]}
RETENTION = {"birth": "A", "return": "B"}
PERSONS = {"did": ["Order Completed"]}


def views(number: int) -> dict[str, Any]:
    return {"event": f"Event {number}"}


def test_an_answer_says_what_it_is_of() -> None:
    asking = Asking()
    served = asking.serve.ask(caller(), "funnel", {**FUNNEL, "last": "2d"})
    assert served["days"] == {"first": "2026-05-09", "last": "2026-05-10"}
    assert (served["build"], served["answered_at"]) == ("b1", "2026-05-10T12:30:00Z")
    assert [(row["name"], row["reached"]) for row in served["rows"]] == [
        ("Product Viewed", 0),
        ("Order Completed", 0),
    ]
    assert served["verdict"]["verdict"] == "unaudited"
    assert (served["is_kept"], served["scanned_bytes"]) == (False, 2 * GIBIBYTE)
    assert served["sql"].startswith("with ")


def test_asked_again_it_is_the_kept_one_for_everybody_and_however_it_is_written() -> None:
    asking = Asking()
    first = asking.serve.ask(caller(), "funnel", {**FUNNEL, "from": "2026-05-09", "window": "24h"})
    asking.now += timedelta(minutes=20)
    otherwise = {**FUNNEL, "last": "2d", "window": "1d"}
    again = asking.serve.ask(caller("ben"), "funnel", otherwise)
    assert again == {**first, "asked": otherwise, "is_kept": True}
    assert len(asking.queries.started) == 2


def ask_slowly(asking: Asking, name: str) -> str:
    """The id of a question that runs."""
    asking.queries.is_slow = True
    served = asking.serve.ask(caller(name), "funnel", FUNNEL)
    assert served["state"] == "running"
    return str(served["id"])


def test_a_question_ends_when_nobody_waits_for_it_any_more() -> None:
    asking = Asking(limits=Limits(wait_s=0))
    answer_id = ask_slowly(asking, "ada")
    assert ask_slowly(asking, "ben") == answer_id
    asking.serve.cancel(caller("ada"), answer_id)
    assert asking.queries.stopped == set()
    with pytest.raises(NoSuchAnswer, match="of yours"):
        asking.serve.cancel(caller("ada"), answer_id)
    asking.serve.cancel(caller("ben"), answer_id)
    assert asking.queries.stopped == set(asking.queries.started)
    with pytest.raises(NoSuchAnswer):
        asking.serve.look(caller("ben"), answer_id)


def test_in_its_first_seconds_a_question_is_ended_by_the_id_that_a_short_wait_gives() -> None:
    asking = Asking()
    asking.queries.is_slow = True
    served = asking.serve.ask(caller("ada"), "funnel", FUNNEL, wait_s=0)
    assert (served["state"], asking.slept) == ("running", [])
    asking.serve.cancel(caller("ada"), served["id"])
    assert asking.queries.stopped == set(asking.queries.started)


def test_who_waits_since_a_moment_keeps_the_question_of_who_cancels() -> None:
    asking = Asking()
    answer_id = ask_slowly(asking, "ada")
    cancelled: list[str] = []

    def cancel_once(_seconds: float) -> None:
        """While Ben's first question is waited for."""
        if not cancelled:
            asking.serve.cancel(caller("ada"), answer_id)
            cancelled.append(answer_id)
            asking.queries.running -= set(asking.queries.started)

    bens = replace(asking.serve, pause=cancel_once)
    assert bens.ask(caller("ben"), "funnel", FUNNEL)["state"] == "answered"
    assert (cancelled, asking.queries.stopped) == ([answer_id], set())


def test_who_comes_while_a_question_is_taken_away_keeps_it() -> None:
    asking = Asking(limits=Limits(wait_s=0))
    answer_id = ask_slowly(asking, "ada")
    drop = asking.answers.drop

    def join_and_drop(ticket: Ticket) -> None:
        asking.answers.join(ticket.id, caller("ben").key)
        drop(ticket)

    asking.answers.drop = join_and_drop  # type: ignore[method-assign]
    asking.serve.cancel(caller("ada"), answer_id)
    assert asking.queries.stopped == set()
    assert asking.serve.look(caller("ben"), answer_id)["state"] == "running"


def test_who_was_refused_does_not_wait() -> None:
    asking = Asking(limits=Limits(running_in_all=0))
    with pytest.raises(Busy):
        asking.serve.ask(caller(), "funnel", FUNNEL)
    assert asking.answers.waiting == set()


def test_a_look_waits_as_long_as_it_is_told_to() -> None:
    asking = Asking(limits=Limits(wait_s=2))
    answer_id = ask_slowly(asking, "ada")
    asking.slept.clear()
    asking.serve.look(caller("ada"), answer_id, wait_s=60)
    assert 2 <= sum(asking.slept) < 4


def test_what_a_cancelled_question_has_read_is_counted_and_it_can_be_asked_anew() -> None:
    asking = Asking(limits=Limits(wait_s=0))
    asking.serve.cancel(caller(), ask_slowly(asking, "ada"))
    asking.queries.is_slow = False
    assert asking.serve.ask(caller(), "funnel", FUNNEL)["state"] == "answered"
    assert asking.ledger.total(caller().key, asking.now.date()) == 4 * GIBIBYTE


@pytest.mark.parametrize("answer_id", ["../kept/x", "0" * 32])
def test_only_who_waits_cancels(answer_id: str) -> None:
    asking = Asking(limits=Limits(wait_s=0))
    ask_slowly(asking, "ada")
    with pytest.raises(NoSuchAnswer):
        asking.serve.cancel(caller("ben"), answer_id)
    assert asking.queries.stopped == set()


OTHER = {
    "a build": lambda asking: setattr(asking, "build", "b2"),
    "a commit of events": lambda asking: setattr(asking, "lake", "00002.json"),
    "an hour, as of now": lambda asking: setattr(asking, "now", asking.now + timedelta(hours=1)),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER.keys())
def test_of_other_tables_or_another_hour_it_is_asked_anew(change: Any) -> None:
    asking = Asking()
    asking.serve.ask(caller(), "retention", RETENTION)
    change(asking)
    assert asking.serve.ask(caller(), "retention", RETENTION)["is_kept"] is False


def test_a_long_one_is_answered_by_its_id() -> None:
    asking = Asking()
    asking.queries.is_slow = True
    served = asking.serve.ask(caller(), "funnel", FUNNEL)
    assert served == {"id": served["id"], "state": "running"}
    assert sum(asking.slept) >= 2
    # Who asks the same meanwhile waits for the same statements.
    assert asking.serve.ask(caller("ben"), "funnel", FUNNEL) == served
    asking.slept.clear()
    assert (asking.serve.look(caller("ben"), served["id"]), asking.slept) == (served, [])
    asking.queries.running.clear()
    assert asking.serve.look(caller("ben"), served["id"])["state"] == "answered"
    assert asking.serve.look(caller(), served["id"])["is_kept"] is True
    assert len(asking.queries.started) == 2


def test_another_id_has_no_answer() -> None:
    for answer_id in ("0" * 32, "../../secrets", ""):
        with pytest.raises(NoSuchAnswer):
            Asking().serve.look(caller(), answer_id)


def test_without_a_role_nothing_is_answered() -> None:
    asking = Asking()
    for ask in (
        lambda: asking.serve.ask(Caller("eve", frozenset({"visitors"})), "funnel", FUNNEL),
        lambda: asking.serve.look(Caller("eve", frozenset()), "0" * 32),
    ):
        with pytest.raises(NotAllowed):
            ask()
    assert asking.queries.started == {}


@pytest.mark.parametrize(
    "name", ["email", "$email:first", "profile.Phone Number", "profile.first_name:step 2"]
)
def test_segments_that_name_persons_are_persons(name: str) -> None:
    asking = Asking()
    with pytest.raises(NotAllowed):
        asking.serve.ask(caller(), "funnel", {**FUNNEL, "by": name})
    asking.serve.ask(caller("cem", "administrators"), "funnel", {**FUNNEL, "by": name})
    assert asking.answers.kept == {}
    assert asking.serve.ask(caller(), "funnel", {**FUNNEL, "by": "profile.tier"})["state"] == "answered"


@pytest.mark.parametrize(("kind", "asked"), [("cohort", PERSONS), ("funnel", {**FUNNEL, "persons": 1})])
def test_persons_are_for_some_roles_and_never_kept(kind: str, asked: dict[str, Any]) -> None:
    asking = Asking(lambda sql: [AUDITED] if "unwitnessed_events" in sql else [{"person": "ana"}])
    with pytest.raises(NotAllowed, match="are for administrators: ask for their number"):
        asking.serve.ask(caller("ada", "everybody", "executives"), kind, asked)
    assert asking.queries.started == {}
    chief = caller("cem", "administrators")
    assert asking.serve.ask(chief, kind, asked)["rows"] == [{"person": "ana"}]
    assert (asking.answers.kept, asking.answers.running, asking.answers.ended) == ({}, {}, {})
    assert asking.serve.ask(chief, kind, asked)["is_kept"] is False


def test_a_list_of_persons_is_of_who_asked() -> None:
    asking = Asking()
    asking.queries.is_slow = True
    served = asking.serve.ask(caller("cem", "administrators"), "cohort", PERSONS)
    asking.queries.running.clear()
    with pytest.raises(NoSuchAnswer):
        asking.serve.look(caller("dan", "administrators"), served["id"])
    with pytest.raises(NotAllowed):
        asking.serve.look(caller("cem", "executives"), served["id"])
    assert asking.serve.look(caller("cem", "administrators"), served["id"])["rows"] == []


def test_so_many_run_for_one_and_for_all() -> None:
    asking = Asking(limits=Limits(running_each=2, running_in_all=3, wait_s=0))
    asking.queries.is_slow = True
    for number in range(2):
        asking.serve.ask(caller(), "insights", views(number))
    with pytest.raises(Busy, match="As many questions of yours as may are running") as refused:
        asking.serve.ask(caller(), "insights", views(2))
    assert refused.value.after_s == 5
    asking.serve.ask(caller("ben"), "insights", views(3))
    with pytest.raises(Busy, match="As many questions as may are running"):
        asking.serve.ask(caller("cem"), "insights", views(4))
    # One that ended makes room, although nobody has read its answer.
    asking.queries.running -= {"q0", "q1"}
    assert asking.serve.ask(caller("cem"), "insights", views(4))["state"] == "running"


def test_bytes_of_a_day_have_a_limit_whoever_reads_the_answer() -> None:
    asking = Asking(limits=Limits(bytes_each_day=4 * GIBIBYTE, wait_s=0))
    asking.queries.is_slow = True
    for number in range(2):
        asking.serve.ask(caller(), "insights", views(number))
    asking.queries.running.clear()
    with pytest.raises(Busy, match="have read 4 GiB, which is the limit of a day") as refused:
        asking.serve.ask(caller(), "insights", views(2))
    assert refused.value.after_s == 9 * 3600 + 1800  # to the shop's midnight, 22:00 UTC
    asking.queries.is_slow = False
    assert asking.serve.ask(caller("ben"), "insights", views(3))["state"] == "answered"
    asking.now += timedelta(days=1)
    assert asking.serve.ask(caller(), "insights", views(2))["state"] == "answered"


def test_what_is_kept_costs_nothing() -> None:
    asking = Asking(limits=Limits(bytes_each_day=2 * GIBIBYTE))
    asking.serve.ask(caller(), "insights", views(1))
    with pytest.raises(Busy):
        asking.serve.ask(caller(), "insights", views(2))
    assert asking.serve.ask(caller(), "insights", views(1))["is_kept"] is True


def test_more_rows_than_may_be_are_told() -> None:
    rows = [{"person": str(number)} for number in range(3)]
    asking = Asking(lambda sql: rows, limits=replace(Limits(), rows=2))
    with pytest.raises(TooMuch):
        asking.serve.ask(caller("cem", "administrators"), "cohort", PERSONS)


def test_a_limit_beyond_the_rows_given_is_refused_before_anything_is_read() -> None:
    asking, chief = Asking(), caller("cem", "administrators")
    with pytest.raises(TooMuch, match="At most 10,000 rows are given: ask for a limit up to that"):
        asking.serve.ask(chief, "sessions", {"limit": 10_001})
    assert asking.queries.started == {}
    assert asking.serve.ask(chief, "sessions", {"limit": 10_000})["state"] == "answered"


def test_rows_that_are_made_complete_count_too() -> None:
    asking = Asking(limits=replace(Limits(), rows=100))
    with pytest.raises(TooMuch, match="has 110 rows: at most 100 are given"):
        asking.serve.ask(caller(), "retention", {**RETENTION, "last": "10d", "periods": 10, "average": False})


def test_who_starts_at_the_same_moment_is_counted() -> None:
    """Another one's ticket comes between the look at what runs and the own start."""
    asking = Asking(limits=Limits(running_in_all=1))
    other = Asking(now=asking.now - timedelta(milliseconds=1))
    other.queries.is_slow = True
    other.serve.ask(caller("ben"), "insights", views(1))
    begin = asking.answers.begin

    def begin_both(ticket: Ticket) -> bool:
        is_begun: bool = begin(ticket)
        asking.answers.running |= other.answers.running
        return is_begun

    asking.answers.begin = begin_both
    with pytest.raises(Busy):
        asking.serve.ask(caller(), "insights", views(2))
    assert asking.queries.started == {}


def test_a_saved_cohort_is_looked_up_once() -> None:
    """Somebody may change it between the statement and its answer."""
    looked_up = []

    def find_cohort(name: str, version: int | None) -> Cohort:
        looked_up.append(name)
        return Cohort((parse_any_condition("did Order Completed"),), ((name, 3),))

    serve = replace(Asking().serve, find_cohort=find_cohort)
    served = serve.ask(caller(), "funnel", {**FUNNEL, "cohort": ["buyers"]})
    assert (served["state"], served["cohorts"]) == ("answered", {"buyers": 3})
    assert looked_up == ["buyers"]


@pytest.mark.parametrize("asked", [{"cohort": ["buyers"]}, {"by": "cohort.buyers"}])
def test_a_late_look_is_of_the_version_that_was_asked(asked: dict[str, Any]) -> None:
    """Somebody changes the cohort while the question runs; who asks from then on asks another question."""
    store, asking = MemorySettings(), Asking()
    asking.queries.is_slow = True
    writer(store).put(SettingAddress("cohort", "buyers"), ONCE)
    serve = replace(asking.serve, find_cohort=FindCohort(store))
    running = serve.ask(caller(), "insights", {**views(1), **asked}, wait_s=0)
    writer(store).put(SettingAddress("cohort", "buyers"), TWICE, over=1)
    other = serve.ask(caller(), "insights", {**views(1), **asked}, wait_s=0)
    assert other["id"] != running["id"]
    asking.queries.running.clear()
    first, second = (serve.look(caller(), each["id"], "en") for each in (running, other))
    assert (first["cohorts"], second["cohorts"]) == ({"buyers": 1}, {"buyers": 2})
    assert first["sql"] != second["sql"]
    assert serve.look(caller(), running["id"], "fr")["sql"] == first["sql"]


def test_the_same_twice_at_the_same_moment_starts_once() -> None:
    """Another request begins it behind the look for a ticket, and has the answer while this waits."""
    asking, twin = Asking(), Asking()
    answered = twin.serve.ask(caller(), "insights", views(1))

    def begin_elsewhere(_ticket: Ticket) -> bool:
        asking.answers.kept |= twin.answers.kept
        return False

    asking.answers.begin = begin_elsewhere
    assert asking.serve.ask(caller(), "insights", views(1)) == {**answered, "is_kept": True}
    assert (asking.queries.started, len(asking.slept)) == ({}, 1)


def test_a_statement_that_started_before_a_failure_counts() -> None:
    asking = Asking(limits=Limits(bytes_each_day=GIBIBYTE))
    start = asking.queries.start

    def start_one(sql: str, database: str) -> str:
        if asking.queries.started:
            raise TemporaryFailure("throttled")
        return start(sql, database)

    asking.queries.start = start_one
    with pytest.raises(TemporaryFailure):
        asking.serve.ask(caller(), "insights", views(1))
    with pytest.raises(Busy, match="have read 1 GiB"):
        asking.serve.ask(caller(), "insights", views(2))
    assert asking.answers.running == {}


def test_what_is_not_counted_is_not_forgotten() -> None:
    asking = Asking()

    def refuse(*_told: Any) -> None:
        raise PermanentFailure("no right to write")

    add, asking.ledger.add = asking.ledger.add, refuse  # type: ignore[method-assign]
    with pytest.raises(PermanentFailure):
        asking.serve.ask(caller(), "funnel", FUNNEL)
    asking.ledger.add = add  # type: ignore[method-assign]
    assert len(asking.answers.running) == 1
    assert asking.serve.ask(caller(), "funnel", FUNNEL)["state"] == "answered"
    assert asking.ledger.total(caller().key, asking.now.date()) == 2 * GIBIBYTE


def test_a_statement_that_fails_is_counted_and_asked_anew() -> None:
    asking = Asking()
    failed = QueryState(has_ended=True, scanned_bytes=GIBIBYTE, failure=PermanentFailure("SYNTAX_ERROR"))
    look, asking.queries.look = asking.queries.look, lambda query_ids: [failed for _ in query_ids]  # type: ignore[method-assign]
    with pytest.raises(PermanentFailure, match="SYNTAX_ERROR"):
        asking.serve.ask(caller(), "funnel", FUNNEL)
    assert (asking.answers.running, asking.answers.waiting, asking.answers.kept) == ({}, set(), {})
    assert asking.ledger.total(caller().key, asking.now.date()) == 2 * GIBIBYTE
    asking.queries.look = look  # type: ignore[method-assign]
    assert asking.serve.ask(caller(), "funnel", FUNNEL)["state"] == "answered"
    assert len(asking.queries.started) == 4


@pytest.mark.parametrize(("others_came_ms", "is_let_in"), [(1, True), (-1, False)])
def test_of_many_at_the_same_moment_the_first_are_let_in(others_came_ms: int, *, is_let_in: bool) -> None:
    """A dashboard asks for all its tiles together: each has its ticket before the first has counted them."""
    asking = Asking(limits=Limits(running_each=3))
    came = asking.now + timedelta(milliseconds=others_came_ms)
    for number in range(3):
        report = AskedReport("insights", views(number), came)
        asking.answers.put(Ticket(f"{number:032}", report, TablesRead("b1", "c1"), caller().key))
    if is_let_in:
        assert asking.serve.ask(caller(), "insights", views(4))["state"] == "answered"
    else:
        with pytest.raises(Busy, match="of yours"):
            asking.serve.ask(caller(), "insights", views(4))


@pytest.mark.parametrize(
    ("failure", "statements"),
    [
        (PermanentFailure("no"), 4),
        (StatementFailed("Athena's own fault"), 4),
        (TemporaryFailure("throttled"), 2),
    ],
)
def test_a_failed_statement_starts_anew_and_a_failed_reading_does_not(
    failure: TallyError, statements: int
) -> None:
    asking = Asking()

    def fail(_sql: str) -> list[dict[str, Any]]:
        raise failure

    asking.queries.run = fail
    with pytest.raises(type(failure)):
        asking.serve.ask(caller(), "funnel", FUNNEL)
    asking.queries.run = asking.run
    assert asking.serve.ask(caller(), "funnel", FUNNEL)["is_kept"] is False
    assert len(asking.queries.started) == statements


def test_what_is_no_question_starts_nothing() -> None:
    asking = Asking()
    with pytest.raises(BadQuestion):
        asking.serve.ask(caller(), "funnel", {"steps": ["A"]})
    assert (asking.queries.started, asking.answers.running) == ({}, {})
