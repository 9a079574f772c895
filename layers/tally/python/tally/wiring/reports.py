"""Reports asked over HTTP: the same questions, answers and limits in each function that asks them."""

from datetime import UTC, datetime

from tally.adapters.answering.aws_reports import AwsReports
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.aws.side_by_side import run_side_by_side
from tally.domain.answering.caller import Rights
from tally.domain.answering.limits import Limits
from tally.settings import AnswerSettings
from tally.use_cases.find_cohort import FindCohort
from tally.use_cases.serve_report import ServeReport


def read_rights(own: AnswerSettings) -> Rights:
    """Who may list persons."""
    return Rights(frozenset(own.persons_for.split()))


def open_reports(own: AnswerSettings, rights: Rights, limits: Limits) -> ServeReport:
    """The use case with its adapters: statements run within the `limits`."""
    s3, now = s3_client(), lambda: datetime.now(UTC)
    aws = AwsReports.open(s3, own.results_bucket, own.workgroup, own.database, now)
    return ServeReport(
        queries=aws.queries,
        answers=aws.answers,
        ledger=aws.ledger,
        find_tables=aws.find_tables,
        find_cohort=FindCohort(S3Settings(s3, own.lake_bucket)),
        rights=rights,
        clock=own.clock,
        database=own.database,
        now=now,
        limits=limits,
        together=run_side_by_side,
    )
