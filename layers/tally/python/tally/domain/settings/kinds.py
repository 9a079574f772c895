"""The kinds of settings: where each stands as a file, and what makes a text one of it.

A checker raises Misconfigured, which says what to change. What does not pass never counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tally.domain.settings.cohort_text import parse_cohort
from tally.domain.settings.opening_text import parse_opening, refuse_changed_opening

Checker = Callable[[str], object]
ChangeChecker = Callable[[str, str, date], None]
"""Text that stands, text ahead, today: Misconfigured where the one may not follow the other."""


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One kind. `is_single`: a shop has one of it, under the kind's own name.

    `ending` is that of its files. `effect` says from when on a new version counts.
    """

    name: str
    effect: str
    check: Checker
    check_change: ChangeChecker | None = None
    ending: str = "toml"
    is_single: bool = False


KINDS: Mapping[str, SettingKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            SettingKind("cohort", "with the next report", parse_cohort),
            SettingKind(
                "opening_hours",
                "with the next night",
                parse_opening,
                check_change=refuse_changed_opening,
                is_single=True,
            ),
        )
    }
)
"""All of them, in the order in which people read them."""
