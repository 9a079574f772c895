"""When sales open, as a setting: the keys of tally.toml, which counts where nothing is put."""

from datetime import date

from tally.domain.errors import Misconfigured
from tally.domain.settings.toml_text import read_toml
from tally.domain.shop.opening_hours import OpeningHours, parse_opening_hours
from tally.domain.toml_lines import format_text

_SHAPE = 'write opens_at = "07:00", and for a change below [opens_at_from]: 2026-06-01 = "10:00"'


def parse_opening(text: str) -> OpeningHours:
    """The hours of a setting's text; Misconfigured says what to write."""
    told = read_toml(text, ("opens_at", "opens_at_from"))
    changes = told.get("opens_at_from", {})
    if not isinstance(changes, dict):
        raise Misconfigured(_SHAPE)
    times = [told.get("opens_at"), *changes.values()]
    if not all(isinstance(each, str) and each == "".join(each.split()) for each in times):
        raise Misconfigured(_SHAPE)
    try:
        return parse_opening_hours(" ".join([times[0], *(f"{day}={at}" for day, at in changes.items())]))
    except ValueError as error:
        raise Misconfigured(f"{error}: {_SHAPE}") from error


def write_opening(hours: OpeningHours) -> str:
    """A setting's text."""
    lines = [f"opens_at = {format_text(f'{hours.first:%H:%M}')}"]
    if hours.changes:
        lines += ["", "[opens_at_from]"]
    lines += [f"{day} = {format_text(f'{at:%H:%M}')}" for day, at in hours.changes]
    return "\n".join([*lines, ""])


def refuse_changed_opening(standing_text: str, text: str, today: date) -> None:
    """Misconfigured where a day up to today would open at another hour: its numbers are published."""
    standing, ahead = parse_opening(standing_text), parse_opening(text)
    days = {day for hours in (standing, ahead) for day, _ in hours.changes if day <= today}
    changed = [day for day in sorted({date.min, *days}) if standing.on(day) != ahead.on(day)]
    if not changed:
        return
    day = changed[0]
    since = "the days before any change" if day == date.min else str(day)
    raise Misconfigured(
        f"{since} opened at {standing.on(day):%H:%M} and would open at {ahead.on(day):%H:%M}, and with that "
        "numbers would change that are published: leave past hours, and write the new one with its first "
        "day below [opens_at_from]"
    )
