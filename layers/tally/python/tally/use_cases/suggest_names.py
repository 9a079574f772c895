"""Suggest names of events and properties, and values: from files written with the build, without a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.answering.caller import Caller, Rights
from tally.domain.errors import NotPublished
from tally.domain.page.page_file import read_content
from tally.domain.page.suggestions import find_values, list_names
from tally.ports.published_page import PublishedPage


@dataclass(frozen=True, slots=True)
class SuggestNames:
    """Gives who has a role what the newest build has seen. NotPublished before the first night."""

    files: PublishedPage
    rights: Rights

    def names(self, caller: Caller) -> Mapping[str, Any]:
        """Events and properties: see list_names."""
        self.rights.check_asking(caller)
        return list_names(self._read("catalog") or _NOTHING)

    def values(self, caller: Caller, event: str, property_name: str, prefix: str) -> Mapping[str, Any]:
        """Values that several persons sent: see find_values. None from an erasure until the next night."""
        self.rights.check_asking(caller)
        found = self._read("values")
        return {"values": []} if found is None else find_values(found, event, property_name, prefix)

    def _read(self, name: str) -> Mapping[str, Any] | None:
        build = self.files.find_build()
        if build is None:
            raise NotPublished("Nothing is published yet: run `tally run nightly` first")
        body = self.files.read(build, name)
        return None if body is None else read_content(name, body)


_NOTHING: Mapping[str, Any] = {
    "build": "",
    "events": {},
    "properties": {},
    "profile_properties": {},
    "cohorts": {},
}
