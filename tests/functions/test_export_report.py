"""functions/export_report: reports as files, to who may ask for them; late ones by their id."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import boto3
import pytest
from tally.adapters.answering.export_tickets import S3ExportTickets
from tally.adapters.aws.clients import signing_client
from tally.adapters.aws.erasure_mark import ERASED
from tally.adapters.publishing.large_files import S3LargeFiles
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.exports.asked_export import AskedExport
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_file import ExportFile
from tally.domain.settings.setting import SettingAddress
from tally.ports.exporting import ExportTicket
from tally.use_cases import export_report

from functions.export_report import handler
from tests.answering import AUDITED, NOW, Asking, poll_event
from tests.exporting import Exporting, export_event
from tests.published_files import publish
from tests.settings import hold, writer
from tests.workbooks import read_workbook

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-export-report")
DAYS = {"from": "2026-05-01", "to": "2026-05-02"}
INSIGHT = {"kind": "insights", "asked": {"event": "A", "by": "coupon", **DAYS}}
PERSONS = {"kind": "cohort", "asked": {"did": ["A"]}}
ROWS = [{"metric": 0, "span_number": 0, "segment": "=1+1", "value": 1234, "left_out": 0}]
HEADS = {
    "csv": b"segment,value\n",
    "xlsx": b"PK",
    "pdf": b"%PDF",
    "png": b"\x89PNG",
    "svg": b"<svg",
    "zip": b"PK",
}


def answer(exporting: Exporting, rows: list[dict[str, Any]]) -> None:
    """What each statement finds."""
    exporting.asking.queries.run = lambda sql: [AUDITED] if "unwitnessed_events" in sql else rows


@pytest.fixture
def exporting(monkeypatch: pytest.MonkeyPatch) -> Exporting:
    made = Exporting(Asking())
    answer(made, ROWS)
    monkeypatch.setattr(handler, "exporter", lambda: made.use_case)
    return made


def handle(event: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = handler.handle(event, CONTEXT)
    return reply["statusCode"], json.loads(reply["body"])


def read_file(served: Mapping[str, Any]) -> bytes:
    return base64.b64decode(served["url"].partition(";base64,")[2])


def test_the_sample_event_is_a_pdf(exporting: Exporting) -> None:
    answer(exporting, [])
    status, served = handle(SAMPLE)
    assert (status, served["file"]) == (200, "de-product-viewed-a-order-completed.pdf")
    assert read_file(served).startswith(b"%PDF")


@pytest.mark.parametrize("fmt", HEADS)
def test_each_format_is_of_the_same_kept_answer(exporting: Exporting, fmt: str) -> None:
    for _ in range(2):
        status, served = handle(export_event({**INSIGHT, "format": fmt}, "everybody"))
        assert (status, served["file"].rpartition(".")[2]) == (200, fmt)
        assert read_file(served).startswith(HEADS[fmt])
    assert len(exporting.asking.queries.started) == 2  # the rows and their verdict, once


def test_a_file_is_called_by_letters_that_every_system_takes(exporting: Exporting) -> None:
    for title, name in (("Où part l'été ?", "ou-part-l-ete.csv"), ("متجر 🛒", "tally.csv")):
        _, served = handle(export_event({**INSIGHT, "title": title, "format": "csv"}, "everybody"))
        assert served["file"] == name


def test_several_reports_are_one_workbook_with_their_titles(exporting: Exporting) -> None:
    text = 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\n'
    hold(exporting.settings, "question", "kept", text)
    reports = [{**INSIGHT, "title": "One"}, {"question": "kept", "asked": {"by": "coupon"}}]
    status, served = handle(export_event({"reports": reports, "title": "All", "format": "xlsx"}, "everybody"))
    assert (status, served["file"]) == (200, "all.xlsx")
    sheets = read_workbook(read_file(served))
    assert list(sheets) == ["1 One", "2 kept", "Sources"]
    assert ["=1+1", 1234] in sheets["1 One"]


BOARD = """
title = "Every Monday"
[[panel]]
published = "revenue"
[[panel]]
question = "kept"
title = "Coupons"
[[panel]]
question = "gone"
[[panel]]
question = "listed"
"""
SAVED = 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\n'
LISTED = 'kind = "cohort"\n[asked]\ndid = ["A"]\n'


@pytest.fixture
def monday(exporting: Exporting) -> Exporting:
    exporting.files.update(publish())
    for kind, name, text in (
        ("dashboard", "monday", BOARD),
        ("question", "kept", SAVED),
        ("question", "listed", LISTED),
    ):
        hold(exporting.settings, kind, name, text)
    return exporting


def test_a_dashboard_is_a_sheet_a_panel_and_a_panel_without_an_answer_says_why(monday: Exporting) -> None:
    status, served = handle(
        export_event(
            {"dashboard": "monday", "filters": {"platform": "web"}, "format": "xlsx"}, "administrators"
        )
    )
    assert (status, served["file"]) == (200, "monday.xlsx")
    sheets = read_workbook(read_file(served))
    assert [*sheets] == ["1 Net revenue", "2 Coupons", "3 gone", "4 listed", "Sources"]
    told = [cell for sheet in sheets.values() for line in sheet for cell in line]
    assert "Every Monday" in told
    assert 900 in told
    assert "No question is saved as gone" in told
    assert "A list of persons is a file of its own: ask for it alone" in told


BOARD_OF_ONE = 'title = "One"\n[[panel]]\nquestion = "kept"\n'
NIGHTLY = 'kind = "insights"\n[asked]\nevent = "A"\nby = "coupon"\nlast = "7d"\n'


@pytest.fixture
def night(exporting: Exporting) -> Exporting:
    """A dashboard whose question the night has answered; since then other statements would say otherwise."""
    settings = writer(exporting.settings)
    settings.put(SettingAddress("question", "kept"), NIGHTLY)
    settings.put(SettingAddress("dashboard", "one"), BOARD_OF_ONE)
    exporting.answer_by_night()
    answer(exporting, [{**ROWS[0], "value": 9}])
    exporting.asking.answers.kept.clear()
    exporting.asking.queries.started.clear()
    return exporting


OF_BOARD = {"dashboard": "one", "format": "zip"}
OF_QUESTION = {"question": "kept", "format": "zip"}


@pytest.mark.parametrize("wanted", [OF_BOARD, OF_QUESTION])
def test_what_the_night_answered_is_no_query(night: Exporting, wanted: Mapping[str, Any]) -> None:
    status, served = handle(export_event(wanted, "everybody"))
    assert (status, read_rows_of_zip(served), night.asking.queries.started) == (200, ["'=1+1,1234"], {})


def test_on_the_next_day_a_dashboard_is_still_of_its_build_but_a_question_of_its_days(
    night: Exporting,
) -> None:
    night.asking.now += timedelta(days=1)
    assert read_rows_of_zip(handle(export_event(OF_BOARD, "everybody"))[1]) == ["'=1+1,1234"]
    assert read_rows_of_zip(handle(export_event(OF_QUESTION, "everybody"))[1]) == ["'=1+1,9"]


def test_a_panel_whose_statement_cannot_run_says_so_in_its_place(night: Exporting) -> None:
    def fail(sql: str) -> list[dict[str, Any]]:
        raise PermanentFailure("Athena refuses the statement")

    night.answers.clear()
    night.asking.queries.run = fail
    status, served = handle(export_event(OF_BOARD, "everybody"))
    told = ZipFile(BytesIO(read_file(served))).read("sources.csv").decode()
    assert (status, "Athena refuses the statement" in told) == (200, True), told


@pytest.mark.parametrize("change", ["said anew", "saved anew", "not answered", "not published"])
def test_what_the_night_did_not_answer_is_asked(night: Exporting, change: str) -> None:
    wanted = OF_BOARD
    if change == "said anew":
        wanted = {**OF_QUESTION, "asked": {"event": "B"}}
    elif change == "saved anew":
        text = NIGHTLY.replace('"A"', '"B"')
        writer(night.settings).put(SettingAddress("question", "kept"), text, over=1)
    elif change == "not answered":
        night.answers["kept"] = {**night.answers["kept"], "answer": None}
    else:
        night.answers.clear()
    assert read_rows_of_zip(handle(export_event(wanted, "everybody"))[1]) == ["'=1+1,9"]


def read_rows_of_zip(served: Mapping[str, Any]) -> list[str]:
    archive = ZipFile(BytesIO(read_file(served)))
    return archive.read(archive.namelist()[0]).decode().splitlines()[1:]


def test_a_large_file_waits_at_an_address_but_for_a_list_of_persons(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_report, "MOST_INLINE_BYTES", 10)
    status, served = handle(export_event({**INSIGHT, "format": "csv"}, "everybody"))
    [file] = exporting.large
    assert (status, served["url"]) == (200, f"https://files.example/{file.name}")
    assert (file.content, file.as_of) == (b"segment,value\n'=1+1,1234\n", NOW)
    exporting.asking.queries.run = lambda sql: (
        [AUDITED] if "unwitnessed_events" in sql else [{"person": "ada"}]
    )
    status, problem = handle(export_event({**PERSONS, "format": "csv"}, "administrators"))
    assert (status, "ask for less" in problem["detail"], len(exporting.large)) == (413, True, 1)


def test_standing_dashboards_need_no_question(monday: Exporting) -> None:
    for name in BOARDS:
        wanted = {"dashboard": name, "format": "zip", "language": "fr", "filters": {"period": "7d"}}
        status, served = handle(export_event(wanted, "everybody"))
        assert (status, served["file"]) == (200, f"{name}.zip")
        assert "sources.csv" in ZipFile(BytesIO(read_file(served))).namelist()
    assert monday.asking.queries.started == {}


def test_panels_wait_for_a_place_among_the_questions_that_run(monday: Exporting) -> None:
    panels = "".join(f'[[panel]]\nquestion = "q{at}"\n' for at in range(5))
    hold(monday.settings, "dashboard", "many", f'title = "Many"\n{panels}')
    for at in range(5):
        hold(monday.settings, "question", f"q{at}", SAVED.replace('"A"', f'"A{at}"'))
    monday.asking.queries.is_slow = True
    status, running = handle(export_event({"dashboard": "many", "format": "pdf"}, "everybody"))
    looks = 0
    while status == 202:
        monday.asking.queries.running.clear()
        status, running = handle(poll_event(running["id"], "everybody"))
        looks += 1
    assert (status, running["file"], looks) == (200, "many.pdf", 2)
    assert len(monday.asking.queries.started) == 2 * 5


def test_what_takes_long_is_fetched_by_who_asked(exporting: Exporting) -> None:
    exporting.asking.queries.is_slow = True
    reply = handler.handle(export_event({**INSIGHT, "format": "csv"}, "everybody"), CONTEXT)
    place = reply["headers"]["location"]
    assert (reply["statusCode"], place.rpartition("/")[0]) == (202, "/v1/exports")
    look = poll_event(place.rpartition("/")[2], "everybody")
    assert handle(look)[0] == 202
    exporting.asking.queries.running.clear()
    eve = {"sub": "eve", "cognito:groups": "[everybody]"}
    other = {**look, "requestContext": {"authorizer": {"jwt": {"claims": eve}}}}
    assert handle(other)[0] == 404
    status, served = handle(look)
    assert (status, read_file(served)) == (200, b"segment,value\n'=1+1,1234\n")


def test_a_list_of_persons_is_for_its_roles_alone_and_kept_nowhere(exporting: Exporting) -> None:
    exporting.asking.queries.run = lambda sql: (
        [AUDITED] if "unwitnessed_events" in sql else [{"person": "ada"}]
    )
    wanted = export_event({**PERSONS, "format": "csv"}, "administrators")
    assert handle(export_event({**PERSONS, "format": "csv"}, "everybody"))[0] == 403
    exporting.asking.queries.is_slow = True
    status, running = handle(wanted)
    exporting.asking.queries.running.clear()
    assert status == 202
    status, served = handle(poll_event(running["id"], "administrators"))
    assert (status, read_file(served)) == (200, b"person\nada\n")
    assert exporting.asking.answers.kept == {}


@pytest.mark.parametrize("fmt", ["pdf", "xlsx"])
def test_a_single_number_of_an_odd_name_is_a_file(exporting: Exporting, fmt: str) -> None:
    asked = {"event": "\u200b\ufeff\u0091 A", **DAYS}
    status, served = handle(export_event({"kind": "insights", "asked": asked, "format": fmt}, "everybody"))
    assert (status, read_file(served)[:2]) == (200, HEADS[fmt][:2])


def test_days_of_a_kept_answer_are_drawn(exporting: Exporting) -> None:
    answer(exporting, [{"as_of": date(2026, 5, 1), "persons": 3}])
    asked = {"did": ["A"], "sizes": True, "from": "2026-05-01", "to": "2026-05-02"}
    for _ in range(2):
        status, served = handle(
            export_event({"kind": "cohort", "asked": asked, "format": "svg"}, "everybody")
        )
        assert (status, read_file(served)[:4]) == (200, b"<svg")


REFUSED = {
    "nobody": ({**INSIGHT, "format": "csv"}, (), 401, "Log in"),
    "no role": ({**INSIGHT, "format": "csv"}, ("visitors",), 403, "You have no role"),
    "a format": ({**INSIGHT, "format": "doc"}, ("everybody",), 400, "csv, zip, xlsx, pdf, png, svg"),
    "no text": ({**INSIGHT, "format": []}, ("everybody",), 400, "csv, zip, xlsx, pdf, png, svg"),
    "a language": ({**INSIGHT, "format": "csv", "language": "it"}, ("everybody",), 400, "en, fr"),
    "nothing": ({"format": "csv"}, ("everybody",), 400, "of a kind"),
    "a question": ({"format": "csv", "question": "none"}, ("everybody",), 400, "saved as none"),
    "no name": ({"format": "csv", "question": "a / b"}, ("everybody",), 400, "a / b"),
    "no letter": ({**INSIGHT, "format": "pdf", "title": "\ud800"}, ("everybody",), 400, "no text can hold"),
    "two in one csv": ({"format": "csv", "reports": [INSIGHT, INSIGHT]}, ("everybody",), 400, "holds one"),
    "too many": ({"format": "pdf", "reports": [INSIGHT] * 25}, ("everybody",), 400, "1 to 24"),
    "persons beside": ({"format": "pdf", "reports": [INSIGHT, PERSONS]}, ("administrators",), 400, "alone"),
    "no dashboard": ({"dashboard": "none", "format": "pdf"}, ("everybody",), 400, "No dashboard is saved as"),
    "one csv": ({"dashboard": "month", "format": "csv"}, ("everybody",), 400, "ask for zip"),
    "a filter": ({"dashboard": "month", "format": "pdf", "filters": {"x": "1"}}, ("everybody",), 400, "'x'"),
    "no part": ({"published": "none", "format": "pdf"}, ("everybody",), 400, "published as none"),
    "no chart": ({**PERSONS, "format": "png"}, ("administrators",), 400, "has no chart"),
}


@pytest.mark.parametrize(("body", "groups", "status", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_say_what_to_do(
    exporting: Exporting, body: Mapping[str, Any], groups: tuple[str, ...], status: int, said: str
) -> None:
    exporting.asking.queries.run = lambda sql: (
        [AUDITED] if "unwitnessed_events" in sql else [{"person": "ada"}]
    )
    answered, problem = handle(export_event(body, *groups))
    assert (answered, said in problem["detail"]) == (status, True), problem


def test_tickets_lie_beside_the_answers(aws: None) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    tickets = S3ExportTickets(s3, "results")
    ticket = ExportTicket(
        "0" * 32,
        "ada",
        AskedExport.read({**INSIGHT, "format": "pdf"}),
        ("1" * 32, None),
        (None, "x"),
        ("a", None),
    )
    tickets.put(ticket)
    assert (tickets.find("0" * 32), tickets.find("2" * 32)) == (ticket, None)
    (stored,) = s3.list_objects_v2(Bucket="results")["Contents"]
    assert stored["Key"].startswith("answers/exports/")


def test_large_files_are_fetched_by_their_address_unless_somebody_was_erased_since(aws: None) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    document = ExportDocument("All", "en", (), ())
    file = ExportFile("all.csv", "text/csv", b"a\n", document, datetime.now(UTC) - timedelta(minutes=2))
    place = S3LargeFiles(s3, signing_client(), "results")
    address = urlsplit(place.put(file))
    fields = dict(parse_qsl(address.query))
    assert address.path.startswith("/answers/files/")
    assert address.path.endswith("/all.csv")
    assert (fields["X-Amz-Algorithm"], fields["X-Amz-Expires"]) == ("AWS4-HMAC-SHA256", "300")
    (stored,) = s3.list_objects_v2(Bucket="results")["Contents"]
    held = s3.get_object(Bucket="results", Key=stored["Key"])
    assert (held["ContentDisposition"], held["Body"].read()) == ('attachment; filename="all.csv"', b"a\n")
    s3.put_object(Bucket="results", Key=ERASED, Body=b"")
    with pytest.raises(TemporaryFailure, match="ask for it again"):
        place.put(file)
    assert len(s3.list_objects_v2(Bucket="results", Prefix="answers/files/")["Contents"]) == 1


def test_the_composition_root_reads_its_settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("lake_bucket", "results_bucket", "database", "workgroup")
    values = {"timezone": "Europe/Rome", "gibibytes_each_day": "2", "persons_for": "administrators"}
    for name, value in {**dict.fromkeys(names, "a"), **values}.items():
        monkeypatch.setenv(f"TALLY_{name.upper()}", value)
    handler.exporter.cache_clear()
    assert handler.exporter().rights.persons_for == {"administrators"}
    handler.exporter.cache_clear()
