"""What schedules write: marks, files and rows by date, and who hears of failures."""

import gzip
import json
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tally.adapters.aws.erasure_mark import ERASED
from tally.adapters.aws.exported_files import VALUES, name_file
from tally.adapters.erasing.objects import Objects
from tally.adapters.erasing.text_objects import TextObjects
from tally.adapters.sending.alarm_topic import SnsPerson
from tally.adapters.sending.exports_shelf import S3ExportsShelf
from tally.adapters.sending.schedule_marks import S3ScheduleMarks
from tally.domain.errors import TemporaryFailure
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, ExportTable
from tally.domain.exports.export_file import ExportFile
from tally.domain.people.person import Person, Traces
from tally.domain.schedules.sending import ScheduleMark, SendingState
from tally.ports.scheduling import MadeFile

DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 7, tzinfo=UTC)


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


def make_file(segment: str) -> MadeFile:
    """A report with one row, of this segment."""
    columns = [ExportColumn("segment", "Segment", CellKind.SEGMENT)]
    table = ExportTable(columns, [{"segment": [segment], "value": 9}])
    document = ExportDocument("Orders", "en", [ExportSection("By e-mail", (), (), table)], ())
    return MadeFile(ExportFile("orders.pdf", "application/pdf", b"%PDF", document, NOW), NOW)


def list_keys(s3: Any) -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket="exports").get("Contents", [])}


def test_files_and_rows_take_the_same_place_again(s3: Any) -> None:
    shelf, made = S3ExportsShelf(s3, "exports", "exports"), make_file("à payer")
    for reached in (8, 9):
        shelf.put_file("board/2026-03-02-mondays.pdf", made)
        rows = [{"title": "à payer", "cells": json.dumps({"reached": reached})}]
        shelf.put_rows(DAY, "mondays", rows, made)
    rows = "scheduled_answers/dt=2026-03-02/mondays.json.gz"
    files = {"files/board/2026-03-02-mondays.pdf", rows}
    assert list_keys(s3) == files | {f"values/{file}.txt.gz" for file in files}
    body = gzip.decompress(s3.get_object(Bucket="exports", Key=rows)["Body"].read()).decode()
    assert body == '{"title": "à payer", "cells": "{\\"reached\\": 9}"}\n'


def test_an_erasure_takes_what_names_the_customer_and_a_number_names_nobody(s3: Any) -> None:
    shelf = S3ExportsShelf(s3, "exports", "exports")
    for name in ("anna@shop.example", "bruno@shop.example"):
        shelf.put_file(f"{name}.pdf", make_file(name))
        shelf.put_rows(DAY, name, [{"cells": name}], make_file(name))
    place = TextObjects("exports", Objects(s3, "exports"), VALUES, beside=name_file)
    names = frozenset({"anna@shop.example"})
    traces = Traces(Person("9", names), frozenset(), frozenset())
    assert place.look(traces).objects == 2
    assert place.erase(traces, lambda: True).objects_deleted == 2
    assert place.look(traces).objects == 0
    assert {key for key in list_keys(s3) if "bruno" not in key} == set()
    assert len(list_keys(s3)) == 4


def test_what_was_made_while_somebody_was_erased_is_not_kept(s3: Any) -> None:
    s3.put_object(Bucket="exports", Key=ERASED)
    with pytest.raises(TemporaryFailure, match="erased while it was made"):
        S3ExportsShelf(s3, "exports", "exports").put_file("a.pdf", make_file("IT"))
    assert list_keys(s3) == {ERASED}


def test_a_person_hears_by_the_topic() -> None:
    published: list[dict[str, str]] = []

    class Sns:
        def publish(self, **given: str) -> None:
            published.append(given)

    SnsPerson(Sns(), "arn:topic")("Tally: not sent", "Step: make the file")
    assert published == [
        {"TopicArn": "arn:topic", "Subject": "Tally: not sent", "Message": "Step: make the file"}
    ]
