"""The contract in docs/reference/openapi.yaml, for the tests that hold code and stacks to it."""

from pathlib import Path
from typing import Any

import yaml

CONTRACT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "docs/reference/openapi.yaml").read_text()
)
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def contract_methods(are_questions: bool = False) -> dict[str, set[str]]:
    """Path -> its methods, in capitals: those that store something, or those of SDKs' questions."""
    found: dict[str, set[str]] = {}
    for path, item in CONTRACT["paths"].items():
        for name in _METHODS & item.keys():
            if ("questions" in item[name].get("tags", ())) == are_questions:
                found.setdefault(path, set()).add(name.upper())
    return found
