"""Writes docs/reference/reports-openapi.json, what the reports' API answers to.

    python -m cli.output.report_contract

Every kind's body is made of the same fields as its command's options.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tally.adapters.answering.http_reports import LONGEST_WAIT_S
from tally.domain.audit.verdicts import Verdict
from tally.domain.page.page_file import FOLDERS, NAMES
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.kinds import KINDS, ReportKind
from tally.domain.reports.written.written_question import MOST_LETTERS, MOST_TEXTS
from tally.domain.words.words import LANGUAGES

from cli.output.catalog_contract import make_catalog_paths
from cli.output.export_contract import EXPORT_BODY, EXPORTED
from cli.output.setting_contract import SETTING_SCHEMAS, make_setting_paths
from cli.output.subscription_contract import make_subscription_paths

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reports-openapi.json"

_TEXT = {"type": "string"}
_NO_FILE = {"204": {"description": "The newest build has none: it was saved since, or not asked in time."}}
_FILES_OF = {"folder": {"enum": [*FOLDERS]}, "name": _TEXT}
_MOMENT = {"type": "string", "format": "date-time"}
_DAY = {"type": "string", "format": "date"}
_ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}

_ANSWER = {
    "id": {**_ID, "description": "Under which it is kept; not of a list of persons."},
    "state": {"const": "answered"},
    "kind": {"enum": list(KINDS)},
    "asked": {"type": "object", "description": "The question as it was written."},
    "days": {
        "type": "object",
        "required": ["first", "last"],
        "properties": {"first": _DAY, "last": _DAY},
        "description": "The shop's days that it is about, both inside.",
    },
    "columns": {"type": "array", "items": _TEXT},
    "rows": {"type": "array", "items": {"type": "object"}, "description": "As the command's --format json."},
    "notes": {"type": "array", "items": _TEXT, "description": "What must be known beside the rows."},
    "verdict": {
        "type": "object",
        "required": ["verdict", "reason"],
        "properties": {"verdict": {"enum": [str(each) for each in Verdict]}, "reason": _TEXT},
        "description": "Of the events under it.",
    },
    "build": {**_TEXT, "description": "The night whose tables it read."},
    "answered_at": {**_MOMENT, "description": "The moment that it is of."},
    "cohorts": {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 1},
        "description": "The saved cohorts that it looks at, by name, and which version of each.",
    },
    "scanned_bytes": {"type": "integer", "minimum": 0},
    "sql": {**_TEXT, "description": "The statement that was run."},
    "is_kept": {"type": "boolean", "description": "Whether it was asked before, and read nothing now."},
}
_TOLD = {
    "sentence": {**_TEXT, "description": "The answer in one sentence, where a language is asked for."},
    "chart": {
        "type": ["object", "null"],
        "description": "A Vega-Lite 6 specification with its rows, in this language; null of a list.",
    },
}
_LANGUAGE = {
    "name": "language",
    "in": "query",
    "schema": {"enum": list(LANGUAGES)},
    "description": "With it the answer has a sentence and a chart.",
}
_WAIT = {
    "name": "wait",
    "in": "query",
    "schema": {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT_S},
    "description": "Seconds until it is answered by its id; else the most of a question, and none of a look.",
}
_RUNNING = {"id": _ID, "state": {"const": "running"}}
_PROBLEM = {"title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT}

_AGAIN = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}
_REFUSALS = {
    "400": "It is no question: `detail` says what to write instead.",
    "401": "Nobody is logged in.",
    "403": "The roles of who asks do not allow it.",
    "413": "The question, its answer, or what it reads is larger than may be.",
    "429": "Too many questions at once, or too many bytes on this day.",
    "503": "Nothing is published yet, or something that Tally needs is away.",
}
_UNKNOWN = {"404": "No answer of this id is kept or on its way."}


def make_contract() -> dict[str, Any]:
    """The document, OpenAPI 3.1."""
    place = {"name": "id", "in": "path", "required": True, "schema": _ID}
    answers = _make_operation("readAnswer", "The answer of a question that took longer.", _UNKNOWN)
    answers["parameters"] = [place, _LANGUAGE, _WAIT]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tally's reports",
            "version": "1",
            "description": "The command line's questions, behind log-in. See docs/guides/reports-api.md.",
        },
        "security": [{"token": []}],
        "paths": {
            **{f"/v1/reports/{name}": {"post": _make_question(name, kind)} for name, kind in KINDS.items()},
            "/v1/reports/answers/{id}": {
                "get": answers,
                "delete": {**_make_cancelling(), "parameters": [place]},
            },
            "/v1/published/{name}": {
                "get": _make_file_operation("readPublished", {"name": {"enum": [*NAMES]}})
            },
            "/v1/published/{folder}/{name}": {
                "get": _make_file_operation("readPublishedOf", _FILES_OF, _NO_FILE)
            },
            "/v1/exports": {"post": {**_make_export_operation("exportReport"), "requestBody": EXPORT_BODY}},
            "/v1/exports/{id}": {
                "get": {**_make_export_operation("readExport", _UNKNOWN), "parameters": [place]}
            },
            **make_catalog_paths(),
            **make_setting_paths(),
            **make_subscription_paths(),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {
                "Answer": _make_object(_ANSWER, _TOLD),
                "Running": _make_object(_RUNNING),
                "Problem": _make_object(_PROBLEM),
                **SETTING_SCHEMAS,
            },
        },
    }


def write_contract() -> str:
    """The document as its file has it."""
    return json.dumps(make_contract(), indent=2, ensure_ascii=False) + "\n"


def _make_question(name: str, kind: ReportKind) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": [field.name for field in kind.fields if field.is_required],
        "properties": {field.name: _make_schema(field) for field in kind.fields},
        "additionalProperties": False,
    }
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = _make_operation(f"ask_{name}", f"As tally {name}: docs/guides/reports/{name}.md.", {})
    return {**operation, "parameters": [_LANGUAGE, _WAIT], "requestBody": body}


def _make_cancelling() -> dict[str, Any]:
    refused = {"401": _REFUSALS["401"], "403": _REFUSALS["403"], "404": "No question of yours runs under it."}
    return {
        "operationId": "cancelQuestion",
        "summary": "Who asked waits no more; the question ends when nobody does.",
        "responses": {"204": {"description": "Cancelled."}, **_make_refusals(refused)},
    }


def _make_file_operation(
    operation_id: str, places: Mapping[str, Any], more: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """A published file: no question, so nothing runs and nothing is too much."""
    whole = _make_operation(operation_id, "A file of the newest build: docs/guides/reports-api.md.", {})
    kept = {status: whole["responses"][status] for status in ("401", "403", "503")}
    etag = {"ETag": {"required": True, "schema": _TEXT, "description": "The build, in quotes."}}
    body = {"application/json": {"schema": {"type": "object", "required": ["build"]}}}
    return {
        **whole,
        "parameters": [
            *(
                {"name": place, "in": "path", "required": True, "schema": schema}
                for place, schema in places.items()
            ),
            {"name": "If-None-Match", "in": "header", "schema": _TEXT, "description": "The ETag at hand."},
        ],
        "responses": {
            "200": {"description": "The file.", "headers": etag, "content": body},
            "304": {"description": "The file at hand is the newest.", "headers": etag},
            "404": _make_reply("No file is called so.", "Problem", "application/problem+json"),
            **more,
            **kept,
        },
    }


def _make_export_operation(operation_id: str, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    whole = _make_operation(operation_id, "Reports as a file: docs/guides/reports-api.md.", more or {})
    found = {"description": "The file.", "content": {"application/json": {"schema": EXPORTED}}}
    return {**whole, "responses": {**whole["responses"], "200": found}}


def _make_operation(operation_id: str, summary: str, more: Mapping[str, str]) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "summary": summary,
        "responses": {
            "200": _make_reply("The answer.", "Answer"),
            "202": {
                **_make_reply("It runs still: look again at Location.", "Running"),
                "headers": {"Location": {"required": True, "schema": _TEXT}, **_AGAIN},
            },
            **_make_refusals({**_REFUSALS, **more}),
        },
    }


def _make_refusals(refusals: Mapping[str, str]) -> dict[str, Any]:
    return {
        status: _make_reply(refusals[status], "Problem", "application/problem+json")
        | ({"headers": _AGAIN} if status in ("429", "503") else {})
        for status in sorted(refusals)
    }


def _make_reply(description: str, schema: str, content_type: str = "application/json") -> dict[str, Any]:
    content = {content_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _make_object(
    properties: Mapping[str, Any], optional: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **optional},
        "additionalProperties": False,
    }


def _make_schema(field: Field) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "maxLength": MOST_LETTERS}
    if field.words:
        text = {"enum": [str(word) for word in field.words]}
    schema: dict[str, Any] = {
        Form.TEXT: text,
        Form.TEXTS: {"type": "array", "items": text, "maxItems": MOST_TEXTS},
        Form.NUMBER: {"type": "integer"},
        Form.YES: {"type": "boolean"},
        Form.EITHER: {"type": "boolean"},
    }[field.form]
    return {**schema, "description": field.meaning}


if __name__ == "__main__":
    PAGE.write_text(write_contract())
