"""Settings over HTTP: which one is called for, and replies with their version as ETag."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tally.adapters.answering.http_reports import Reply, make_reply
from tally.domain.errors import BadQuestion

PLACES: Mapping[str, str] = MappingProxyType(
    {"saved": "question", "cohorts": "cohort", "dashboards": "dashboard", "schedules": "schedule"}
)
"""Word of the path -> kind of setting."""

_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


@dataclass(frozen=True, slots=True)
class SettingCall:
    """`place` is one of PLACES; without a `name` all are listed. `over` is the version that was read."""

    place: str
    name: str | None
    over: int

    @property
    def kind(self) -> str:
        """The kind of setting."""
        return PLACES[self.place]


def read_setting_call(event: Mapping[str, Any]) -> SettingCall:
    """Which setting; BadQuestion for an If-Match that is no version."""
    place = event["rawPath"].split("/v1/", 1)[-1].split("/")[0]
    if place not in PLACES:
        raise BadQuestion(f"There are {', '.join(PLACES)}")
    return SettingCall(place, (event.get("pathParameters") or {}).get("name"), read_version(event))


def read_version(event: Mapping[str, Any]) -> int:
    """The version that the caller read, 0 for none; BadQuestion for an If-Match that is none."""
    found = _VERSION.fullmatch(event.get("headers", {}).get("if-match", "0").strip())
    if found is None:
        raise BadQuestion('If-Match is the ETag of what was read, such as "3"')
    return int(found[1])


def reply_setting(setting: Mapping[str, Any]) -> Reply:
    """200 with a setting."""
    return make_reply(200, "application/json", setting, {"etag": f'"{setting["version"]}"'})


def reply_settings(place: str, settings: Sequence[Mapping[str, Any]]) -> Reply:
    """200 with all of a kind, under the word of its path."""
    return make_reply(200, "application/json", {place: settings})
