"""Names that no tracking plan needs to list: what SDKs send by themselves, and where an event happened.

From the SDKs' sources and from requests they sent; Mixpanel's list of reserved properties.
"""

from tally.domain.events.click_ids import CLICK_IDS
from tally.domain.events.event_names import PAGE_VIEWED, SCREEN_VIEWED

SYSTEM_EVENTS = frozenset({PAGE_VIEWED, SCREEN_VIEWED})
"""Sent by SDKs themselves, beside every event that starts with `$`."""

_PREFIXES = ("$", "mp_", "utm_")

_MIXPANEL = (
    *("token", "distinct_id", "time", "ip", "bucket", "session_id", "session_hint"),
    *("current_page_title", "current_domain", "current_url_path", "current_url_protocol"),
    *("current_url_search", "Experiment name", "Variant name"),
)
_PAGE = ("title", "url", "path", "search", "referrer", "referring_domain", "referrer_domain")
_CIRCUMSTANCES = (
    *("platform", "os", "browser", "device_model", "app_version", "country", "region", "city"),
    *("experiment_name", "variant_name", "click_id"),
)
_OURS = ("quarantine_id",)

DEFAULT_PROPERTIES = frozenset((*CLICK_IDS, *_MIXPANEL, *_PAGE, *_CIRCUMSTANCES, *_OURS))


def is_default_property(name: str) -> bool:
    """Whether any event may bear this property, planned or not."""
    return name in DEFAULT_PROPERTIES or name.startswith(_PREFIXES)


def is_system_event(name: str) -> bool:
    """Whether an event of this canonical name counts as planned without standing in the plan."""
    return name in SYSTEM_EVENTS or name.startswith("$")
