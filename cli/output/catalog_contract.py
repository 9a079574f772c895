"""What the reports' API says of suggestions: a part of report_contract."""

from typing import Any

from tally.domain.plan.plan_status import PlanStatus

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_OR_NULL = {"type": ["string", "null"]}
_EVENT = {
    "name": _TEXT,
    "volume": _COUNT,
    "description": _OR_NULL,
    "owner": _OR_NULL,
    "status": {"enum": [*PlanStatus, None]},
    "first_seen": {},
    "last_seen": {},
}
_PROPERTY = {
    "name": _TEXT,
    "on": {"enum": ["event", "profile", "session", "cohort"]},
    "event": _OR_NULL,
    "type": _OR_NULL,
    "description": _OR_NULL,
    "volume": {"type": ["integer", "null"], "minimum": 0},
}
_REFUSALS = {
    "400": "It is not said of what.",
    "401": "Nobody is logged in.",
    "403": "The roles of who asks do not allow it.",
    "503": "Nothing is published yet, or something that Tally needs is away.",
}


def make_catalog_paths() -> dict[str, Any]:
    """The paths of suggestions; they run no query."""
    names = _make_object({"build": _TEXT, "events": _list(_EVENT), "properties": _list(_PROPERTY)})
    values = _make_object({"values": _list({"value": {}, "events": _COUNT})})
    asked = [
        {"name": name, "in": "query", "required": name != "prefix", "schema": {**_TEXT, "minLength": 1}}
        for name in ("event", "property", "prefix")
    ]
    return {
        "/v1/catalog": {"get": _make_operation("listNames", names, [])},
        "/v1/catalog/values": {"get": _make_operation("listValues", values, asked)},
    }


def _make_operation(operation_id: str, schema: dict[str, Any], parameters: list[Any]) -> dict[str, Any]:
    refused = {status: text for status, text in _REFUSALS.items() if parameters or status != "400"}
    again = {"Retry-After": {"description": "Seconds.", "schema": _TEXT}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": operation_id,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Suggestions.", "content": {"application/json": {"schema": schema}}},
            **{
                status: {"description": text, "content": problem}
                | ({"headers": again} if status == "503" else {})
                for status, text in refused.items()
            },
        },
    }


def _list(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _make_object(members)}


def _make_object(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [*members], "properties": members, "additionalProperties": False}
