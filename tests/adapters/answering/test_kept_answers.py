"""Kept answers, tickets and the ledger as objects of the results bucket."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from tally.adapters.answering.kept_answers import S3KeptAnswers, S3Ledger
from tally.adapters.aws.erasure_mark import ERASED
from tally.adapters.erasing.kept_objects import KeptObjects
from tally.adapters.erasing.objects import Objects
from tally.domain.answering.asked_report import AskedReport, TablesRead, Ticket
from tally.domain.people.person import Person, Traces

DAY = date(2026, 5, 10)
REPORT = AskedReport("funnel", {"steps": ["Bücher", "B"]}, datetime(2026, 5, 10, 12, tzinfo=UTC))
TABLES = TablesRead("b1", "00001.json")
TICKET = Ticket("0" * 32, REPORT, TABLES, "ada", ["q1", "q2"])


class Later:
    """The time, so many minutes from now."""

    def __init__(self) -> None:
        self.minutes = 0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=self.minutes)


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def answers(aws: None, later: Later) -> S3KeptAnswers:
    place = {"LocationConstraint": "eu-south-1"}
    boto3.client("s3").create_bucket(Bucket="results", CreateBucketConfiguration=place)
    return S3KeptAnswers(boto3.client("s3"), "results", later)


def list_keys() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket="results")
    return [each["Key"] for each in found.get("Contents", [])]


def test_an_answer_is_found_under_its_id(answers: S3KeptAnswers) -> None:
    assert answers.find("a") is None
    answers.keep(TICKET, {"rows": [{"name": "Bücher", "reached": 1}]})
    assert answers.find(TICKET.id) == {"rows": [{"name": "Bücher", "reached": 1}]}
    assert list_keys() == [f"answers/kept/{TICKET.id}.json"]


@pytest.mark.parametrize(("minutes_later", "is_kept"), [(-5, False), (0, False), (5, True)])
def test_what_was_asked_before_an_erasure_is_not_kept_after_it(
    answers: S3KeptAnswers, minutes_later: int, is_kept: bool
) -> None:
    place = KeptObjects("answers", Objects(answers.s3, "results"), "answers/", ERASED)
    place.erase(Traces(Person("ada", frozenset()), frozenset(), frozenset()), lambda: True)
    asked_at = datetime.now(UTC) + timedelta(minutes=minutes_later)
    answers.keep(replace(TICKET, report=replace(REPORT, now=asked_at)), {"rows": []})
    assert (answers.find(TICKET.id) is not None) == is_kept


def test_who_waits_is_known_until_they_leave(answers: S3KeptAnswers) -> None:
    for key in ("ada", "ben"):
        answers.join(TICKET.id, key)
    answers.leave(TICKET.id, "ben")
    answers.drop(TICKET)
    assert answers.list_waiting(TICKET.id) == ["ada"]
    answers.leave(TICKET.id, "ada")
    assert list_keys() == []


def test_a_ticket_runs_ends_and_goes(answers: S3KeptAnswers) -> None:
    answers.put(TICKET)
    assert (answers.list_running(), answers.find_ticket(TICKET.id)) == ([TICKET], TICKET)
    answers.end(TICKET)
    assert (answers.list_running(), answers.find_ticket(TICKET.id)) == ([], TICKET)
    assert list_keys() == [f"answers/ended/{TICKET.id}/ada.json"]
    answers.drop(TICKET)
    assert (answers.find_ticket(TICKET.id), list_keys()) == (None, [])


def test_what_was_read_meanwhile_does_not_end_once_more(answers: S3KeptAnswers) -> None:
    answers.put(TICKET)
    (found,) = answers.list_running()
    answers.drop(TICKET)
    answers.end(found)
    assert list_keys() == []


def test_a_question_is_forgotten_with_who_waits_for_it(answers: S3KeptAnswers) -> None:
    answers.put(TICKET)
    answers.put(replace(TICKET, caller_key="ben"))
    for key in ("ada", "ben", "cem"):
        answers.join(TICKET.id, key)
    answers.forget(TICKET, ["ada", "ben"])
    assert list_keys() == [f"answers/running/{TICKET.id}/ben.json", f"answers/waiting/{TICKET.id}/cem"]


def test_what_runs_beside_the_own_ticket_is_listed_without_it(answers: S3KeptAnswers) -> None:
    bens = replace(TICKET, caller_key="ben")
    for ticket in (TICKET, bens):
        answers.put(ticket)
    assert answers.list_running(but=TICKET) == [bens]


def test_the_same_of_one_caller_begins_once(answers: S3KeptAnswers) -> None:
    waiting = replace(TICKET, queries=[])
    assert (answers.begin(waiting), answers.begin(waiting)) == (True, False)
    assert answers.begin(replace(waiting, caller_key="ben"))
    answers.drop(waiting)
    assert answers.begin(waiting)


@pytest.mark.parametrize("body", ["{}", '{"id": "a", "shape": 2}', "[]", '{"report": 1, "tables": {}}'])
def test_a_ticket_of_another_release_is_deleted(answers: S3KeptAnswers, body: str) -> None:
    answers.s3.put_object(Bucket="results", Key=f"answers/running/{TICKET.id}/ben.json", Body=body.encode())
    answers.put(TICKET)
    assert (answers.find_ticket(TICKET.id), answers.list_running()) == (TICKET, [TICKET])
    answers.s3.put_object(Bucket="results", Key=f"answers/ended/{TICKET.id}/ben.json", Body=body.encode())
    answers.drop(TICKET)
    assert (answers.find_ticket(TICKET.id), list_keys()) == (None, [])


def test_what_nobody_starts_any_more_does_not_run(answers: S3KeptAnswers, later: Later) -> None:
    answers.put(replace(TICKET, queries=[]))
    assert len(answers.list_running()) == 1
    later.minutes = 2
    assert answers.find_ticket(TICKET.id) is None
    assert (answers.list_running(), list_keys()) == ([], [])


def test_what_has_statements_waits_until_they_are_counted(answers: S3KeptAnswers, later: Later) -> None:
    answers.put(TICKET)
    later.minutes = 600
    assert answers.list_running() == [TICKET]


def test_bytes_told_twice_count_once(answers: S3KeptAnswers) -> None:
    ledger = S3Ledger(answers.s3, "results")
    for query_id, scanned in (("q-1", 5), ("q-1", 5), ("q-2", 7)):
        ledger.add("ada", DAY, query_id, scanned)
    ledger.add("ben", DAY, "q-3", 100)
    assert [ledger.total("ada", day) for day in (DAY, DAY + timedelta(days=1))] == [12, 0]
