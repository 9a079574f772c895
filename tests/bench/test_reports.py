"""The bench of reports on a few events: questions that are compared, or written for others, answer alike."""

from pathlib import Path

import pytest
from tally.modelling import catalog

from bench.report_events import write_events
from bench.report_measuring import Counts
from bench.report_ours import QUESTIONS, connect
from bench.report_peer_roll_up import FACTS, FIRST_ORDER_SUMS


@pytest.mark.slow  # a dozen statements are translated
def test_what_is_compared_answers_alike(tmp_path: Path) -> None:
    events = tmp_path / "events.parquet"
    assert write_events(events, visits=3_000) > 3_000
    visitors = [count(question, events) for question in ("roll_up", "publish", "kpis")]
    assert visitors[0] == visitors[1] == visitors[2] != {}
    funnels = ("funnel_counts", "funnel", "funnel_by_self_join", "asked_first", "asked_again")
    counts = [count(question, events) for question in funnels]
    assert all(each == counts[0] for each in counts)
    assert counts[0]["1"] > 0
    retentions = [
        count(question, events) for question in ("retention", "retention_value", "retention_matched")
    ]
    assert retentions[0] == retentions[1] == retentions[2] != {}


def count(question: str, events: Path) -> Counts:
    """Of steps that somebody reached: a statement has no row of others."""
    with connect(events) as database:
        counts = QUESTIONS[question](database, events.parent)()
    return {key: number for key, number in counts.items() if number}


def test_chdb_sums_up_the_columns_of_the_roll_up() -> None:
    of_facts = {*FACTS, *FIRST_ORDER_SUMS, "profile", "first_ordered_at"}
    of_the_visit = {"business_date", "platform", "country", "region", "person_key"}
    assert of_facts | of_the_visit == {each.name for each in catalog.model("kpi_person_days").columns}
