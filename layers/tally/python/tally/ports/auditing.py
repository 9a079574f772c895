"""What the audit needs beside engine and builds."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class JudgedCells(Protocol):
    """The table audit_cells of a build."""

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        """Write the cells as one table at this empty s3 location; columns: audit_cells.CELL_COLUMNS."""
