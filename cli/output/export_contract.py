"""What the document of the reports' API says of exports: the body that asks for one, and the file."""

from typing import Any

from tally.domain.exports.asked_export import MOST_REPORTS, MOST_TITLE, ExportFormat
from tally.domain.exports.boards.look import FILTERS
from tally.domain.exports.boards.parts import BOARDS, PARTS
from tally.domain.page.board_look import COMPARISONS, PERIODS
from tally.domain.reports.written.kinds import KINDS
from tally.domain.words.words import LANGUAGES

_TITLE = {"type": "string", "minLength": 1, "maxLength": MOST_TITLE}
_REPORT: dict[str, Any] = {
    "kind": {"enum": [*KINDS]},
    "asked": {"type": "object", "description": "The body of the report's own path."},
    "question": {**_TITLE, "description": "Instead of a kind: the name that a question is saved under."},
    "published": {"enum": [*PARTS], "description": "Instead of both: a published part of dashboards."},
    "title": _TITLE,
}
_CHOICES = {"period": {"enum": [*PERIODS]}, "compare": {"enum": [*COMPARISONS]}}
_SCHEMA = {
    "type": "object",
    "required": ["format"],
    "properties": {
        "format": {"enum": [str(each) for each in ExportFormat]},
        "language": {"enum": [*LANGUAGES]},
        "dashboard": {
            **_TITLE,
            "description": f"Instead of all below: a name of the shop's own, or {', '.join(BOARDS)}.",
        },
        "filters": {
            "type": "object",
            "properties": {name: _CHOICES.get(name, {"type": "string"}) for name in FILTERS},
            "additionalProperties": False,
            "description": "Of published parts, as the page has them.",
        },
        **_REPORT,
        "reports": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_REPORTS,
            "items": {"type": "object", "properties": _REPORT},
            "description": "Instead of one in the body itself: several in one zip, xlsx or pdf.",
        },
    },
}

EXPORT_BODY: dict[str, Any] = {"required": True, "content": {"application/json": {"schema": _SCHEMA}}}

EXPORTED: dict[str, Any] = {
    "type": "object",
    "required": ["state", "file", "url"],
    "properties": {
        "state": {"const": "answered"},
        "file": {"type": "string", "description": "A name for it."},
        "url": {
            "type": "string",
            "pattern": "^(data|https?):",
            "description": "The file itself; of more than 3.8 MB an address that is good for five minutes.",
        },
    },
    "additionalProperties": False,
}
