"""Statements of reports over the sample lake, one for each thing that makes the SQL another."""

import shlex
from datetime import date

from tally.adapters.athena.answers import Answer

from tests.cli.fake_tally import FakeTally, run

_COUNTS = ("disputed", "open_cells", "events", "unwitnessed_events", "matched", "witness_events")

FUNNELS = {
    "deepest entries": '"Product Viewed" "Product Added" "Order Completed" --window 3d',
    "first entries": '"Product Viewed" "Product Added" --reentry first --window 1h',
    "attempts": '"Product Viewed" "Order Completed" --count totals --window 30d',
    "sessions": '"Page Viewed" "Product Viewed" --count sessions',
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


class _Listener(FakeTally):
    """Hears what is asked, and answers nothing."""

    def ask(self, sql: str, database: str | None = None) -> Answer:
        super().ask(sql, database)
        return Answer([], [dict.fromkeys(_COUNTS, 0) | {"reason": None}] if "daily_verdicts" in sql else [])


def list_statements(first: date, last: date) -> dict[str, str]:
    """Name -> the statement that the command asks first."""
    return {f"funnel, {name}": _statement(f"funnel {words}", first, last) for name, words in FUNNELS.items()}


def _statement(words: str, first: date, last: date) -> str:
    tally = _Listener()
    result = run(tally, *shlex.split(words), "--from", str(first), "--to", str(last), "--format", "json")
    assert result.exit_code == 0, result.output
    return tally.statements[0]
