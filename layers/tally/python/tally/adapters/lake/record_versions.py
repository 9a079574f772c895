"""Tells new versions of records from those that came before or change nothing, by columns."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.lake.duplicates import ArrowSightings, LookUp, make_quarantine_rows
from tally.domain.events.retries import EventDates

_IN_ORDER = ("record_hash", "changed_at", "arrived_at", "place", "dedup_key")
_ALIKE = ("record_hash", "payload_fingerprint", "is_changed_at_told")
_NUMBER = "number"
_ONE_FALSE = pa.array([False], pa.bool_())


class RecordVersions:
    """See ports.DuplicateCheck. A version is never in conflict: with other content it is another version.

    Where the file told `changed_at`, a version with an equal key, content and `changed_at` is a repeat. Where
    it did not, of two rows of an import with one key the later is the version, and one whose content is that
    of the version before it, also not told, changes nothing and is a repeat, too: a file that comes again
    brings nothing, and one that goes back to an older state does.
    """

    def dates(self, rows: pa.Table) -> Iterable[EventDates] | None:
        """See DuplicateCheck.dates: months. Where none was told, the version before may lie in any."""
        if not pc.all(rows["is_changed_at_told"]).as_py():
            return None
        months: Any = pc.unique(rows["month"]).to_pylist()
        return [EventDates(business_date=month, received=month) for month in months]

    def split(self, rows: pa.Table, known: pa.Table, _look_up: LookUp) -> ArrowSightings:
        """See DuplicateCheck.split."""
        new = _drop_overwritten(_drop_known(rows, known))
        new = new.filter(_find_changes(new, known))
        return ArrowSightings(new, make_quarantine_rows([]), "", len(rows) - len(new))


def _drop_known(rows: pa.Table, known: pa.Table) -> pa.Table:
    """Rows whose dedup_key is not known, each key once."""
    keys = rows["dedup_key"].combine_chunks()
    first = pc.index_in(keys, value_set=keys)
    is_first = pc.equal(first, pa.array(range(len(rows)), first.type))
    is_known = pc.is_in(keys, value_set=known["dedup_key"].combine_chunks())
    return rows.filter(pc.and_(is_first, pc.invert(is_known)))


def _drop_overwritten(rows: pa.Table) -> pa.Table:
    """Rows in order, without those that a later row of the same import stands for."""
    rows = _sort(rows)
    is_told = rows["is_changed_at_told"].combine_chunks()
    followed = pc.and_(_equals_before(rows, "record_hash"), _equals_before(rows, "arrived_at"))
    is_last = pc.invert(pa.concat_arrays([followed.slice(1), _ONE_FALSE.slice(0, len(rows))]))
    return rows.filter(pc.or_(is_told, is_last))


def _find_changes(rows: pa.Table, known: pa.Table) -> Any:
    """Whether each row says anything new: told versions do, others where the version before differs."""
    numbers = pa.array(range(len(rows)), pa.int64())
    own = rows.select(known.column_names).append_column(_NUMBER, numbers)
    versions = _sort(pa.concat_tables([own, known.append_column(_NUMBER, pa.nulls(len(known), pa.int64()))]))
    is_same = reduce(pc.and_, (_equals_before(versions, name) for name in _ALIKE))
    places = pc.index_in(numbers, value_set=versions[_NUMBER].combine_chunks())
    is_told = rows["is_changed_at_told"].combine_chunks()
    return pc.or_(is_told, pc.invert(is_same.take(places)))


def _sort(rows: pa.Table) -> pa.Table:
    return rows.take(pc.sort_indices(rows, [(name, "ascending") for name in _IN_ORDER]))


def _equals_before(rows: pa.Table, name: str) -> Any:
    """Whether each row's value is that of the row before it; the first one's is not."""
    if not len(rows):
        return _ONE_FALSE.slice(1)
    values = rows[name].combine_chunks()
    return pa.concat_arrays([_ONE_FALSE, pc.equal(values.slice(1), values.slice(0, len(rows) - 1))])
