"""An import map as a setting: of events, or of the table of records that its key `table` names."""

from tally.adapters.importing.event_map import parse_event_map
from tally.adapters.importing.record_map import parse_record_map
from tally.domain.records.record_tables import record_table
from tally.domain.settings.toml_text import read_any_toml


def check_kept_map(text: str) -> None:
    """Misconfigured says what to change in it."""
    table = read_any_toml(text).get("table")
    if table is None:
        parse_event_map(text, "a map of events")
    else:
        parse_record_map(text, f"a map of {table}", record_table(str(table)))
