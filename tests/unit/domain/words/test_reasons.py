"""Reasons and notes in French: every one that the code or the SQL can say."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from tally.domain.audit.verdicts import NOUNS, CellCounts, judge
from tally.domain.reports.events_verdict import NOTHING_TO_COMPARE, EventsVerdict
from tally.domain.reports.funnel import MOST_SEGMENTS
from tally.domain.reports.kpi_comparison import compare_with_week_before
from tally.domain.reports.kpis import KPIS
from tally.domain.reports.restatements import NO_ARRIVAL, find_restatements
from tally.domain.words.reasons import read_reason, tell_reason
from tally.domain.words.words import ENGLISH, Words, read_texts

from tests.reports.example_questions import EXAMPLES

FRENCH = Words("fr")
SQL = Path(__file__).parents[4] / "layers/tally/python/tally/sql"
TELLING_SQL = (
    *("marts/daily_verdicts", "marts/kpi_campaign", "intermediate/kpi_verdicts"),
    *("intermediate/noted_kpis", "intermediate/order_doubts", "intermediate/campaign_sales"),
)


def judge_cells() -> Iterator[str]:
    """Reasons of cells with none, one and many of everything."""
    few = (0, 1, 40)
    for event in NOUNS:
        yield from (judge(CellCounts(event, lake, lake), hour_has_witness=True).reason for lake in few)
    for event in ("Order Completed", "Wish; Listed"):
        for witness, missing, other, doubled in product((0, 1, 90), few, few, few):
            lake = 90
            cell = CellCounts(
                event,
                lake,
                witness,
                missing_in_lake=min(missing, witness),
                quarantined=min(missing, witness) // 2,
                missing_in_witness=min(other * 10, lake),
                duplicates_in_lake=doubled,
                duplicates_in_witness=other,
                moved=doubled,
                amount_differs=other,
            )
            yield judge(cell, hour_has_witness=missing == 0).reason


def list_report_verdicts() -> Iterator[str]:
    row = {"reason": "no witness in this hour", "disputed": 0, "open_cells": 0, "events": 5000}
    for unwitnessed in (0, 7):
        told = {**row, "matched": 4990, "witness_events": 4995, "unwitnessed_events": unwitnessed}
        yield EventsVerdict.judge(told).reason
    yield NOTHING_TO_COMPARE


def list_notes() -> Iterator[str]:
    day = date(2026, 3, 8)
    row = dict.fromkeys(("platform", "country", "region", "profile", "kpi", "unit", "currency"), "all")
    row |= {"business_date": day, "value": 1.0, "verdict": "audited", "reason": "", "note": None}
    before = {
        **row,
        "business_date": date(2026, 3, 1),
        "verdict": "disputed",
        "reason": "no witness in this hour",
    }
    yield compare_with_week_before([row], day)[0]["note"]
    yield compare_with_week_before([row, before], day)[0]["note"]
    for late in ({}, {day: 1}, {day: 2000}, {before["business_date"]: 3}):
        [restated] = find_restatements([row], [{**row, "value": 2.0}], lambda _: True, late)
        yield restated.because
    yield from (kpi.missing for kpi in KPIS.values() if kpi.missing)
    yield NO_ARRIVAL
    yield f"Only the {MOST_SEGMENTS} segments with most entries stand alone, all others are (other)"


def unread(reason: str) -> list[str]:
    return [part for part in read_reason(reason) if isinstance(part, str)]


LOST = (
    "Order Completed at 07:00 on ios: 10 of 109 orders the witness saw are not in the lake, chance explains "
    "3 at most"
)


def list_kpi_verdicts() -> Iterator[str]:
    """Of answers of several numbers, and of days as one figure."""
    kpi = EXAMPLES["kpis"]
    for reason in ("no witness in this hour", NOTHING_TO_COMPARE, LOST):
        for verdict in ("audited", "unaudited", "disputed"):
            row = {**kpi.answer[0], "verdict": verdict, "reason": reason}
            for rows in ([], [row], [row, row]):
                yield kpi.question.judge(rows).reason  # type: ignore[attr-defined]
    yield from kpi.question.tell([])  # type: ignore[attr-defined]
    total = EXAMPLES["KPIs of a range"]
    for found in ({}, {"verdict": None}, {"verdict": "disputed"}, {"verdict": "unaudited", "days": 1}):
        yield total.question.complete([{**total.rows[0], **found}])[0]["reason"]


@pytest.mark.parametrize("reasons", [judge_cells, list_report_verdicts, list_notes, list_kpi_verdicts])
def test_every_part_has_words_and_says_in_english_what_was_said(reasons) -> None:  # type: ignore[no-untyped-def]
    told = {*reasons()}
    assert {reason for reason in told if unread(reason)} == set()
    assert {tell_reason(ENGLISH, reason) for reason in told} == told
    assert all(tell_reason(FRENCH, reason) != reason for reason in told)


def list_sql_texts() -> Iterator[tuple[str, str]]:
    """Pieces of sentences in the SQL; facts, doubts and other codes are read by no person."""
    for name in TELLING_SQL:
        text = re.sub(r"/\*.*?\*/|--[^\n]*", "", (SQL / f"{name}.sql").read_text(), flags=re.DOTALL)
        text = re.sub(
            r"'[^']*'( \|\| [\w.]+)? as (fact|doubt)\b|like '[^']*'|'order (amounts|buyers|states)'", "", text
        )
        yield from ((name, piece) for piece in re.findall(r"'([^']*)'", text) if re.search(r"\w ", piece))


def test_every_text_of_the_sql_has_words() -> None:
    known = "\n".join(
        form
        for key, text in read_texts("en").items()
        if key.startswith("reason.")
        for form in ([text] if isinstance(text, str) else text.values())
    )
    pieces = [*list_sql_texts()]
    assert len(pieces) > 25
    lacking = [(name, piece) for name, piece in pieces if piece.removeprefix("; ") not in known]
    assert lacking == []


def test_a_reason_of_a_kpi() -> None:
    reason = (
        "the next day, Order Completed at 07:00 on ios: 10 of 1090 orders the witness saw are not in the "
        "lake (3 of them in quarantine), chance explains 2 at most (and 1 more like it); of 1815 events the "
        "witness vouches for all but 12; 1 order is told with different amounts: 12.5 EUR left out"
    )
    assert tell_reason(FRENCH, reason) == (
        "le lendemain, Order Completed à 07:00 sur iOS\u202f: sur 1\u202f090 commandes chez le témoin, "
        "10 manquent dans le lac (dont 3 en quarantaine), le hasard en explique 2 au plus (et 1 autre de ce "
        "genre)\u202f; sur 1\u202f815 événements, le témoin les confirme tous sauf 12\u202f; 1 commande est "
        "signalée avec des montants différents\u202f: 12,50 EUR non comptés"
    )
    assert tell_reason(ENGLISH, reason) == reason


def test_a_reason_of_several_numbers_and_days() -> None:
    told = tell_reason(FRENCH, f"43 of 44 numbers, visitors: 1 of 2 days, 2026-03-03: {LOST}")
    assert told == (
        "43 chiffres sur 44, Visiteurs\u202f: 1 jour sur 2, 3 mars 2026\u202f: "
        "Order Completed à 07:00 sur iOS\u202f: "
        "sur 109 commandes chez le témoin, 10 manquent dans le lac, le hasard en explique 3 au plus"
    )


def test_what_no_text_fits_stays_as_it_is() -> None:
    assert tell_reason(FRENCH, "a newer reason; no spend recorded") == (
        "a newer reason\u202f; aucune dépense enregistrée"
    )
    assert tell_reason(FRENCH, "") == ""
