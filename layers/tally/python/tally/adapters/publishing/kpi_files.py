"""Published KPI rows as JSON and CSV files in the results bucket."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LATEST = "kpis/latest.json"


@dataclass(frozen=True)
class S3KpiFiles:
    """`kpis/<build>/<table>.json` and `.csv`, then `kpis/latest.json`: the build and its files."""

    bucket: str

    def put(self, build: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Sequence[str]:
        """Write all files; the pointer goes last, so that it never names a file that is not there."""
        named = {table: _name_files(build, table) for table in tables}
        latest = {
            "build": build,
            "tables": {table: {"rows": len(rows), **named[table]} for table, rows in tables.items()},
        }
        with aws_errors("write KPI files"):
            for table, rows in tables.items():
                files = named[table]
                self._put_file(files["json"], "application/json", format_json({"build": build, table: rows}))
                self._put_file(files["csv"], "text/csv; charset=utf-8", format_csv(rows))
            self._put_file(LATEST, "application/json", format_json(latest))
        return [*(key for files in named.values() for key in files.values()), LATEST]

    def _put_file(self, key: str, content_type: str, text: str) -> None:
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=content_type)

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3")


def _name_files(build: str, table: str) -> dict[str, str]:
    return {suffix: f"kpis/{build}/{table}.{suffix}" for suffix in ("json", "csv")}


def format_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, default=_to_plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _to_plain(value: Any) -> float | str:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} is no KPI value")


def format_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
