"""Other names of a shop's events, as its tracking plan tells them: `aliases = ["bestellung"]`."""

from collections.abc import Iterable

from tally.domain.errors import Misconfigured
from tally.domain.events.event_names import STANDARD_NAMES, canonical_name
from tally.domain.events.spelling import bare_name


def add_aliases(file: str, key: str, names: object, canonical: str, aliases: dict[str, str]) -> None:
    """Add an event's other names to those by bare name; Misconfigured where one means two events."""
    if not isinstance(names, list) or not all(isinstance(name, str) and bare_name(name) for name in names):
        raise Misconfigured(f"{file}: {key} is a list of names under which the event comes as well")
    for alias in names:
        standard = canonical_name(alias)
        if standard in STANDARD_NAMES and bare_name(standard) == bare_name(alias) and standard != canonical:
            raise Misconfigured(
                f'{file}: "{alias}" is the name of a standard event and no alias of {canonical}'
            )
        if aliases.setdefault(bare_name(alias), canonical) != canonical:
            raise Misconfigured(f'{file}: "{alias}" is an alias of two events: keep one')


def refuse_two_names(file: str, aliases: dict[str, str], events: Iterable[str]) -> None:
    """Misconfigured when an event of the plan is another one's alias."""
    for name in events:
        if aliases.get(bare_name(name), name) != name:
            raise Misconfigured(
                f'{file}: events."{name}" is an alias of {aliases[bare_name(name)]}: keep one'
            )
