"""Tells new profile updates from repeated and conflicting ones, each update as a whole."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.lake.duplicates import (
    ArrowDuplicates,
    ArrowSightings,
    LookUp,
    make_quarantine_rows,
    name_quarantine_object,
    tell_apart,
)
from tally.domain.people.profiles import PERSON, Profile, Step, update_of

_DETAIL = "another update came before with this id and profile: give each update an id of its own"
_EVENT_COLUMNS = ("dedup_key", "occurred_at", "received_at", "business_date", "protocol", "source")
_UPDATE = "update"


class ProfileDuplicates(ArrowDuplicates):
    """Compares dedup_key, then payload_fingerprint, of each update's first row; the others go with it.

    An update lands in one object, its rows one after the other.
    """

    def split(self, rows: pa.Table, known: pa.Table, _look_up: LookUp) -> ArrowSightings:
        """See DuplicateCheck.split. An update in conflict is one quarantine row, as Mixpanel sends it.

        Fingerprints of updates are made of their values.
        """
        is_first = pc.equal(rows["place"].combine_chunks(), pa.scalar(0))
        first, others = tell_apart(rows.filter(is_first), known)
        update = pc.subtract(pc.cumulative_sum(is_first.cast(pa.int64())), 1)
        new = rows.filter(pc.is_in(update, value_set=first.cast(pa.int64())))
        is_other = pc.is_in(update, value_set=others.cast(pa.int64()))
        other = rows.filter(is_other).append_column(_UPDATE, update.filter(is_other))
        conflicting = make_quarantine_rows(_describe_conflicts(other))
        return ArrowSightings(
            new, conflicting, name_quarantine_object(conflicting), len(rows) - len(new) - len(other)
        )


def _describe_conflicts(rows: pa.Table) -> Iterator[dict[str, Any]]:
    for _, group in groupby(rows.to_pylist(), itemgetter(_UPDATE)):
        update = list(group)
        first = update[0]
        is_person = first["kind"] == PERSON
        yield {
            **{name: first[name] for name in (*_EVENT_COLUMNS, "payload_fingerprint", "batch_id")},
            "event_id": first["update_id"],
            "distinct_id": first["profile_id"] if is_person else None,
            "sent_person_key": first["profile_key"] if is_person else None,
            "detail": _DETAIL,
            "raw": json.dumps(_restore_update(update), ensure_ascii=False),
            "raw_encoding": "text",
            "route": "/engage" if is_person else "/groups",
        }


def _restore_update(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The update with its id and time; what was not stored of it is lost."""
    first = rows[0]
    steps = [Step(row["operation"], row["property"], json.loads(row["value"] or "null")) for row in rows]
    return {
        **update_of(Profile(first["kind"], first["profile_id"], first["group_key"]), steps),
        "$time": _to_epoch_ms(first["occurred_at"]),
        **({"$ignore_time": True} if first["ignore_time"] else {}),
        "$mp_metadata": {"$mp_event_id": first["update_id"]},
    }


def _to_epoch_ms(moment: datetime) -> int:
    return round(moment.replace(tzinfo=UTC).timestamp() * 1000)
