"""Erases a customer by calling forget_customer until nothing remains that can be done now."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tally.domain.people.erasure import PROOFS, TIME_IS_UP

from cli.clients import Endpoint, wait_until_landed
from cli.commands.run import invoke
from cli.output.progress import step

FUNCTION = "forget_customer"
MENTIONS = ["mentions_blanked", "mentions_left"]
REMOVED = ["rows", "objects_rewritten", "objects_deleted", "bytes_removed", "snapshots_expired"]
COUNTS = [*REMOVED, *MENTIONS]

_LONGEST_IN_A_QUEUE = timedelta(days=14)
"""What an erasure may wait for is over by then."""

Answer = Mapping[str, Any]


def look(endpoint: Endpoint, customer_id: str) -> Answer:
    """What is held of a customer, and where; nothing is changed."""
    with step("Looking for the customer"):
        answer: Answer = invoke(endpoint, FUNCTION, {"id": customer_id, "dry_run": True})
    return answer


def is_nothing(looked: Answer) -> bool:
    """Whether no place holds anything of the customer, and nothing that may is on its way."""
    found = looked["places"].values()
    return not looked["parcels_waiting"] and not any(count for place in found for count in place.values())


def is_one_unfinished(endpoint: Endpoint) -> bool:
    """Whether an erasure begun lately is not finished. Proofs name nobody: the next may be what ends it."""
    since = datetime.now(UTC) - _LONGEST_IN_A_QUEUE
    return any(
        row["finished_at"] is None and datetime.fromisoformat(row["begun_at"]) >= since
        for row in proofs(endpoint)
    )


def forget(endpoint: Endpoint, customer_id: str, looked: Answer, *, mentions: bool) -> Answer:
    """Land and commit what is under way, then erase; the last answer of the function."""
    with step("Landing what was sent") as update:
        wait_until_landed(endpoint, update)
    with step("Committing what has landed"):
        _while_remaining(lambda: invoke(endpoint, "commit_events", {}))
    request = {"id": customer_id, "devices": looked["devices"], "mentions": mentions}
    with step("Erasing") as update:
        while True:
            answer: Answer = invoke(endpoint, FUNCTION, request)
            if TIME_IS_UP not in answer["reasons"]:
                return answer
            update(f"{sum(place['rows'] for place in answer['places'].values()):,} rows so far")
            request["request_id"] = answer["request_id"]


def proofs(endpoint: Endpoint) -> list[dict[str, Any]]:
    """One row for each erasure that was ever begun, oldest first."""
    s3, bucket = endpoint.client("s3"), endpoint.outputs["LakeBucket"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PROOFS)
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    return sorted((_proof(s3, bucket, key) for key in keys), key=lambda row: row["begun_at"])


def _proof(s3: Any, bucket: str, key: str) -> dict[str, Any]:
    stored = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    # Older proofs know of no mentions.
    counts = {name: sum(place.get(name, 0) for place in stored["places"].values()) for name in COUNTS}
    names = ("request_id", "begun_at", "finished_at", "tally_version")
    return {**{name: stored[name] for name in names}, **counts, "key": key}


def _while_remaining(call: Callable[[], Answer]) -> None:
    while call()["remaining"]:
        pass
