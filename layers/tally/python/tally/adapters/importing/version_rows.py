"""Typed columns of records as rows of their versions: treated, with the keys that tell versions apart."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_columns import treat_column
from tally.adapters.wire.id_key import key_of
from tally.domain.records.record_table import CHANGED_AT, IS_DELETED, RecordTable

_UNIT = "\x1f"
_NO_DATE = pa.scalar(0, pa.int32()).cast(pa.date32())

_compute: Any = pc  # the stubs know fewer arguments than there are


def make_versions(
    table: RecordTable,
    arrays: Mapping[str, Any],
    lines: "pa.Array[Any]",
    *,
    arrived_at: datetime,
    source: str,
    dates: BusinessDates,
    salt: bytes,
) -> pa.Table:
    """All columns of the table's versions but batch_id. `arrays` are those of its file, by name."""
    rows = len(lines)
    content = {column.name: treat_column(column, arrays[column.name], salt) for column in table.kept}
    texts = {name: array.cast(pa.string()) for name, array in content.items()}
    dated = pa.nulls(rows, pa.date32()) if table.date is None else content[table.date]
    arrived = _compute.if_else(pa.array([True] * rows, pa.bool_()), naive_utc(arrived_at), None)
    changed_at = _compute.coalesce(arrays[CHANGED_AT], arrived)
    record_hash = _hash(_join([_compute.fill_null(texts[name], "") for name in table.key]))
    fingerprint = _hash(_describe_content(texts, arrays[IS_DELETED]))
    parts = (record_hash, fingerprint, changed_at.cast(pa.int64()))
    columns = {
        **content,
        **{key: _hash(texts[name]) for name, key in table.person_keys.items()},
        "business_date": _find_business_dates(dated, dates),
        "record_hash": record_hash,
        "dedup_key": _hash(_join([part.cast(pa.string()) for part in parts])),
        "payload_fingerprint": fingerprint,
        CHANGED_AT: changed_at,
        "is_changed_at_told": _compute.is_valid(arrays[CHANGED_AT]),
        "arrived_at": arrived,
        "place": lines,
        IS_DELETED: arrays[IS_DELETED],
        "source": pa.array([source] * rows, pa.string()),
        "month": _find_months(dated),
    }
    schema = arrow_schema(column for column in table.version_columns if column.name in columns)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def naive_utc(moment: datetime) -> Any:
    """The moment as a timestamp of a table."""
    return pa.scalar(moment.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))


def _describe_content(texts: Mapping[str, Any], is_deleted: Any) -> Any:
    """Names and values of what is not null: a column that is added to the table changes no old content."""
    named = [_compute.binary_join_element_wise(pa.scalar(name), text, _UNIT) for name, text in texts.items()]
    return _join([*named, _compute.if_else(is_deleted, "gone", "")], null_handling="skip")


def _find_business_dates(dated: Any, dates: BusinessDates) -> Any:
    """The shop's dates: a moment is turned by the shop's zone, a day is itself."""
    return dates.of(dated) if pa.types.is_timestamp(dated.type) else dated


def _find_months(dated: Any) -> Any:
    first = _compute.floor_temporal(dated.cast(pa.date32(), safe=False), unit="month")
    return _compute.fill_null(first, _NO_DATE)


def _join(texts: Sequence[Any], **options: Any) -> Any:
    return _compute.binary_join_element_wise(*texts, _UNIT, **options)


def _hash(texts: Any) -> "pa.Array[Any]":
    """Their keys; null stays null."""
    return pa.array([None if text is None else key_of(text) for text in texts.to_pylist()], pa.int64())
