"""Mixpanel's events, as its SDKs send them to /track and /import."""

from tally.adapters.landing.wire_fields import Columns, WireFormat, fill
from tally.domain.events.click_ids import SEEN_CLICK_IDS
from tally.domain.events.platforms import platform_of
from tally.domain.events.standard_properties import EVENT_PROPERTIES, EVENT_SPELLINGS, USER_AGENT

WIRE = WireFormat(
    taken={
        "": {"event_name": ("event",)},
        "properties": {
            **EVENT_PROPERTIES,
            "event_id": ("$insert_id",),
            "occurred_at": ("time",),
            "user_id": ("$user_id", "$identified_id"),
            "device_id": ("$device_id", "$anon_id"),
            "distinct_id": ("distinct_id",),
            "session_hint": ("session_hint", "session_id", "$session_id"),
            "os": ("$os", "os"),
            "browser": ("$browser", "browser"),
            "device_model": ("$model", "$device", "device_model"),
            "app_version": ("$app_version_string", "$app_version", "app_version"),
            "country": ("country", "mp_country_code", "$country_code"),
            "region": ("$region", "region"),
            "city": ("$city", "city"),
            "url": ("$current_url", "url"),
            "path": ("current_url_path", "path"),
            "referrer_domain": ("$referring_domain", "referrer_domain"),
        },
        # The mobile SDKs send no $insert_id; this one identifies the event as well.
        "$mp_metadata": {"event_id": ("$mp_event_id",), "session_hint": ("$mp_session_id",)},
    },
    seen={"properties": {**SEEN_CLICK_IDS, **USER_AGENT, "library": ("mp_lib", "$lib")}},
    dropped={"properties": ("token",)},
    spellings={"properties": EVENT_SPELLINGS},
)


def complete(columns: Columns, rows: int) -> None:
    """Platform by the SDK, where the event does not name one."""
    libraries = columns.get("library")
    if libraries is not None:
        systems = columns.get("os") or [None] * rows
        fill(
            columns, "platform", list(map(platform_of, map(_keep_text, libraries), map(_keep_text, systems)))
        )


def _keep_text(value: object) -> str | None:
    return value if isinstance(value, str) else None
