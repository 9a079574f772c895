"""The demo: two days from HTTPS to KPIs, each KPI as plain Python counts it, each verdict as planted."""

import base64
import csv
import gzip
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import httpx
import pytest
from tally.domain.answering.caller import Role
from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.reports.kpis import BY_PROFILE, KPI_TABLES
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words

from cli.clients import Endpoint
from cli.demo_accounts import ACCOUNTS, PASSWORD
from cli.home import ROOT
from demo.faults import FAULTY_VERSION
from demo.two_days import DAYS, FAULT_DAY, Script, two_days
from tests.demo.analysts_page import list_examples
from tests.journeys.conftest import tally
from tests.journeys.known_answers import Answers
from tests.journeys.sdks.running import DRIVERS, chromium, install_packages, run_script

PLATFORMS = ("all", "web", "ios", "android")
COUNTRIES = ("all", "IT", "FR", "ES", "DE")


@pytest.fixture(scope="module")
def script() -> Script:
    return two_days()


@pytest.fixture(scope="module")
def printed(emulator: Endpoint) -> str:
    """What `tally demo` prints."""
    return tally("demo")


@pytest.fixture(scope="module")
def kpis(printed: str) -> list[dict[str, Any]]:
    """All KPI rows of the demo's days."""
    days = {day.isoformat() for day in DAYS}
    texts = [
        tally("query", f"select * from {name}", "--format", "json")
        for name in KPI_TABLES
        if name != BY_PROFILE
    ]
    rows = [{"platform": "all", "country": "all", **row} for text in texts for row in json.loads(text)]
    return [row for row in rows if row["business_date"] in days]


def planted_cell(script: Script) -> tuple[int, int, float]:
    """(ids lost, ids sent, money lost) of the planted fault."""
    lost = [event for event in script.events if event["event_id"] in script.lost_ids]
    hour = {event["occurred_at"][:13] for event in lost}
    sent = [
        event
        for event in script.events
        if event["event"] == "Order Completed"
        and event["platform"] == "ios"
        and event["occurred_at"][:13] in hour
    ]
    return len(lost), len(sent), sum(event["properties"]["revenue"] for event in lost)


def test_the_demo_tells_what_was_planted(printed: str, script: Script) -> None:
    lost, sent, money = planted_cell(script)
    [collector] = re.findall("^collector .*$", printed, re.MULTILINE)
    [witness] = re.findall("^witness .*$", printed, re.MULTILINE)
    everything = f"{len(script.events):,}"
    assert collector.split()[1:] == [everything, str(lost), "1", f"{len(script.arriving):,}"]
    assert witness.split()[1:] == [everything, everything]
    assert "DISPUTED: Order Completed on ios, Tue 3 March 2026, 07:00-08:00 (Europe/Rome)" in printed
    assert f"{lost} of {sent} orders the witness saw are not in the lake" in printed
    assert f"Net revenue lacks their {money:,.2f} EUR." in printed


