"""`make verapdf`: every kind of PDF in both languages, against PDF/UA-1 (ISO 14289-1). Not in the gate."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from tally.adapters.publishing.pdf_pages import write_pdf
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import WITHOUT_FILTERS, look_at
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.exports.dashboard_panels import find_standing, list_files
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_kpis import lay_out_kpis
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.exports.export_rows import lay_out_rows
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpi_types import find_kpi_types
from tally.domain.words.words import LANGUAGES, Words

from tests.adapters.publishing.test_letters import SET_IN
from tests.maven_jars import Unavailable, fetch_jars, list_missing
from tests.published_files import publish
from tests.reports.example_questions import EXAMPLES

FOLDER = Path(__file__).parent
KEPT = FOLDER.parents[1] / ".tally" / "verapdf"
PROGRAMS = ("java", "mvn")
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
MADE_AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
SQL = "select count(*)\n  from person_events -- 100 %"
SOURCES = {"events_until": "2026-03-04T07:21:00Z", "build": "b1", "timezone": "Europe/Rome"}
KPI = {
    **{"business_date": "2026-03-02", "kpi": "orders", "value": 3.0, "unit": "count", "verdict": "disputed"},
    **{"reason": "10 of 109 orders the witness saw are not in the lake", "note": None},
}
ODD = {"n": 1, "at": datetime(2026, 3, 2, 9, 30), "text": "=1+1 ༀ \x00 https://x.example", "yes": True}
TYPES = {"n": "bigint", "at": "timestamp", "text": "varchar", "yes": "boolean"}


def list_documents(language: str) -> Iterator[tuple[str, ExportDocument]]:
    """By name: each report, its segments in many scripts, KPIs, rows of SQL, dashboards, lacking panels."""
    words = Words(language)
    told = tell_sources(SOURCES, words)
    verdict = EventsVerdict(Verdict.DISPUTED, "10 of 109 orders the witness saw are not in the lake")
    for name, example in EXAMPLES.items():
        segments = sorted({row["segment"] for row in example.answer if row.get("segment")})
        names = dict(zip(segments, reversed(SET_IN), strict=False))
        rows = [
            {**row, "segment": names[row["segment"]]} if row.get("segment") else row for row in example.answer
        ]
        answer = ChartedAnswer(rows, verdict, ["a note"], date(2026, 3, 4), words)
        section = lay_out_report(ReportToExport(example.question, answer, SQL), words)
        yield name, ExportDocument(section.title, language, [section], told)
    kpis = lay_out_kpis([KPI], find_kpi_types(list(KPI)), words, title="KPIs", grouped_by="business_date")
    yield "kpis", ExportDocument("KPIs", language, [kpis], told)
    rows = [ODD, *({**ODD, "text": text} for text in SET_IN)]
    yield "sql", ExportDocument("SQL", language, [lay_out_rows(rows, TYPES, "SQL", SQL)], told)
    for name in BOARDS:
        yield f"dashboard-{name}", lay_out_board(name, words)
    gone = AnsweredPanel(ReportAsked(None, {}, question="gone"), trouble="No question is saved as gone")
    yield "dashboard-without-answer", lay_out_file("Mine", [gone], None, SOURCES, words)


def lay_out_board(name: str, words: Words) -> ExportDocument:
    board = find_standing(name)
    assert board is not None
    files = {each: publish()[each] for each in list_files(board.panels, WITHOUT_FILTERS)}
    panels = [AnsweredPanel(panel) for panel in board.panels]
    view = look_at(files, WITHOUT_FILTERS, words)
    return lay_out_file(board.name_it(words), panels, view, SOURCES, words)


def check(files: list[Path], jars: list[str]) -> dict[str, list[str]]:
    """By name of a file, the rules that it breaks."""
    command = ["java", "-cp", os.pathsep.join(jars), MAIN, "--flavour", "ua1", "--format", "json"]
    # It ends with 1 where a file breaks a rule.
    ran = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    return {
        Path(job["itemDetails"]["name"]).stem: list_broken(job)
        for job in json.loads(ran.stdout)["report"]["jobs"]
    }


def list_broken(job: dict[str, object]) -> list[str]:
    results = job.get("validationResult")
    if not isinstance(results, list):
        return ["it was not checked"]
    return [
        f"{rule['clause']}: {rule['description']}"
        for result in results
        for rule in result["details"]["ruleSummaries"]
        if rule["ruleStatus"] == "FAILED"
    ]


def main() -> int:
    """The code to end with; 0 and a sentence where a program is missing."""
    if lacking := list_missing(PROGRAMS):
        print(f"Nothing was checked: this machine has no {' and no '.join(lacking)}")
        return 0
    try:
        jars = fetch_jars(FOLDER, KEPT)
    except Unavailable as reason:
        print(f"Nothing was checked: {reason}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for language in LANGUAGES:
            for name, document in list_documents(language):
                file = Path(folder) / f"{name}.{language}.pdf"
                file.write_bytes(write_pdf(document, MADE_AT))
                files.append(file)
        broken = check(files, jars)
    for name, rules in sorted(broken.items()):
        print(f"{'FAIL' if rules else 'pass'}  {name}", *rules, sep="\n      " if rules else "")
    print(f"{sum(not rules for rules in broken.values())} of {len(files)} are PDF/UA-1")
    return int(len(broken) != len(files) or any(broken.values()))


if __name__ == "__main__":
    sys.exit(main())
