"""Files of reports and dashboards: for who asks for one over HTTP, and for schedules."""

from tally.adapters.answering.export_tickets import S3ExportTickets
from tally.adapters.aws.clients import s3_client, signing_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.export_formats import write_export
from tally.adapters.publishing.large_files import S3LargeFiles
from tally.adapters.publishing.page_files import S3PageFiles
from tally.domain.answering.caller import Rights
from tally.settings import AnswerSettings
from tally.use_cases.export_report import ExportReport
from tally.use_cases.serve_report import ServeReport


def open_exports(own: AnswerSettings, reports: ServeReport, rights: Rights) -> ExportReport:
    """The use case with its adapters; `reports` answers what stands in a file."""
    s3, bucket = s3_client(), own.results_bucket
    page = S3PageFiles(s3, bucket)
    return ExportReport(
        reports,
        rights,
        S3Settings(s3, own.lake_bucket),
        reports.find_cohort,
        S3ExportTickets(s3, bucket),
        page.read_all,
        page.find_answers,
        write_export,
        reports.clock,
        reports.now,
        S3LargeFiles(s3, signing_client(), bucket),
    )
