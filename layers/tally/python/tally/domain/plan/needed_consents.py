"""Which consent an event needs, as its table in a tracking plan says.

[consent.purposes]
marketing = ["context.consent.categoryPreferences.Advertising"]

[events."Coupon Viewed"]
needs_consent = "marketing"  # or true: it must be told; or false: none is needed
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.events.event_names import canonical_name
from tally.domain.plan.consent import ConsentRule, parse_consent, parse_purposes

_NEED = "needs_consent"


def read_consent_rule(file: str, raw: Mapping[str, Any]) -> ConsentRule | None:
    """The rule of a plan's table `consent` and of events that need another; None where there is no table."""
    needs = {name: event[_NEED] for name, event in raw.get("events", {}).items() if _NEED in event}
    if "consent" not in raw:
        if needs:
            raise Misconfigured(
                f'{file}: events."{next(iter(needs))}".{_NEED} has no table [consent] that says what tells '
                "consent"
            )
        return None
    rule, purposes = parse_consent(file, raw["consent"]), parse_purposes(file, raw["consent"])
    by_event = {
        canonical_name(name): _choose_rule(f'{file}: events."{name}".{_NEED}', need, rule, purposes)
        for name, need in needs.items()
    }
    return replace(rule, by_event=by_event)


def _choose_rule(
    key: str, need: object, rule: ConsentRule, purposes: Mapping[str, tuple[tuple[str, ...], ...]]
) -> ConsentRule | None:
    if isinstance(need, bool):
        return replace(rule, is_required=True) if need else None
    if not isinstance(need, str) or need not in purposes:
        known = "".join(f', "{purpose}"' for purpose in purposes)
        raise Misconfigured(f"{key} is {need!r}: write true, false{known}, or add it to [consent.purposes]")
    return replace(rule, paths=purposes[need])
