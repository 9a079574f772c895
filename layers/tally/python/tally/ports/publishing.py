"""What publishing needs beside engine and builds."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class KpiFiles(Protocol):
    """Published KPI rows as files for dashboards."""

    def put(self, build: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Sequence[str]:
        """Write this build's files, some for each table of these rows, and last the file that names the
        latest build; keys written."""
