"""The table of the rows that schedules write: lines of JSON, a folder a date of the shop's."""

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

PREFIX = "scheduled_answers"
COLUMNS = {
    "schedule": ("string", "name of the schedule"),
    "sent_as": ("string", "what it sends, such as question/checkout-funnel"),
    "answer": ("bigint", "which of its answers, from 1"),
    "title": ("string", "of the answer"),
    "row_number": ("bigint", "which row of the answer, from 1"),
    "cells": ("string", "the row as JSON, by the columns of the report"),
    "verdict": ("string", "of the events under it: audited, disputed or unaudited"),
    "reason": ("string", "of the verdict"),
    "build": ("string", "the night whose tables were read"),
}


class ScheduledAnswers(glue.CfnTable):
    """Athena computes its dates itself. JSON: what draws PDF leaves no room for what writes Parquet."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: glue.CfnDatabase,
        bucket: s3.IBucket,
        days: int,
    ) -> None:
        """`days`: how long objects are kept, and so how far back Athena looks for them."""
        location = f"s3://{bucket.bucket_name}/{PREFIX}/"
        super().__init__(
            scope,
            construct_id,
            catalog_id=Stack.of(scope).account,
            database_name=database.ref,
            table_input={
                "name": PREFIX,
                "description": "rows of saved questions and dashboards, as schedules wrote them",
                "tableType": "EXTERNAL_TABLE",
                "parameters": {
                    "EXTERNAL": "TRUE",
                    "classification": "json",
                    "projection.enabled": "true",
                    "projection.dt.type": "date",
                    "projection.dt.format": "yyyy-MM-dd",
                    "projection.dt.range": f"NOW-{days}DAYS,NOW+1DAYS",
                    "storage.location.template": f"{location}dt=${{dt}}/",
                },
                "partitionKeys": [{"name": "dt", "type": "string", "comment": "the shop's date"}],
                "storageDescriptor": {
                    "columns": [
                        {"name": name, "type": kind, "comment": comment}
                        for name, (kind, comment) in COLUMNS.items()
                    ],
                    "location": location,
                    "inputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                    "outputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                    "serdeInfo": {"serializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                },
            },
        )
