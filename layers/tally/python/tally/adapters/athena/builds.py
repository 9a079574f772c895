"""Builds: a Glue database a night, its files under `marts/<build>/` of the lake bucket.

The bucket is the record: empty objects `marts/<build>/.opened` and `.<step>` say which builds are Tally's own
and how far they came. Nothing without such a mark is ever dropped.
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
from botocore.exceptions import ClientError

from tally.adapters.athena.stored_views import read_view_sql
from tally.adapters.athena.view_comments import describe_view, list_published
from tally.adapters.aws.deleted_objects import delete_objects
from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import Misconfigured
from tally.domain.records.record_tables import records_database
from tally.modelling.catalog import SOURCES, inner_database, is_inner, version_sources
from tally.ports.modelling import QueryEngine

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

PREFIX = "marts/"
OPENED = "opened"

_NAME = re.compile(r"[a-z0-9_]{1,40}")
_TALLYS_VIEW = re.compile(r'select \* from "(\w+)"\."(\w+)"')


def _name_attempt() -> str:
    return uuid4().hex[:8]


@dataclass(frozen=True)
class GlueBuilds:
    """Builds of one lake: `database` is the lake's, a build's own is `<database>_<build>`."""

    engine: QueryEngine
    bucket: str
    database: str
    attempt: Callable[[], str] = field(default=_name_attempt)

    def open(self, build: str) -> str:
        """Create the build's database and its views onto the lake, or take it up again."""
        if not _NAME.fullmatch(build):
            raise Misconfigured(f"build name {build!r}: use 1 to 40 of a-z, 0-9 and _")
        database = self._name_database(build)
        with aws_errors(f"open build {build}"):
            if OPENED not in self._read_marks(build):
                self._put_mark(build, OPENED)
            with suppress(self._glue.exceptions.AlreadyExistsException):
                self._glue.create_database(
                    DatabaseInput={"Name": database, "Description": f"Tally's build {build}"}
                )
            there = {table for table, _ in self._list_tables(database)}
        sources = dict.fromkeys(SOURCES, self.database)
        sources |= dict.fromkeys(version_sources(), records_database(self.database))
        for source, held_in in sources.items():
            if source not in there:
                self._point_view(database, source, held_in)
        return database

    def clear(self, build: str, table: str) -> str:
        """Remove what an earlier try left; a location of this try's own, which no straggler writes to."""
        prefix = f"{PREFIX}{build}/{table}/"
        with aws_errors(f"clear {table} of build {build}"):
            self._delete_table(self._name_database(build), table)
            self._delete_objects(prefix)
        return f"s3://{self.bucket}/{prefix}{self.attempt()}/"

    def finish(self, build: str, step: str) -> None:
        """Note that all tables of this step are built and checked."""
        with aws_errors(f"mark build {build}"):
            self._put_mark(build, step)

    def finished(self, build: str) -> Set[str]:
        """The steps noted as finished."""
        with aws_errors(f"read the marks of build {build}"):
            return self._read_marks(build) - {OPENED}

    def newest(self, step: str) -> str | None:
        """The newest build that finished this step."""
        done = [build for build in self._list_builds() if step in self.finished(build)]
        return done[-1] if done else None

    def publish(self, build: str, tables: Sequence[str]) -> None:
        """Point the stable views of these tables at this build; those of inner models lie apart."""
        for table in tables:
            held_in = inner_database(self.database) if is_inner(table) else self.database
            self._point_view(held_in, table, self._name_database(build))
            with aws_errors(f"describe {table}"):
                describe_view(self._glue, held_in, table)

    def drop_older(self, keep: int) -> Sequence[str]:
        """Remove all builds but the `keep` newest and those that a published view reads."""
        with aws_errors("drop older builds"):
            self._drop_old_views()
            published = (self.database, inner_database(self.database))
            views = " ".join(text for held_in in published for _, text in self._list_tables(held_in))
            read = {
                build
                for build in self._list_builds()
                if re.search(rf"\b{self._name_database(build)}\b", views)
            }
            dropped = [build for build in self._list_builds()[:-keep] if build not in read]
            for build in dropped:
                self._drop_build(build)
        return dropped

    def _drop_old_views(self) -> None:
        """Those of models that are no more, or are in the other database now: they would keep a build."""
        for held_in in (self.database, inner_database(self.database)):
            for name, text in list(self._list_tables(held_in)):
                read = _TALLYS_VIEW.fullmatch(text)
                is_ours = read and read[1].startswith(f"{self.database}_") and read[2] == name
                if is_ours and name not in list_published(inner=held_in != self.database):
                    self._delete_table(held_in, name)

    def _name_database(self, build: str) -> str:
        return f"{self.database}_{build}"

    def _point_view(self, database: str, view: str, target: str) -> None:
        statement = f'create or replace view "{view}" as select * from "{target}"."{view}"'  # noqa: S608 - names of ours
        self.engine.run(statement, database)

    def _list_builds(self) -> list[str]:
        """Builds with a mark, oldest first (S3's clock counts seconds, names break ties)."""
        with aws_errors("list builds"):
            opened = [
                (modified, key.split("/")[1])
                for key, modified in self._list_objects(PREFIX)
                if key.endswith(f"/.{OPENED}")
            ]
        return [build for _, build in sorted(opened)]

    def _list_tables(self, database: str) -> Iterator[tuple[str, str]]:
        """(name, view text) of a database's tables; the text of a table that is no view is empty."""
        for page in self._glue.get_paginator("get_tables").paginate(DatabaseName=database):
            for table in page["TableList"]:
                yield table["Name"], read_view_sql(table.get("ViewOriginalText", ""))

    def _drop_build(self, build: str) -> None:
        database = self._name_database(build)
        try:
            for table, _ in list(self._list_tables(database)):
                self._delete_table(database, table)
            self._glue.delete_database(Name=database)
        except ClientError as error:
            if code_of(error) != "EntityNotFoundException":
                raise
        self._delete_objects(f"{PREFIX}{build}/")

    def _delete_table(self, database: str, table: str) -> None:
        with suppress(self._glue.exceptions.EntityNotFoundException):
            self._glue.delete_table(DatabaseName=database, Name=table)

    def _put_mark(self, build: str, name: str) -> None:
        self._s3.put_object(Bucket=self.bucket, Key=f"{PREFIX}{build}/.{name}", Body=b"")

    def _read_marks(self, build: str) -> set[str]:
        prefix = f"{PREFIX}{build}/."
        return {key.removeprefix(prefix) for key, _ in self._list_objects(prefix)}

    def _list_objects(self, prefix: str) -> Iterator[tuple[str, float]]:
        """(key, epoch seconds of last change) of the objects under a prefix."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        for page in pages:
            for found in page.get("Contents", []):
                yield found["Key"], found["LastModified"].timestamp()

    def _delete_objects(self, prefix: str) -> None:
        """The opening mark goes last: a drop that was cut short, or refused in part, is found again."""
        keys = [key for key, _ in self._list_objects(prefix)]
        marks = [key for key in keys if key.endswith(f"/.{OPENED}")]
        for some in ([key for key in keys if key not in marks], marks):
            delete_objects(self._s3, self.bucket, some, f"delete {prefix}")

    @cached_property
    def _glue(self) -> "GlueClient":
        return boto3.client("glue")

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3")
