"""One public class a name in the whole tree: who reads `Verdict` need not ask which one."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("layers", "functions", "infra", "cli", "local", "demo", "bench", "requirements", "docs")

BEING_RENAMED: frozenset[str] = frozenset()
"""Names that stand twice for now. One that no longer does is to be taken out of this list."""


def public_classes() -> dict[str, list[str]]:
    """{name: where it is defined} of all classes of a module that do not start with an underscore."""
    found: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


CLASSES = public_classes()
TWICE = {name: places for name, places in CLASSES.items() if len(places) > 1}


def test_there_are_classes_in_every_part_of_the_tree() -> None:
    rooms = {place.split("/")[0] for places in CLASSES.values() for place in places}
    assert rooms >= {"layers", "infra", "cli", "local", "demo", "bench"}


def test_a_public_class_has_its_name_alone() -> None:
    shared = {name: places for name, places in TWICE.items() if name not in BEING_RENAMED}
    assert shared == {}, "give all but one of them a name that says more"


def test_the_exceptions_are_still_needed() -> None:
    once = sorted(BEING_RENAMED - TWICE.keys())
    assert once == [], "these stand once by now: take them out of BEING_RENAMED"
