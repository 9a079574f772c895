"""The kinds of settings: where each stands as a file, and what makes a text one of it.

A checker raises Misconfigured, which says what to change. What does not pass never counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.settings.cohort_text import parse_cohort
from tally.domain.settings.dashboard_text import check_dashboard
from tally.domain.settings.kpi_text import parse_kpi_owners
from tally.domain.settings.opening_text import parse_opening, refuse_changed_opening
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.sql_text import parse_sql
from tally.domain.settings.subscription_text import parse_subscription
from tally.domain.settings.toml_text import read_any_toml
from tally.domain.shop.customer_profiles import parse_profiles

Checker = Callable[[str, datetime], object]
"""A text, and now."""

ChangeChecker = Callable[[str, str, date], None]
"""Text that stands, text ahead, today: Misconfigured where the one may not follow the other."""


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One kind. `is_single`: a shop has one of it, under the kind's own name.

    `is_lasting`: once put, it is never deleted; another text takes its place.
    `ending` is that of its files. `effect` says from when on a new version counts, `otherwise` what counts
    where none is put; empty: nothing does.
    """

    name: str
    effect: str
    check: Checker
    check_change: ChangeChecker | None = None
    ending: str = "toml"
    is_single: bool = False
    is_lasting: bool = False
    otherwise: str = ""


_DEPLOYED = "what was deployed counts"

KINDS: Mapping[str, SettingKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            SettingKind("cohort", "with the next report", lambda text, _: parse_cohort(text)),
            SettingKind("question", "when it is asked next", parse_saved_question),
            SettingKind(
                "dashboard",
                "when it is shown next",
                lambda text, _: check_dashboard(text),
                otherwise="those that every shop has stand, which `tally dashboard --help` names",
            ),
            SettingKind("sql", "when it is asked next", lambda text, _: parse_sql(text), ending="sql"),
            SettingKind(
                "kpis",
                "with the next night",
                lambda text, _: parse_kpi_owners(text),
                is_single=True,
                otherwise=_DEPLOYED,
            ),
            SettingKind(
                "customer_profiles",
                "with the next night",
                lambda text, _: parse_profiles(text),
                is_single=True,
                otherwise=_DEPLOYED,
            ),
            SettingKind(
                "tracking_plan",
                "with the next batch that lands, and for models with the next night",
                lambda text, _: parse_plan(text),
                is_single=True,
                otherwise=_DEPLOYED,
                is_lasting=True,
            ),
            SettingKind(
                "subscription",
                "with the next half hour",
                lambda text, _: parse_subscription(text),
                otherwise="executives get the daily report at its usual hour",
            ),
            SettingKind(
                "schedule",
                "with the next half hour",
                lambda text, _: parse_schedule(text),
                otherwise="nothing is sent by itself",
            ),
            SettingKind("import_map", "with the next import", lambda text, _: read_any_toml(text)),
            SettingKind(
                "opening_hours",
                "with the next night",
                lambda text, _: parse_opening(text),
                check_change=refuse_changed_opening,
                is_single=True,
                otherwise=_DEPLOYED,
            ),
        )
    }
)
"""All of them, in the order in which people read them."""
