"""Reads how fresh the lake and its published tables are, from the catalog: Athena is asked nothing."""

import json
import re
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from tally.adapters.athena.stored_views import read_view_sql
from tally.domain.events.landing_record import LandingRecord
from tally.modelling.building import build_moment

from cli.freshness import Freshness


def fetch_freshness(glue: Any, s3: Any, database: str, table: str) -> Freshness:
    """What the catalog says of the lake and of a published view; it asks Athena nothing."""
    return Freshness(_read_events_until(glue, s3, database), _read_models_of(glue, database, table))


def _read_events_until(glue: Any, s3: Any, database: str) -> datetime | None:
    """The newest landing object that a commit took, as the lake's newest snapshot with a record says."""
    location = _find_table(glue, database, "events").get("Parameters", {}).get("metadata_location")
    if location is None:
        return None
    bucket, _, key = location.removeprefix("s3://").partition("/")
    metadata = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    snapshots = sorted(metadata.get("snapshots", ()), key=lambda each: -each["timestamp-ms"])
    records = (LandingRecord.from_summary(each.get("summary", {})) for each in snapshots)
    return next((record.seen_until for record in records if record.seen_until), None)


def _read_models_of(glue: Any, database: str, table: str) -> datetime | None:
    text = _find_table(glue, database, table).get("ViewOriginalText", "")
    build = re.search(rf"\b{database}_(b\w+)", read_view_sql(text))
    return build_moment(build[1]) if build else None


def _find_table(glue: Any, database: str, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = glue.get_table(DatabaseName=database, Name=name)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        return {}
    return found
