"""What collect_events is measured against: Powertools' resolver with validation, Pydantic models, boto3.

Written as its documentation shows it, with the same rules and the same write key check. The resolver reads no
gzip, so the handler unzips before it.
"""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Annotated, Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from bench.event_bodies import WRITE_KEY

_CREDENTIALS = "Basic " + base64.b64encode(f"{WRITE_KEY}:".encode()).decode()
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)

app = APIGatewayHttpResolver(enable_validation=True)
sqs = boto3.client("sqs")
s3 = boto3.client("s3")


class TypicalEvent(BaseModel):
    """One event; what is not named stays in it."""

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)

    event: Annotated[str, Field(min_length=1)]
    event_id: str | None = None
    occurred_at: AwareDatetime | float | None = None
    sent_at: AwareDatetime | float | None = None
    user_id: str | None = None
    device_id: str | None = None
    distinct_id: str | None = None
    session_hint: str | None = None
    platform: str | None = None
    properties: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _plausible(self) -> "TypicalEvent":
        if not (self.user_id or self.device_id or self.distinct_id):
            raise ValueError("an id is needed")
        if isinstance(self.occurred_at, float) and self.occurred_at < 31_536_000:
            raise ValueError("the time lies before 1971-01-01")
        if isinstance(self.occurred_at, datetime) and self.occurred_at < _EARLIEST:
            raise ValueError("the time lies before 1971-01-01")
        return self


@app.post("/v1/events")
def post_events(events: list[TypicalEvent]) -> Response[dict[str, Any]]:
    """Queue the validated events."""
    if app.current_event.headers.get("authorization") != _CREDENTIALS:
        return Response(401, "application/json", {"error": "unknown_key"})
    sqs.send_message(
        QueueUrl="https://sqs.eu-south-1.amazonaws.com/123456789012/tally-events",
        MessageBody=json.dumps([event.model_dump(mode="json", exclude_unset=True) for event in events]),
    )
    return Response(200, "application/json", {"accepted": len(events), "rejected": []})


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Entry point."""
    if event["isBase64Encoded"]:
        event["body"] = gzip.decompress(base64.b64decode(event["body"])).decode()
        event["isBase64Encoded"] = False
        event["headers"]["content-type"] = "application/json"  # the resolver takes nothing else
    return app.resolve(event, context)  # type: ignore[arg-type]  # any object serves as context here
