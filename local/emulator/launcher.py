"""Starts ministack, repaired: `.venv-ministack/bin/python -m local.emulator.launcher` in the checkout.

Each repair replaces a few functions of exactly this version from outside; docs/reference/known-differences.md
has what is left. Settings come from ministack's own environment variables (GATEWAY_PORT, BIND_HOST, ...).
"""

import sys
from importlib.metadata import version

from local.emulator import (
    front_port,
    functions,
    http_api,
    layers,
    mails,
    metrics,
    page_files,
    persistence,
    queues,
    stacks,
)

VERSION = "1.5.33"


def main() -> None:
    """Repair, then serve until SIGTERM."""
    if version("ministack") != VERSION:
        sys.exit(
            f"The repairs are for ministack {VERSION}, not {version('ministack')}: run `make setup` again"
        )
    front_port.repair()
    functions.repair()
    http_api.repair()
    layers.repair()
    mails.repair()
    queues.repair()
    metrics.repair()
    page_files.repair()
    persistence.repair()
    stacks.repair()
    from ministack.app import main as serve  # noqa: PLC0415  (reads the repaired modules)

    serve()


if __name__ == "__main__":
    main()
