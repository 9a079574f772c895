"""The SQL that commands ask by name, and what to do where its tables are not made yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tally.domain.errors import Misconfigured, NotPublished
from tally.modelling import catalog
from tally.modelling.literals import Value, bind

if TYPE_CHECKING:
    from cli.clients import Tally

_NO_FILES_YET = {
    "kpis_by_place": """
select
    business_date, platform, country, kpi, value, verdict, coverage_low, coverage_high, reason
from kpis
where (business_date = :day or :every_day)
    and (platform = :platform or (:by_platform and platform <> 'all'))
    and (country = :country or (:by_country and country <> 'all'))
order by business_date, platform, country, kpi
""",
    "cells_by_verdict": """
select
    business_date, local_hour, hour_at, event_name, platform, verdict, lake_events, witness_events,
    missing_in_lake, quarantined, missing_amount, coverage_low, coverage_high, reason
from audit_cells
where (business_date = :day or :every_day) and (verdict <> 'audited' or :every_verdict)
order by
    case verdict when 'disputed' then 0 when 'unaudited' then 1 else 2 end,
    missing_in_lake desc, hour_at, event_name, platform
""",
    "cell_totals": """
select verdict, count(*) as cells
from audit_cells
where business_date = :day or :every_day
group by verdict
""",
    "disputed_ids": """
select
    audit_cells.business_date, audit_cells.local_hour,
    audit_ids.event_name, audit_ids.platform, audit_ids.kind, audit_ids.event_id,
    audit_ids.lake_amount, audit_ids.witness_amount, audit_ids.quarantine_reason
from audit_ids
inner join audit_cells
    on audit_cells.event_name = audit_ids.event_name
    and audit_cells.hour_at = audit_ids.hour_at
    and audit_cells.platform = audit_ids.platform
where (audit_cells.business_date = :day or :every_day) and audit_cells.verdict = 'disputed'
order by audit_ids.hour_at, audit_ids.event_name, audit_ids.platform, audit_ids.kind, audit_ids.event_id
""",
    "arrival_counts": """
select
    (select count(*) from events where business_date between :first and :last) as in_lake,
    (
        select count(distinct id_hash) from witness_events where occurred_at between :begins and :ends
    ) as at_witness
""",
}
"""To become files of sql/reports, under these names."""


def bind_query(name: str, values: Mapping[str, Value]) -> str:
    """The statement of a query or a model; PermanentFailure when it has none or a value lacks."""
    if name in _NO_FILES_YET:
        return bind(_NO_FILES_YET[name], values)
    if any(model.name == name for model in catalog.models()):
        return catalog.model(name).bound(values)
    return bind(catalog.query(name).sql, values)


def ask_lake(tally: "Tally", name: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Rows of a query on the lake's own tables; Misconfigured when no commit has made them yet."""
    with _explain_missing_tables("The lake is not made yet: run `tally run commit_events` first"):
        return tally.ask_query(name, values)


def ask_published(tally: "Tally", name: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Rows of a query on what the night publishes; Misconfigured when it has not run yet."""
    with _explain_missing_tables("Nothing is published yet: run `tally run nightly` first"):
        return tally.ask_query(name, values)


@contextmanager
def _explain_missing_tables(advice: str) -> Iterator[None]:
    try:
        yield
    except NotPublished as failure:
        raise Misconfigured(advice) from failure
