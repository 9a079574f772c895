"""What the reports' API says of the daily report: one's own choice, and the link of a mail."""

from typing import Any

from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.reports.kpis import KPIS
from tally.domain.settings.subscription_text import MOST_KPIS
from tally.domain.words.words import LANGUAGES

_TEXT = {"type": "string"}
_CHOICES: dict[str, Any] = {
    "hour": {"type": "integer", "minimum": 0, "maximum": 23, "description": "On the shop's clock."},
    "language": {"enum": list(LANGUAGES)},
    "kpis": {
        "type": "array",
        "maxItems": MOST_KPIS,
        "uniqueItems": True,
        "items": {"enum": list(KPIS)},
        "description": "None are the main ones.",
    },
    "weekdays": {"type": "array", "items": {"enum": list(WEEKDAYS)}, "description": "None is never."},
}
_SHOWN = {
    "type": "object",
    "required": ["email", "offered", "version", *_CHOICES],
    "properties": {
        "email": _TEXT,
        "offered": {"type": "array", "items": _TEXT, "description": "The KPIs, as a shop reads them."},
        "version": {"type": "integer", "minimum": 0},
        **_CHOICES,
    },
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "description": "The ETag of what was read.",
}
_ETAG = {"ETag": {"required": True, "schema": _TEXT, "description": "The version, in quotes."}}
_TOKEN = {"name": "token", "in": "query", "required": True, "schema": _TEXT}
_REFUSALS = {
    "400": "It cannot be chosen: `detail` says what to write instead.",
    "401": "Nobody is logged in.",
    "403": "Who asks has no role, or no verified address.",
    "412": "It was changed meanwhile: read it first.",
    "413": "The body is larger than may be.",
    "503": "Something that Tally needs is away.",
}


def make_subscription_paths() -> dict[str, Any]:
    """The paths of the daily report."""
    body = {"type": "object", "properties": _CHOICES, "additionalProperties": False}
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    return {
        "/v1/subscription": {
            "get": {"operationId": "read_subscription", "responses": _answer("401", "403", "503")},
            "put": {
                "operationId": "put_subscription",
                "parameters": [_IF_MATCH],
                "requestBody": sent,
                "responses": _answer("400", "401", "403", "412", "413", "503"),
            },
        },
        "/v1/unsubscribe": {
            "get": _follow("ask_to_unsubscribe", "The question, with a button that posts."),
            "post": _follow("unsubscribe", "The daily report goes there no more."),
        },
    }


def _answer(*statuses: str) -> dict[str, Any]:
    shown = {"content": {"application/json": {"schema": _SHOWN}}, "headers": _ETAG}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {status: {"description": _REFUSALS[status], "content": problem} for status in statuses}
    return {"200": {"description": "What stands.", **shown}, **refused}


def _follow(name: str, done: str) -> dict[str, Any]:
    """Without a log-in: whoever has the mail has its token."""
    page = {"content": {"text/html": {"schema": _TEXT}}}
    return {
        "operationId": name,
        "security": [],
        "parameters": [_TOKEN],
        "responses": {
            "200": {"description": done, **page},
            "404": {"description": "The token is not Tally's.", **page},
        },
    }
