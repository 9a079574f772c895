"""Rows of suppressed people do not land; those of all others do."""

import boto3
import pyarrow as pa
import pytest
from tally.adapters.landing.suppressed_people import SuppressedPeople
from tally.ports.landing import ReadBatch

ANNA, PHONE, BRUNO = 7, -9, 8


@pytest.fixture
def people(aws: None) -> SuppressedPeople:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return SuppressedPeople(s3, "lake")


def batch() -> ReadBatch:
    def rows(column: str, **more: list[str]) -> pa.Table:
        return pa.table({column: pa.array([ANNA, BRUNO, PHONE, None], pa.int64()), **more})

    kinds = ["person", "person", "group", "group"]
    return ReadBatch(rows("sent_person_key"), rows("profile_key", kind=kinds), rows("sent_person_key"))


def test_their_rows_are_dropped_and_counted(people: SuppressedPeople) -> None:
    people.add([ANNA, PHONE])
    rest, dropped = people(batch())
    assert dropped == 5
    assert rest.events["sent_person_key"].to_pylist() == [BRUNO, None]
    assert rest.profile_updates["profile_key"].to_pylist() == [
        BRUNO,
        PHONE,
        None,
    ]  # a group's key is no person's
    assert rest.rejected["sent_person_key"].to_pylist() == [BRUNO, None]


def test_where_nobody_is_suppressed_the_batch_is_the_same(people: SuppressedPeople) -> None:
    read = batch()
    assert people(read) == (read, 0)


def test_one_id_lets_in_the_person_with_all_their_ids(people: SuppressedPeople) -> None:
    people.add([ANNA, PHONE])
    people.add([BRUNO])
    assert (people.remove([99]), people.remove([PHONE, 99])) == (0, 2)
    assert people(batch())[0].events["sent_person_key"].to_pylist() == [ANNA, PHONE, None]
