"""What the reports' API says of all that people save: a part of report_contract."""

from typing import Any

from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.reports.written.kinds import KINDS
from tally.domain.schedules.export_schedule import Every
from tally.domain.settings.dashboard_text import LONGEST_TITLE, MOST_PANELS, WIDTHS
from tally.domain.settings.saved_by import MOST_LETTERS
from tally.domain.settings.schedule_text import FOLDER, LAST_DAY, MOST_ADDRESSES
from tally.domain.words.words import LANGUAGES

_TEXT = {"type": "string"}
_DESCRIPTION = {"type": "string", "maxLength": MOST_LETTERS}
_NAME = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"}
_ASKED = {"type": "object", "description": "The body of the report."}
_PANEL = {
    "type": "object",
    "properties": {
        "question": _NAME,
        "published": _NAME,
        "title": {"type": "string", "maxLength": LONGEST_TITLE},
        "width": {"enum": list(WIDTHS)},
    },
    "additionalProperties": False,
}
_TO = {
    "type": "object",
    "properties": {
        "mail": {"type": "array", "maxItems": MOST_ADDRESSES, "items": _TEXT},
        "folder": {"type": "string", "pattern": f"^{FOLDER}$", "description": "Of the exports bucket."},
        "table": {"type": "boolean", "description": "Rows go to scheduled_answers."},
    },
    "additionalProperties": False,
    "minProperties": 1,
}
_SCHEDULE = {
    "question": _NAME,
    "dashboard": _NAME,
    "every": {"enum": list(Every)},
    "day": {
        "oneOf": [{"enum": list(WEEKDAYS)}, {"type": "integer", "minimum": 1, "maximum": LAST_DAY}],
        "description": "Of a week, or of a month.",
    },
    "hour": {"type": "integer", "minimum": 0, "maximum": 23, "description": "On the shop's clock."},
    "format": {"enum": list(ExportFormat)},
    "language": {"enum": list(LANGUAGES)},
    "to": _TO,
}
_BODIES: dict[str, tuple[list[str], dict[str, Any]]] = {
    "saved": (["kind", "asked"], {"kind": {"enum": list(KINDS)}, "asked": _ASKED}),
    "cohorts": (["asked"], {"asked": _ASKED}),
    "dashboards": (
        ["title"],
        {
            "title": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
            "panel": {"type": "array", "maxItems": MOST_PANELS, "items": _PANEL},
        },
    ),
    "schedules": (["every", "to"], _SCHEDULE),
}
_FIXED = {
    "type": "object",
    "required": ["question", "from", "to"],
    "properties": {
        "question": _NAME,
        "from": {"type": "string", "format": "date"},
        "to": {"type": "string", "format": "date"},
    },
    "description": "A saved question in it that is of these days, whenever it is asked.",
}
_REFUSALS = {
    "400": "It is none of its kind: `detail` says what to write instead.",
    "401": "Nobody is logged in.",
    "403": "The roles of who asks do not allow it, or it is another's.",
    "404": "Nothing is saved under this name.",
    "409": "Others name it: `detail` says which. They go first, or name another.",
    "412": "Another version stands than If-Match names: read it first.",
    "413": "The body is larger than may be.",
    "503": "Something that Tally needs is away.",
}
_FOR = {
    "list": ("400", "401", "403", "503"),
    "read": ("400", "401", "403", "404", "503"),
    "put": ("400", "401", "403", "412", "413", "503"),
    "delete": ("400", "401", "403", "404", "409", "412", "503"),
}
_ETAG = {"ETag": {"required": True, "schema": _TEXT, "description": "The version, in quotes."}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
    "description": "The ETag of the version that was read.",
}
_PLACE = {"name": "name", "in": "path", "required": True, "schema": _NAME}

SETTING_SCHEMAS: dict[str, Any] = {
    "Setting": {
        "type": "object",
        "required": ["name", "version", "owner", "description", "written_by", "written_at"],
        "properties": {
            "name": _NAME,
            "version": {"type": "integer", "minimum": 1},
            "owner": _TEXT,
            "description": _TEXT,
            "written_by": _TEXT,
            "written_at": {"type": "string", "format": "date-time"},
            "fixed": {"type": "array", "items": _FIXED},
        },
        "description": "Beside these the members of its kind.",
    }
}
_SETTING = {"$ref": "#/components/schemas/Setting"}


def make_setting_paths() -> dict[str, Any]:
    """The paths of all that people save."""
    paths: dict[str, Any] = {}
    for place, (required, members) in _BODIES.items():
        paths[f"/v1/{place}"] = {"get": _make_list(place)}
        body = {
            "type": "object",
            "required": required,
            "properties": {**members, "description": _DESCRIPTION},
            "additionalProperties": False,
        }
        sent = {"required": True, "content": {"application/json": {"schema": body}}}
        paths[f"/v1/{place}/{{name}}"] = {
            "get": _make_operation("read", place, [_PLACE]),
            "put": {**_make_operation("put", place, [_PLACE, _IF_MATCH]), "requestBody": sent},
            "delete": _make_operation("delete", place, [_PLACE, _IF_MATCH]),
        }
    return paths


def _make_operation(verb: str, place: str, parameters: list[Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"200": {**_reply("The setting as it stands.", _SETTING), "headers": _ETAG}}
    if verb == "delete":
        done = {"204": {"description": "Deleted."}}
    return {"operationId": f"{verb}_{place}", "parameters": parameters, "responses": done | _refuse(verb)}


def _make_list(place: str) -> dict[str, Any]:
    each = {"type": "array", "items": _SETTING}
    schema = {"type": "object", "required": [place], "properties": {place: each}}
    responses = {"200": _reply("All of them.", schema), **_refuse("list")}
    return {"operationId": f"list_{place}", "responses": responses}


def _refuse(verb: str) -> dict[str, Any]:
    problem = {"$ref": "#/components/schemas/Problem"}
    again = {"Retry-After": {"description": "Seconds.", "schema": _TEXT}}
    return {
        status: _reply(_REFUSALS[status], problem, "application/problem+json")
        | ({"headers": again} if status == "503" else {})
        for status in _FOR[verb]
    }


def _reply(description: str, schema: Any, content_type: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {content_type: {"schema": schema}}}
