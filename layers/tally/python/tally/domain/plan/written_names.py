"""Names in a tracking plan that no event can bear: the names are whole ones, no patterns and no paths.

`literal_names` of a plan lists those that look like one and are none.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from tally.domain.errors import Misconfigured

_PATH_SIGNS = ".*/["
_LONGEST_SHOWN = 60
_PARTS = re.compile(r"[^.*/\[\]]+")


def refuse_property_paths(file: str, key: str, names: Iterable[str], literal: Collection[str]) -> None:
    """Misconfigured where a name of `[properties]` is a path or a pattern."""
    for name in names:
        if fault := _find_fault(name, literal):
            raise Misconfigured(
                f"{file}: {key}.{_quote(name)} {fault}: write the whole name of a property as it is "
                "sent. What stands inside of a list or an object is not checked: plan the list or object. "
                f"{_tell_of_literal_names()}"
            )


def refuse_personal_paths(file: str, names: Iterable[str], literal: Collection[str]) -> None:
    """Misconfigured where a name of `[personal_data]` is a path or a pattern."""
    for name in names:
        if fault := _find_fault(name.strip(" _-"), literal):
            alone = (_PARTS.findall(name) or ["email"])[-1]
            raise Misconfigured(
                f"{file}: personal_data.{_quote(name)} {fault}, so it would treat nothing: write the "
                f"name alone, such as {_quote(alone)}. It holds wherever the name stands, however deep. "
                f"{_tell_of_literal_names()}"
            )


def refuse_patterns(file: str, key: str, names: Iterable[str], literal: Collection[str]) -> None:
    """Misconfigured where a name of an event, or an id, is a pattern. A dot is a sign like any other."""
    for name in names:
        if name not in literal and is_pattern(name):
            raise Misconfigured(
                f"{file}: {key} has {_quote(name)}, which looks like a pattern: write each one out. "
                f"{_tell_of_literal_names()}"
            )


def refuse_odd_paths(file: str, key: str, paths: Iterable[str]) -> None:
    """Misconfigured where a path, names with dots between them, leads nowhere."""
    for path in paths:
        if not all(part.strip() == part != "" for part in path.split(".")) or set("*/[") & set(path):
            raise Misconfigured(
                f"{file}: {key} has {_quote(path)}, which leads nowhere: write names with a dot between "
                'them, from the event inwards, such as "properties.analytics_storage"'
            )


def read_literal_names(file: str, raw: Mapping[str, object]) -> frozenset[str]:
    """The names that a plan says are meant as they stand."""
    names = raw.get("literal_names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Misconfigured(f'{file}: literal_names is a list of names in quotes, such as ["app.version"]')
    return frozenset(names)


def is_literal_only(property_name: str) -> bool:
    """Whether a plan may name a property so only if `literal_names` has it too."""
    return _find_fault(property_name, ()) is not None


def is_pattern(name: str) -> bool:
    """Whether a name of an event, or an id, looks like one for several."""
    return "*" in name or (name.startswith("/") and name.endswith("/"))


def _find_fault(name: str, literal: Collection[str]) -> str | None:
    """What is wrong with a name, if anything."""
    if name in literal:
        return None
    if not name.strip():
        return "is no name"
    if name != name.strip():
        return "has blanks around it"
    if is_pattern(name):
        return "looks like a pattern"
    return "looks like a path" if set(_PATH_SIGNS) & set(name) else None


def _quote(name: str) -> str:
    return f'"{name}"' if len(name) <= _LONGEST_SHOWN else f'"{name[:_LONGEST_SHOWN]}..."'


def _tell_of_literal_names() -> str:
    return "If one is really called so, add it to literal_names"
