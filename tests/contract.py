"""The contract in docs/openapi.yaml, for the tests that hold code and stacks to it."""

from pathlib import Path
from typing import Any

import yaml

CONTRACT: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "docs/openapi.yaml").read_text())
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def contract_methods() -> dict[str, set[str]]:
    """Path -> its methods, in capitals."""
    return {
        path: {name.upper() for name in item if name in _METHODS} for path, item in CONTRACT["paths"].items()
    }
