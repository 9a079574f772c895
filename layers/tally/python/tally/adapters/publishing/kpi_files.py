"""Published KPI rows as JSON and CSV files in the results bucket."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.reports.csv_text import write_csv
from tally.domain.reports.restatements import Restatement
from tally.ports.publishing import Publication

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LATEST = "kpis/latest.json"


@dataclass(frozen=True, slots=True)
class S3KpiFiles:
    """`kpis/<build>/<table>.json` and `.csv`, `restated.json` beside them, then `kpis/latest.json`: the build
    and its files."""

    s3: "S3Client"
    bucket: str

    def newest(self) -> Publication | None:
        """See KpiFiles.newest; rows as JSON has them, dates as text."""
        latest = self._read_file(LATEST)
        if latest is None:
            return None
        tables = {
            table: (self._read_file(files["json"]) or {}).get(table, [])
            for table, files in latest["tables"].items()
        }
        told = self._read_file(_name_restated(latest["build"])) or {"restated": []}
        restated = [
            Restatement(**{**row, "business_date": date.fromisoformat(row["business_date"])})
            for row in told["restated"]
        ]
        return Publication(latest["build"], tables, restated)

    def put(self, publication: Publication) -> Sequence[str]:
        """Write all files; the pointer goes last, so that it never names a file that is not there."""
        build, tables, restated = publication
        named = {table: _name_files(build, table) for table in tables}
        latest = {
            "build": build,
            "tables": {table: {"rows": len(rows), **named[table]} for table, rows in tables.items()},
            "restated": {"rows": len(restated), "json": _name_restated(build)},
        }
        told = {"build": build, "restated": [asdict(each) for each in restated]}
        with aws_errors("write KPI files"):
            for table, rows in tables.items():
                files = named[table]
                self._put_file(files["json"], "application/json", format_json({"build": build, table: rows}))
                self._put_file(files["csv"], "text/csv; charset=utf-8", format_csv(rows))
            self._put_file(_name_restated(build), "application/json", format_json(told))
            self._put_file(LATEST, "application/json", format_json(latest))
        return [*(key for files in named.values() for key in files.values()), _name_restated(build), LATEST]

    def _put_file(self, key: str, content_type: str, text: str) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=content_type)

    def _read_file(self, key: str) -> dict[str, Any] | None:
        with aws_errors(f"read {key}"):
            try:
                body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
        found: dict[str, Any] = json.loads(body)
        return found


def _name_files(build: str, table: str) -> dict[str, str]:
    return {suffix: f"kpis/{build}/{table}.{suffix}" for suffix in ("json", "csv")}


def _name_restated(build: str) -> str:
    return f"kpis/{build}/restated.json"


def format_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, default=_to_plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _to_plain(value: Any) -> float | str:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} is no KPI value")


def format_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    names = list(rows[0])
    return write_csv(names, (["" if row[name] is None else str(row[name]) for name in names] for row in rows))
