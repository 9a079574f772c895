"""What schedules write: marks, files and rows by date, and who hears of failures."""

import gzip
import json
from datetime import date
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tally.adapters.sending.alarm_topic import SnsPerson
from tally.adapters.sending.exports_shelf import S3ExportsShelf
from tally.adapters.sending.schedule_marks import S3ScheduleMarks
from tally.domain.schedules.sending import ScheduleMark, SendingState

DAY = date(2026, 3, 2)


@pytest.fixture
def s3() -> Any:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="exports")
        yield client


def test_a_mark_is_of_a_date_and_a_schedule(s3: Any) -> None:
    marks = S3ScheduleMarks(s3, "exports")
    assert marks.find(DAY, "mondays") is None
    marks.put(DAY, "mondays", ScheduleMark(SendingState.TOLD, 1))
    marks.put(DAY, "mondays", ScheduleMark(SendingState.SENT, 2))
    assert marks.find(DAY, "mondays") == ScheduleMark(SendingState.SENT, 2)
    assert marks.find(DAY, "fridays") is None


def test_files_and_rows_take_the_same_place_again(s3: Any) -> None:
    shelf = S3ExportsShelf(s3, "exports")
    for reached in (8, 9):
        shelf.put_file("board/2026-03-02-mondays.pdf", b"%PDF", "application/pdf")
        shelf.put_rows(DAY, "mondays", [{"title": "à payer", "cells": json.dumps({"reached": reached})}])
    held = {each["Key"] for each in s3.list_objects_v2(Bucket="exports")["Contents"]}
    rows = "scheduled_answers/dt=2026-03-02/mondays.json.gz"
    assert held == {"files/board/2026-03-02-mondays.pdf", rows}
    body = gzip.decompress(s3.get_object(Bucket="exports", Key=rows)["Body"].read()).decode()
    assert body == '{"title": "à payer", "cells": "{\\"reached\\": 9}"}\n'


def test_a_person_hears_by_the_topic() -> None:
    published: list[dict[str, str]] = []

    class Sns:
        def publish(self, **given: str) -> None:
            published.append(given)

    SnsPerson(Sns(), "arn:topic")("Tally: not sent", "Step: make the file")
    assert published == [
        {"TopicArn": "arn:topic", "Subject": "Tally: not sent", "Message": "Step: make the file"}
    ]
