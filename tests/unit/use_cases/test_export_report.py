"""export_report: what a body may ask for, and what is told of an answer that is kept no more."""

from tally.domain.exports.asked_export import AskedExport

from tests.answering import Asking, caller
from tests.exporting import Exporting

INSIGHT = {"kind": "insights", "asked": {"event": "A", "from": "2026-05-01", "to": "2026-05-02"}}


def test_what_is_asked_can_be_kept_and_read_again() -> None:
    body = {"reports": [INSIGHT, {"question": "kept", "title": "Two"}], "format": "pdf", "language": "fr"}
    wanted = AskedExport.read(body)
    assert AskedExport.read(wanted.write()) == wanted


def test_an_answer_that_is_kept_no_more_is_asked_anew() -> None:
    asking = Asking()
    exporting, ada = Exporting(asking), caller("ada")
    asking.queries.is_slow = True
    running = exporting.use_case.ask(ada, {**INSIGHT, "format": "csv"})
    asking.queries.running.clear()
    asking.queries.is_slow = False
    asking.answers.running.clear()
    assert exporting.use_case.look(ada, running["id"])["state"] == "answered"
    assert len(asking.queries.started) == 4