def block_of_readme(name: str) -> str:
    text = (ROOT / "README.md").read_text()
    [block] = re.findall(rf"<!-- {name} -->\n```\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)
    return str(block)


def lines_of_the_demo(text: str) -> list[str]:
    """Without what differs from run to run: tally's spelling, seconds, ports, cells of other journeys."""
    lines = text.replace(".venv/bin/tally", "tally").strip().splitlines()
    return [line for line in lines if not line.startswith(("Done in", "The audit compared", "Page:"))]


def test_readme_shows_what_the_demo_prints(printed: str) -> None:
    shown = lines_of_the_demo(block_of_readme("demo"))
    assert [line for line in lines_of_the_demo(printed) if line in shown] == shown


def test_readme_shows_what_the_audit_prints(printed: str) -> None:
    assert tally("audit", "--ids", "--date", FAULT_DAY.isoformat()) == block_of_readme("audit")


def test_the_analysts_questions_are_answered(printed: str) -> None:
    """By the cloud, too. Their numbers are in tests/demo: other journeys have events here."""
    for question, answer in list_examples():
        head = tally("query", question).splitlines()[0]
        assert head.split() == answer.splitlines()[0].split()


def test_the_demo_fits_a_screen(printed: str) -> None:
    lines = printed.strip().splitlines()
    assert len(lines) <= 46
    assert max(map(len, lines)) <= 100


def test_every_kpi_is_what_plain_python_counts(kpis: list[dict[str, Any]], script: Script) -> None:
    arrived = Answers(script.arriving)
    found = {
        (row["business_date"], row["platform"], row["country"], row["kpi"]): row["value"] for row in kpis
    }
    expected = {
        (day.isoformat(), *place, kpi): value
        for day in DAYS
        for place in arrived.places(day)
        for kpi, value in arrived.kpis(day, place).items()
    }
    assert {place[1:3] for place in expected} == {(p, c) for p in PLATFORMS for c in COUNTRIES}
    assert expected.keys() == found.keys()
    wrong = {
        key: (found[key], value) for key, value in expected.items() if found[key] != pytest.approx(value)
    }
    assert wrong == {}


def test_the_audit_disputes_the_planted_cell_and_no_other(printed: str, script: Script) -> None:
    lost, sent, money = planted_cell(script)
    cells = [
        cell
        for cell in json.loads(tally("audit", "--all", "--format", "json"))
        if cell["business_date"] in {day.isoformat() for day in DAYS}
    ]
    [disputed] = [cell for cell in cells if cell["verdict"] != "audited"]
    assert (disputed["event_name"], disputed["platform"]) == ("Order Completed", "ios")
    assert (disputed["business_date"], disputed["local_hour"]) == (FAULT_DAY.isoformat(), 7)
    assert (disputed["missing_in_lake"], disputed["witness_events"]) == (lost, sent)
    assert float(disputed["missing_amount"]) == pytest.approx(money)
    assert sum(cell["witness_events"] for cell in cells) == len(script.events)
    assert f"compared {len(cells)} cells" in block_of_readme("demo")


def test_the_ids_are_those_that_were_lost(printed: str, script: Script) -> None:
    ids = json.loads(tally("audit", "--ids", "--date", FAULT_DAY.isoformat(), "--format", "json"))
    assert {row["event_id"] for row in ids} == script.lost_ids
    assert {row["kind"] for row in ids} == {"missing_in_lake"}


def test_numbers_that_rest_on_the_lost_orders_are_disputed(kpis: list[dict[str, Any]]) -> None:
    verdicts = {
        (row["business_date"], row["platform"], row["kpi"]): row["verdict"]
        for row in kpis
        if row["country"] == "all"
    }
    first, second = (day.isoformat() for day in DAYS)
    assert verdicts[second, "ios", "net_revenue"] == verdicts[second, "all", "net_revenue"] == "disputed"
    assert verdicts[first, "all", "net_revenue"] == verdicts[first, "ios", "orders"] == "audited"
    assert verdicts[second, "android", "net_revenue"] == verdicts[second, "web", "orders"] == "audited"


def test_the_story_leads_from_the_alarm_to_the_people(printed: str, script: Script) -> None:
    assert "tally-audit-disputes" in tally("status", code=1)
    whose = json.loads(tally("query", "--file", str(ROOT / "demo" / "affected.sql"), "--format", "json"))
    affected = {row["missing_order"]: row for row in whose if row["missing_order"] in script.lost_ids}
    users = {event["event_id"]: event["user_id"] for event in script.events if "user_id" in event}
    assert {name: row["user_id"] for name, row in affected.items()} == {
        name: users[name] for name in script.lost_ids
    }
    assert {row["app_version"] for row in affected.values()} == {FAULTY_VERSION}


def test_the_spoiled_order_is_in_quarantine(printed: str, script: Script) -> None:
    choice = ("--reason", "wrong_type", "--field", "properties.revenue", "--limit", "1000")
    refused = json.loads(tally("quarantine", "show", *choice, "--format", "json"))
    assert script.spoiled_ids <= {json.loads(row["raw"])["event_id"] for row in refused}


def tell_what_stays(report: str) -> str:
    """The report up to the address of the page, and when its figures were made."""
    return report.partition("\nOpen Tally")[0]


def test_the_mail_of_the_day_has_the_figures_of_the_command(printed: str, emulator: Endpoint) -> None:
    shown = json.loads(tally("daily-report", "--format", "json"))["report"]
    day = ("--from", shown["day"], "--to", shown["day"], "--format", "json")
    figures = {row["kpi"]: (row["value"], row["verdict"]) for row in json.loads(tally("kpis", *day))}
    told = {each["kpi"]: (each["value"], each["verdict"]) for each in shown["figures"]}
    assert {"orders", "net_revenue"} <= told.keys()
    assert told == {kpi: (pytest.approx(figures[kpi][0]), figures[kpi][1]) for kpi in told}
    assert tally("daily-report", "--to", "ana@shop.example", "--language", "fr").startswith("Sent: ")
    mails = httpx.get(f"{emulator.dev_url}/mails", timeout=60).json()
    mail = next(each for each in mails if each["to"] == ["ana@shop.example"])
    assert mail["subject"].startswith("Tally\u202f: ")
    money = Words("fr").money(told["net_revenue"][0], "EUR")
    assert money in mail["text"]
    assert money in mail["html"]
    link = re.search(r"http\S+/api/v1/unsubscribe\?language=fr&token=\S+", mail["text"])
    assert link is not None
    assert [httpx.post(link[0] + bent, timeout=60).status_code for bent in ("", "A")] == [200, 404]
    page = re.findall(
        r"<!-- daily -->(.*?)<!-- /daily -->", (ROOT / "docs/guides/daily-report.md").read_text(), re.S
    )
    assert tell_what_stays(tally("daily-report", "--kpi", "net_revenue", "--kpi", "orders")) in page[0]


def test_what_is_scheduled_for_today_arrives_once(printed: str, emulator: Endpoint) -> None:
    """By mail with its PDF, in its folder, and as rows of the table."""
    today = ShopClock(emulator.outputs["Timezone"]).business_date(datetime.now(UTC))
    span = ("--from", str(DAYS[0]), "--to", str(DAYS[-1]))
    tally("save", "of-today", "funnel", "Product Viewed", "Order Completed", *span)
    when = ("--every", WEEKDAYS[today.weekday()], "--hour", "0", "--language", "en")
    where = ("--mail", ACCOUNTS[Role.EXECUTIVES], "--folder", "board", "--table")
    tally("schedules", "put", "of-today", "--question", "of-today", *when, *where)
    client, s3 = emulator.client("lambda"), emulator.client("s3")
    swept = [client.invoke(FunctionName="tally-send-schedules", Payload=b"{}") for _ in range(2)]
    counts = [json.loads(each["Payload"].read()) for each in swept]
    assert [(each["sent"], each["failed"]) for each in counts] == [(1, 0), (0, 0)]
    mails = httpx.get(f"{emulator.dev_url}/mails", timeout=60).json()
    # The executives have a daily report, too, whenever its own hour comes.
    sent = [each for each in mails if each["to"] == [ACCOUNTS[Role.EXECUTIVES]] and each["attachments"]]
    [mail] = sent
    [attached] = mail["attachments"]
    pdf = base64.b64decode(attached["content"])
    assert (attached["name"], pdf[:5]) == (f"{today}-of-today.pdf", b"%PDF-")
    file, rows = (
        s3.get_object(Bucket=emulator.outputs["ExportsBucket"], Key=key)["Body"].read()
        for key in (f"files/board/{today}-of-today.pdf", f"scheduled_answers/dt={today}/of-today.json.gz")
    )
    assert file == pdf
    first, last = (json.loads(json.loads(line)["cells"]) for line in gzip.decompress(rows).splitlines())
    assert f"Of {first['reached']:,} persons with Product Viewed, {last['reached']:,}" in mail["text"]


EVIL = f"<img src=/stolen onerror=alert(1)>'\"><script>alert(2)</script>\u202e{'x' * 10_000}"
"""A name in the place of an event's: markup, what turns the line, and ten thousand letters."""


def test_somebody_walks_through_the_page(printed: str, emulator: Endpoint) -> None:
    """Every page at two widths and in two languages, without what axe-core finds serious; a funnel that is
    asked, exported and saved."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is missing: run `apt-get install chromium`")
    install_packages(print)
    steps = ("Product Viewed", "Order Completed")
    asked = urlencode([*(("steps", step) for step in steps), ("from", DAYS[0]), ("to", DAYS[-1])])
    job = {
        "url": emulator.page_url,
        "email": ACCOUNTS[Role.ADMINISTRATORS],
        "password": PASSWORD,
        "funnel": f"#/funnel?lang=en&{asked}",
        "sizes": [1280, 390],
        "languages": ["en", "fr"],
        "name": "Order Completed",
        "evil": EVIL,
    }
    seen = json.loads(run_script(DRIVERS / "walk_page.mjs", None, stdin=json.dumps(job), page=Path("none")))
    assert seen["faults"] == []
    assert seen["wanted"] > 10
    days = ("--from", str(DAYS[0]), "--to", str(DAYS[-1]), "--format", "json")
    first, last = json.loads(tally("funnel", *steps, *days))
    for row, shown in zip((first, last), seen["rows"], strict=True):
        assert f"{row['reached']:,}" in shown
    assert f"Of {first['reached']:,} persons with Product Viewed, {last['reached']:,}" in seen["sentence"]
    assert "most leave between Product Viewed and Product Added" in seen["offered"]
    assert (seen["file"], seen["name"][-4:]) == ("%PDF-", ".pdf")
    assert "views-to-orders" in seen["saved"]
    assert json.loads(tally("ask", "views-to-orders", "--format", "json")) == [first, last]


def test_when_the_lost_orders_arrive_late_the_dispute_ends(printed: str, script: Script) -> None:
    """Nothing planted, nothing disputed: all events of the demo have then reached both collectors."""
    told = tally("demo", "--no-fault")
    assert "The story of the fault" not in told
    cells = json.loads(tally("audit", "--all", "--format", "json"))
    assert {cell["verdict"] for cell in cells if date.fromisoformat(cell["business_date"]) in DAYS} == {
        "audited"
    }
    span = ("--from", min(DAYS).isoformat(), "--to", max(DAYS).isoformat())
    found = json.loads(tally("kpis", *span, "--format", "json"))
    expected = Answers(script.events)
    for day in DAYS:
        values = {row["kpi"]: row["value"] for row in found if row["business_date"] == day.isoformat()}
        assert values == pytest.approx(expected.kpis(day, ("all", "all")))


FUNNEL = {"steps": ["Product Viewed", "Order Completed"], "from": str(DAYS[0]), "to": str(DAYS[-1])}


@pytest.fixture
def log_in(emulator: Endpoint) -> Callable[[str], str]:
    """Logs somebody of a role in, as Cognito does, and gives the token."""
    cognito, pool = emulator.client("cognito-idp"), emulator.outputs["UserPool"]

    def run(role: str) -> str:
        name, password = f"{role}@shop.example", "Sehr-geheim-2026"
        with suppress(cognito.exceptions.UsernameExistsException):
            cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=role)
        done = cognito.admin_initiate_auth(
            UserPoolId=pool,
            ClientId=emulator.outputs["UserPoolClient"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        return str(done["AuthenticationResult"]["IdToken"])

    return run


def ask_api(emulator: Endpoint, token: str | None, kind: str, asked: Mapping[str, Any]) -> httpx.Response:
    """The answer, waited for by its id where it takes longer."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=str(emulator.front_endpoint), headers=headers, timeout=60) as client:
        answer = client.post(f"/v1/reports/{kind}", json=asked)
        while answer.status_code == 202:
            answer = client.get(answer.headers["location"])
        return answer


def test_a_question_over_http_has_the_commands_rows(
    printed: str, emulator: Endpoint, log_in: Callable[[str], str]
) -> None:
    days = ("--from", FUNNEL["from"], "--to", FUNNEL["to"], "--format", "json")
    rows = json.loads(tally("funnel", *FUNNEL["steps"], *map(str, days)))
    token = log_in("everybody")
    for is_kept in (False, True):
        answer = ask_api(emulator, token, "funnel", FUNNEL).json()
        assert (answer["rows"], answer["is_kept"]) == (rows, is_kept)
    assert answer["build"].startswith("b20")


def test_a_dashboards_file_has_the_figures_of_the_command(
    printed: str, emulator: Endpoint, log_in: Callable[[str], str]
) -> None:
    day = json.loads(tally("daily-report", "--format", "json"))["report"]["day"]
    kpis = json.loads(tally("kpis", "--from", day, "--to", day, "--format", "json"))
    answer = httpx.post(
        f"{emulator.page_url}api/v1/exports",
        headers={"authorization": f"Bearer {log_in('everybody')}"},
        json={"dashboard": "yesterday", "format": "zip", "language": "fr"},
        timeout=60,
    ).json()
    archive = ZipFile(BytesIO(base64.b64decode(answer["url"].partition(";base64,")[2])))
    rows = csv.DictReader(StringIO(archive.read(archive.namelist()[0]).decode()))
    told = {row["kpi"]: (float(row["value"]), row["verdict"]) for row in rows}
    expected = {row["kpi"]: (pytest.approx(row["value"]), row["verdict"]) for row in kpis}
    assert answer["file"] == "yesterday.zip"
    assert "orders" in told
    assert told == {kpi: expected[kpi] for kpi in told}


def test_who_may_not_ask_is_told(printed: str, emulator: Endpoint, log_in: Callable[[str], str]) -> None:
    token = log_in("everybody")
    assert ask_api(emulator, None, "funnel", FUNNEL).status_code == 401
    assert ask_api(emulator, f"{token[:-8]}AAAAAAAA", "funnel", FUNNEL).status_code == 401
    persons = {**FUNNEL, "persons": 1}
    refused = ask_api(emulator, token, "funnel", persons)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert "Lists of persons are for administrators" in refused.json()["detail"]
    chief = ask_api(emulator, log_in("administrators"), "funnel", persons).json()
    assert chief["columns"] == ["person"]
    assert len(chief["rows"]) > 100
