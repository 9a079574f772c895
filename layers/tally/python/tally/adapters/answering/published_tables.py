"""Of which night and which commit the published tables are."""

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.athena.stored_views import read_view_sql
from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.aws.side_by_side import run_side_by_side
from tally.domain.answering.asked_report import TablesRead
from tally.domain.errors import NotPublished
from tally.modelling.questions.statements import EVENTS

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import TableTypeDef


@dataclass(frozen=True, slots=True)
class PublishedTables:
    """Of one lake's database."""

    glue: "GlueClient"
    database: str

    def __call__(self) -> TablesRead:
        """The build that the view of every report names, and what the lake's table says of its last commit.

        NotPublished before the first night.
        """
        view, table = run_side_by_side(*(partial(self._describe, name) for name in (EVENTS, "events")))
        text = read_view_sql(view.get("ViewOriginalText", ""))
        found = re.search(rf'"{re.escape(self.database)}_(\w+)"\."{EVENTS}"', text)
        lake = table.get("Parameters", {}).get("metadata_location", "")
        return TablesRead(found[1] if found else "", lake.rpartition("/")[2])

    def _describe(self, table: str) -> "TableTypeDef":
        with aws_errors(f"read which {table} is published"):
            try:
                return self.glue.get_table(DatabaseName=self.database, Name=table)["Table"]
            except ClientError as error:
                if code_of(error) != "EntityNotFoundException":
                    raise
                raise NotPublished("Nothing is published yet: run `tally run nightly` first") from error
