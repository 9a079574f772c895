"""Updates of profiles as Arrow columns: one row for each operation on a property."""

from collections.abc import Sequence
from itertools import chain

import pyarrow as pa

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_keys import text_keys
from tally.adapters.landing.event_times import timestamps
from tally.adapters.landing.landing_plan import LandingPlan, repeat_number
from tally.adapters.landing.profile_updates import ProfileUpdate
from tally.domain.events.columns import PROFILE_COLUMNS

SCHEMA = arrow_schema(PROFILE_COLUMNS)


def rows_of(
    updates: Sequence[ProfileUpdate], batch_id: str, dates: BusinessDates, plan: LandingPlan | None = None
) -> pa.RecordBatch:
    """The rows of each update together, in the order of its operations; columns as in PROFILE_COLUMNS.

    The plan treats personal data in the operations, in place.
    """
    if plan is not None:
        for update in updates:
            plan.treat_operations(update.operations)
    places = [place for update in updates for place in range(len(update.operations))]
    operations = list(chain.from_iterable(update.operations for update in updates))
    identities = [update.identity for update in updates for _ in update.operations]
    repeated = pa.array([row for row, update in enumerate(updates) for _ in update.operations], pa.int64())
    columns = {
        **{name: column.take(repeated) for name, column in _describe_updates(updates, dates).items()},
        "dedup_key": text_keys([f"{who}\x1f{place}" for who, place in zip(identities, places, strict=True)]),
        "place": pa.array(places, pa.int32()),
        "operation": pa.array([operation for operation, _, _ in operations], pa.string()),
        "property": pa.array([name for _, name, _ in operations], pa.string()),
        # JSON that msgspec wrote is UTF-8: no need to look again.
        "value": pa.array([value for _, _, value in operations], pa.binary()).view(pa.string()),
        "batch_id": pa.repeat(batch_id, len(places)),
        "plan_version": repeat_number(plan, len(places)),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _describe_updates(updates: Sequence[ProfileUpdate], dates: BusinessDates) -> Arrays:
    """Columns that hold for all operations of an update, one value an update."""
    occurred_at = timestamps([update.occurred_ms for update in updates])
    return {
        "update_id": pa.array([update.update_id for update in updates], pa.string()),
        "kind": pa.array([update.profile.kind for update in updates], pa.string()),
        "profile_id": pa.array([update.profile.profile_id for update in updates], pa.string()),
        "group_key": pa.array([update.profile.group_key for update in updates], pa.string()),
        "profile_key": text_keys([update.profile.key_text for update in updates]),
        "occurred_at": occurred_at,
        "received_at": timestamps([update.received_ms for update in updates]),
        "business_date": dates.of(occurred_at),
        "claimed_at": timestamps([update.claimed_ms for update in updates]),
        "body_place": pa.array([update.index for update in updates], pa.int32()),
        "ignore_time": pa.array([update.ignore_time for update in updates], pa.bool_()),
        "protocol": pa.array([update.protocol.value for update in updates], pa.string()),
        "source": pa.array([update.source for update in updates], pa.string()),
        "payload_fingerprint": pa.array([update.fingerprint for update in updates], pa.int64()),
    }
