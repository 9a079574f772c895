"""The answer that docs/guides/reports-api.md shows: of the demo's shop, to the request that stands above it.

    python -m tests.demo.reports_api_page

Id, build, moment and bytes are those of the test; rows and verdict are the shop's.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cli.home import ROOT
from tests.answering import Asking, caller
from tests.demo.reports_page import open_demo
from tests.reports.commands import NightTally

_ID = "385dd1c3dbeece53f239d29c6cd02588"
"""Another one with each release: Tally's version and all of a question's fields are in it."""

PAGE = ROOT / "docs" / "guides" / "reports-api.md"
_REQUEST = re.compile(r"POST /v1/reports/(?P<kind>\w+)\n.*?\n\n(?P<asked>\{.*?\})\n", re.DOTALL)
_ANSWER = re.compile(r"(?<=<!-- answer -->\n).*?(?=<!-- /answer -->)", re.DOTALL)


def write_page(page: str, tally: NightTally) -> str:
    """The page with the answer to its request."""
    request = _REQUEST.search(page)
    assert request is not None
    asking = Asking(
        lambda sql: tally.ask(sql, "lake").rows,
        tally.timezone,
        build="b20260304t031500",
        now=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    )
    asking.queries = replace(asking.queries, scanned_bytes=1_048_576)
    asking.serve = replace(asking.serve, queries=asking.queries)
    answer = asking.serve.ask(caller(), request["kind"], json.loads(request["asked"]))
    return _ANSWER.sub(lambda _: f"```json\n{_lay_out(answer)}\n```\n", page)


def _lay_out(answer: Mapping[str, Any]) -> str:
    """A line a member, and a row; of the statement its beginning."""
    shown = {**answer, "id": _ID, "sql": answer["sql"].split()[0] + " ..."}
    members = {name: json.dumps(value, ensure_ascii=False) for name, value in shown.items() if name != "rows"}
    rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in answer["rows"])
    members["rows"] = "[\n" + rows + "\n  ]"
    lines = [f'  "{name}": {members[name]}' for name in shown]
    return "{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    PAGE.write_text(write_page(PAGE.read_text(), open_demo()))
