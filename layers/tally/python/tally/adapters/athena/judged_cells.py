"""The judged cells as one Parquet file and its table in the Glue catalog, both by awswrangler.

The only module of the functions that imports awswrangler, which brings pandas (decision 0017).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import awswrangler as wr
import pandas as pd

from tally.adapters.aws.errors import aws_errors
from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_DESCRIPTION, CELLS_TABLE

_TYPES = {column.name: column.type for column in CELL_COLUMNS}
_COMMENTS = {column.name: column.comment for column in CELL_COLUMNS}


class S3JudgedCells:
    """Writes the file first and registers it then, so that the table never names a missing file."""

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        """Write the cells and register them as audit_cells, in the place of an earlier try's table."""
        rows = [{**cell, "hour_at": cell["hour_at"].replace(tzinfo=None)} for cell in cells]
        # As objects: pandas would make floats of integers beside nulls.
        frame = pd.DataFrame(rows, columns=list(_TYPES), dtype=object)
        with aws_errors("write audit_cells"):
            wr.s3.to_parquet(
                frame,
                path=location,
                dataset=True,
                mode="overwrite",
                database=database,
                table=CELLS_TABLE,
                dtype=_TYPES,
                compression="zstd",
                glue_table_settings={
                    "description": CELLS_DESCRIPTION,
                    "columns_comments": _COMMENTS,
                },
            )
