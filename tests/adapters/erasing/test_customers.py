"""Who a customer is, asked of Athena: by keys, and nothing of it stays there."""

import re
from typing import Any

import pytest
from tally.adapters.athena.client import Athena
from tally.adapters.erasing.customers import (
    KEYS_A_QUESTION,
    AthenaCustomers,
    make_relation,
    witness_questions,
)
from tally.adapters.erasing.questions import Questions
from tally.adapters.wire.id_key import key_of
from tally.domain.errors import Misconfigured, PermanentFailure, TemporaryFailure
from tally.domain.people.person import Person, Traces

PHONE = [
    {"device_id": "phone", "owner_id": "anna", "user_id": "anna"},
    {"device_id": "phone", "owner_id": "anna", "user_id": "bruno"},
    {"device_id": "watch", "owner_id": "anna", "user_id": None},
]


class Lake:
    """Answers like Athena; notes every statement."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def rows(self, sql: str) -> list[dict[str, Any]]:
        self.asked.append(sql)
        if "two_devices" in sql and "second_key" in sql:
            return [{"first_id": "anna", "second_id": "anna-old"}]
        if "device_users" in sql:
            near = [key_of("anna"), key_of("$device:phone"), key_of("$device:watch")]
            return PHONE if any(f"{key}" in sql for key in near) else []
        if "select distinct id_hash" in sql:
            return [{"id_hash": 1}, {"id_hash": 2}]
        return [{"path": "s3://bucket/landing/dt=2026-11-20/a.parquet", "found": 1}]


@pytest.mark.parametrize("customer_id", ["anna", "phone", "$device:phone", "watch"])
def test_every_id_of_a_person_leads_to_all(customer_id: str) -> None:
    lake: Any = Lake()
    traces = AthenaCustomers(lake).find_traces(customer_id)
    assert traces.person == Person(
        "anna",
        frozenset({"phone", "watch"}),
        frozenset({"phone"}),
        named_beside=frozenset({"anna-old"}),
    )
    assert traces.person_keys == {key_of(one) for one in ("anna", "$device:phone", "$device:watch")}
    assert traces.event_keys == {1, 2}
    assert not any(word in sql for sql in lake.asked for word in ("anna", "'phone", "watch"))


def test_a_device_of_too_many_users_is_no_ones_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        f"{__name__}.PHONE", [*PHONE, {"device_id": "kiosk", "owner_id": None, "user_id": None}]
    )
    lake: Any = Lake()
    person = AthenaCustomers(lake).find_traces("anna").person
    assert (person.devices, person.doubtful) == (frozenset({"phone", "watch"}), frozenset({"kiosk"}))
    assert "$device:kiosk" not in person.distinct_ids


def test_an_id_that_the_lake_does_not_know() -> None:
    lake: Any = Lake()
    both = frozenset({"x", "d"})
    assert AthenaCustomers(lake).find_traces("x", known_devices=["d"]).person == Person(
        "x", both, guessed=both, named_beside=frozenset({"anna", "anna-old"})
    )


def test_objects_are_keys_of_their_bucket() -> None:
    lake: Any = Lake()
    customers = AthenaCustomers(lake)
    traces = Traces(Person("a", frozenset()), frozenset({1}), frozenset(range(KEYS_A_QUESTION + 1)))
    assert list(customers.objects_of("customer_landing_objects")(traces)) == [
        "landing/dt=2026-11-20/a.parquet"
    ]
    assert len(list(customers.find_witness_objects(traces))) == 2
    assert max(len(sql) for sql in lake.asked) < 262_144


def test_sightings_of_devices_are_looked_for_where_no_event_arrived() -> None:
    (values,) = witness_questions(Traces(Person("a", frozenset({"d"})), frozenset({7}), frozenset()))
    assert values == {"event_keys": make_relation(()), "persons": make_relation([7])}


class FakeAthena:
    """One query, in these states; its result in a bucket."""

    def __init__(self, *states: str, reason: str = "") -> None:
        self._states, self._reason = iter(states), reason

    def start_query_execution(self, **asked: Any) -> dict[str, str]:
        assert asked["QueryExecutionContext"] == {"Database": "lake"}
        return {"QueryExecutionId": "q1"}

    def get_query_execution(self, **_: Any) -> dict[str, Any]:
        status = {"State": next(self._states), "StateChangeReason": self._reason}
        location = {"OutputLocation": "s3://results/athena/q1.csv"}
        facts = {"QueryExecutionId": "q1", "StatementType": "DML"}
        return {"QueryExecution": {"Status": status, "ResultConfiguration": location, **facts}}

    def get_paginator(self, _: str) -> "FakeAthena":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        facts = {"ColumnInfo": [{"Name": "key", "Type": "bigint"}]}
        rows = [{"Data": [{"VarCharValue": text}]} for text in ("key", "-7")]
        return [{"ResultSet": {"ResultSetMetadata": facts, "Rows": rows}}]


class FakeS3:
    def __init__(self) -> None:
        self.deleted: list[str] = []

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803  (boto3's names)
        self.deleted.append(f"{Bucket}/{Key}")


def ask(athena: FakeAthena, s3: FakeS3 | None = None) -> list[dict[str, Any]]:
    api: Any = athena
    deletes: Any = s3 or FakeS3()
    return Questions(Athena(api, "tally", pause=lambda _: None), deletes, "lake").rows("select 1")


def test_a_result_is_deleted_once_it_is_read() -> None:
    s3 = FakeS3()
    assert ask(FakeAthena("QUEUED", "RUNNING", "SUCCEEDED"), s3) == [{"key": -7}]
    assert s3.deleted == ["results/athena/q1.csv", "results/athena/q1.csv.metadata"]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("TABLE_NOT_FOUND: line 1:1: Table 'lake.events' does not exist", Misconfigured),
        ("Bytes scanned limit was exceeded", Misconfigured),
        ("Query exhausted resources at this scale factor", TemporaryFailure),
        ("SYNTAX_ERROR", PermanentFailure),
    ],
)
def test_a_failed_query_says_what_to_do(reason: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=re.escape(reason)):
        ask(FakeAthena("FAILED", reason=reason))
