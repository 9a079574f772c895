"""The table of the rows that schedules write: lines of JSON, a folder a date of the shop's."""

from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.projected_table import ProjectedTable, StoredForm

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
JSON_LINES = StoredForm(
    "json",
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "org.openx.data.jsonserde.JsonSerDe",
)
"""What draws PDF leaves no room in a function for what writes Parquet."""


def add_scheduled_answers(
    scope: Construct, *, database: glue.CfnDatabase, bucket: s3.IBucket, days: int
) -> None:
    """`days`: see ProjectedTable."""
    ProjectedTable(
        scope,
        "ScheduledAnswers",
        database=database,
        name=PREFIX,
        description="rows of saved questions and dashboards, as schedules wrote them",
        columns=[(name, {"type": kind, "comment": comment}) for name, (kind, comment) in COLUMNS.items()],
        bucket=bucket,
        prefix=PREFIX,
        days=days,
        form=JSON_LINES,
        date_comment="the shop's date",
    )
