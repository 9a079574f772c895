"""Statements of reports over the sample lake, one for each thing that makes the SQL another."""

import shlex
from datetime import date

from tests.cli.fake_tally import FakeTally, run

FUNNELS = {
    "deepest entries": '"Product Viewed" "Product Added" "Order Completed" --window 3d',
    "first entries": '"Product Viewed" "Product Added" --reentry first --window 1h',
    "attempts": '"Product Viewed" "Order Completed" --count totals --window 30d',
    "sessions": '"Page Viewed" "Product Viewed" --count sessions',
    "counts alone": '"Page Viewed" "Product Viewed" "Order Completed" --no-times',
    "the same event twice": '"Product Viewed" "Product Viewed" --window 30d',
    "any order": '"Product Added*" "Product Viewed*" "Order Completed" --window 30d',
    "what ends an entry": '"Product Viewed" "Order Completed" --exclude "Product Added" --window 30d',
    "held": '"Product Viewed" "Product Added" --hold product_id --hold platform --window 30d',
    "segments of a column": '"Product Viewed" "Order Completed" --by platform:last --window 30d',
    "segments of attempts": '"Product Viewed" "Order Completed" --by country --reentry first --window 9d',
    "segments of JSON": '"Product Viewed" "Order Completed" --by "it\'s [odd] \\"name\\"" --window 30d',
    "conditions": '"Product Viewed[country!=IT][price>=1][!x][y]" "Order Completed[coupon=A|B]" --window 30d',
    "a filter": '"Product Viewed" "Order Completed" --filter "[platform=ios|web]" --window 30d',
    "a sum": '"Product Added" "Order Completed" --sum value --window 30d',
    "persons": '"Product Viewed" "Order Completed" --persons 1 --window 30d',
}

INSIGHTS = {
    "total": '"Product Viewed"',
    "any event": '"*" --measure persons --interval day',
    "sessions by hour": '"Page Viewed" --measure sessions --interval hour --from 2026-03-20 --to 2026-03-31',
    "a sum by quarter": '"Order Completed" --measure sum --property revenue --interval quarter',
    "a percentile by JSON": '"Order Completed" --measure p90 --property revenue --by "it\'s odd"',
    "distinct items": '"Product Viewed" --measure distinct --property tags --by country',
    "a number per person": '"Order Completed" --measure median --property total --per-person average',
    "counted once": '"Product Viewed" --measure persons --by platform --count-once last --interval week',
    "trailing days, once": '"Product Viewed" --measure mau --by platform --count-once last --interval week',
    "a year before": '"Product Viewed" --measure wau --interval month --compare previous_year',
    "profiles and sessions": '"Product Viewed[profile.number>=0]" --measure average '
    "--property session.duration_s --by profile.list --interval month",
    "cohorts": '"Product Viewed[cohort.adders=out]" --measure persons --by cohort.adders',
    "a formula": '--formula "A / B" --a "persons:Order Completed" --b "mau:Product Viewed" --by country',
}

_DAYS = "--as-of 2026-04-01"

COHORTS = {
    "did and did not": f'--did "Page Viewed; at least 2" --did-not "Order Completed[coupon=A]" {_DAYS}',
    "did not, alone": f'--did-not "Product Viewed; within 2d" {_DAYS}',
    "the first time": f'--first-time "Product Viewed; within 3d" {_DAYS}',
    "profiles": f'--profile "[list=a]" --profile "[number>=0]" --profile "[!other]" {_DAYS}',
    "no such profile": f'--profile "[list!=a]" {_DAYS}',
    "sequences": f'--sequence "Page Viewed; Product Viewed" --sequence "Page Viewed*; Page Viewed*" {_DAYS}',
    "any": f'--any "profile [a=1] or sequence Page Viewed; Product Viewed and did not Search" {_DAYS}',
    "a step": f'--dropped-off "step 1 of Product Viewed; Order Completed; window 1d; within 9d" {_DAYS}',
    "sizes": '--sequence "Page Viewed; Product Viewed; within 2d" --on 2026-03-29 --on 2026-04-01',
}

OF_COHORTS = {
    "a funnel": '"Product Viewed" "Order Completed" --window 30d --cohort "did Product Added" '
    '--cohort "sequence Page Viewed; Page Viewed" --cohort-as-of 2026-04-01',
}


RETENTIONS = {
    "rolling days": '--birth "Product Viewed" --return "*" --from 2026-01-01 --to 2026-01-31',
    "calendar weeks": '--birth "*" --return "Order Completed" --unit week --mode calendar --criteria on',
    "a streak of months": '--birth "*" --return "*" --unit month --mode calendar --criteria streak',
    "days active a month": '--birth "*" --return "*" --unit month --mode calendar --criteria active-days',
    "the value of customers": '--birth "Product Viewed" --return "Order Completed" --unit month '
    "--criteria on-or-before --value revenue --birth-once",
    "a held value": '--birth "Product Viewed" --return "Product Viewed" --unit week --match product_id',
    "a held value of JSON": '--birth "Product Viewed" --return "*" --unit week --criteria on --match tags',
}


FLOWS = {
    "before and after": '--anchor "Order Completed[coupon=A|B]" --before 2 --after 3 --window 3d --top 2',
    "attempts": '--anchor "*" --count totals --hide "Page Viewed" --expand "Product Viewed[tags]"',
    "sessions, merged": '--anchor "Page Viewed" --count sessions --merge-repeats '
    '--expand "Order Completed[it\'s]"',
}


SESSIONS = {
    "the usual properties": "",
    "odd properties": '--first "it\'s [odd]" --first value --first tags --limit 5',
}


KPIS = {
    "days of each region": "--by region",
    "one of them, of a platform by country": "--kpi net_revenue --platform web --by country",
    "a range": "--total",
    "a range of each profile, as of a day": "--total --by profile --as-of 2026-04-01",
    "a week before": "--compare",
}


def list_statements(first: date, last: date) -> dict[str, str]:
    """Name -> the statement that answers the command."""
    kinds = {
        "funnel": FUNNELS,
        "insights": INSIGHTS,
        "retention": RETENTIONS,
        "flows": FLOWS,
        "sessions": SESSIONS,
        "kpis": KPIS,
    }
    days = ("--from", str(first), "--to", str(last))
    asked = {
        f"{kind}, {name}": _statement(kind, *(() if "--from" in words else days), *shlex.split(words))
        for kind, questions in kinds.items()
        for name, words in questions.items()
    }
    cohorts = {
        f"cohort, {name}": _statement("cohort", *shlex.split(words)) for name, words in COHORTS.items()
    }
    of_cohorts = {
        f"of a cohort, {name}": _statement("funnel", *days, *shlex.split(words))
        for name, words in OF_COHORTS.items()
    }
    return asked | cohorts | of_cohorts


def _statement(*words: str) -> str:
    tally = FakeTally(known_places=[{"kind": "platform", "name": "web"}])
    run(tally, "cohort", "--did", "Product Added", "--save", "adders", "--written-by", "anna")
    result = run(tally, *words, "--sql")
    assert result.exit_code == 0, result.output
    return result.stdout
