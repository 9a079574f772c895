"""A deployed Tally over boto3: what cli.clients.Tally promises."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from tally.adapters.athena.answers import Answer
from tally.adapters.athena.client import Athena
from tally.adapters.aws.deployment import NOT_DEPLOYED, choose_key
from tally.domain.answering.caller import Caller
from tally.domain.collecting.key_ring import KeyRing
from tally.domain.errors import Misconfigured
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.people.person import Traces
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import records_database
from tally.modelling.catalog import find_database
from tally.modelling.literals import Rows, Value
from tally.ports.settings import SettingStore
from tally.use_cases.import_records import ImportRecords

from cli.ask import ask
from cli.catalog_freshness import fetch_freshness
from cli.clients import Endpoint, NightLook, Row, wait_until_landed
from cli.dead_parts import refuse_dead_parts
from cli.deployed_page import put_page
from cli.freshness import Freshness
from cli.invocation import invoke
from cli.observed_tally import ObservedTally
from cli.queries import bind_query, bind_record_query

if TYPE_CHECKING:
    from tally.adapters.erasing.questions import Questions
    from tally.adapters.importing.front_door import FrontDoorClient
    from tally.adapters.lake.set_aside import SetAside
    from tally.adapters.publishing.page_files import S3PageFiles
    from tally.domain.reports.restatements import Restatement


@dataclass(frozen=True, slots=True)
class DeployedTally:
    """See cli.clients.Tally. Of this machine or on AWS: the endpoint says which."""

    endpoint: Endpoint
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def plan_file(self) -> str | None:
        """See Tally."""
        return self.endpoint.plan_file

    @property
    def address(self) -> str:
        """See Tally."""
        return self.endpoint.url

    @property
    def is_of_this_machine(self) -> bool:
        """See Tally."""
        return self.endpoint.aws_endpoint is not None

    def observe(self) -> ObservedTally:
        """See Tally."""
        return ObservedTally(
            self._client,
            self.endpoint.outputs,
            self.ask_query,
            lambda: self.read_freshness("events").events_until,
        )

    def name_variables(self) -> dict[str, str]:
        """See Tally."""
        named = {
            "TALLY_URL": self.endpoint.url,
            "TALLY_WRITE_KEY": self.endpoint.write_key,
            "TALLY_WITNESS_URL": self.endpoint.witness_url,
            "TALLY_DEV_URL": self.endpoint.dev_url,
            "TALLY_DATABASE": self._read_output("Database"),
            "TALLY_WORKGROUP": self._read_output("Workgroup"),
            "TALLY_RESULTS": f"s3://{self._read_output('ResultsBucket')}/athena/",
            "PYICEBERG_CATALOG__TALLY__TYPE": "glue",
            "PYICEBERG_CATALOG__TALLY__S3__ENDPOINT": self.endpoint.aws_endpoint,
            # Without it pyiceberg asks AWS itself where the bucket lies, from this machine, too.
            "PYICEBERG_CATALOG__TALLY__S3__REGION": self.endpoint.region,
            **self.endpoint.name_variables(),
        }
        return {name: value for name, value in named.items() if value is not None}

    def ask(self, sql: str, database: str | None = None) -> Answer:
        """See Tally."""
        return ask(self.endpoint, sql, database)

    def ask_query(self, name: str, values: Mapping[str, Value]) -> list[Row]:
        """See Tally."""
        statement = bind_query(name, values)
        return self.ask(statement, find_database(statement, self.read_database())).rows

    def ask_privately(self, name: str, values: Mapping[str, Value]) -> list[Row]:
        """See Tally."""
        return self._questions().rows(bind_query(name, values))

    def trace_customer(self, customer_id: str) -> Traces:
        """See Tally."""
        from tally.adapters.erasing.customers import AthenaCustomers

        return AthenaCustomers(self._questions()).find_traces(customer_id)

    def has_table(self, name: str, database: str | None = None) -> bool:
        """See Tally."""
        glue = self._client("glue")
        try:
            glue.get_table(DatabaseName=database or self._read_output("Database"), Name=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFoundException":
                return False
            raise
        return True

    def invoke(self, function: str, event: Any) -> Any:
        """See Tally."""
        return invoke(self.endpoint, function, event)

    def start_night(self, event: Any) -> str:
        """See Tally."""
        machine = self._read_output("NightlyStateMachine")
        started = self._client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(event)
        )
        return str(started["executionArn"])

    def look_at_night(self, execution: str) -> NightLook:
        """See Tally. The status is read first: a history read after the end is whole."""
        states = self._client("stepfunctions")
        status: str = states.describe_execution(executionArn=execution)["status"]
        pages = states.get_paginator("get_execution_history").paginate(executionArn=execution)
        return NightLook(status, [event for page in pages for event in page["events"]])

    def read_objects(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """See Tally."""
        s3, bucket = self._client("s3"), self._read_output("LakeBucket")
        for key in self.list_objects(prefix):
            yield key, s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def list_objects(self, prefix: str) -> Iterator[str]:
        """See Tally."""
        pages = self._client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._read_output("LakeBucket"), Prefix=prefix):
            yield from (found["Key"] for found in page.get("Contents", []))

    def open_set_aside(self) -> "Sequence[SetAside]":
        """See Tally."""
        from tally.adapters.lake.set_aside import SetAside

        buckets = (self._read_output("LakeBucket"), self._read_output("WitnessBucket"))
        return [SetAside(self._client("s3"), bucket) for bucket in buckets]

    def read_keys(self) -> KeyRing:
        """See Tally."""
        return self.endpoint.key_ring()

    def store_keys(self, ring: KeyRing) -> None:
        """See Tally. Other commands read this machine's own key from its file."""
        self.endpoint.store_key_ring(ring)
        if self.endpoint.aws_endpoint:
            replace(self.endpoint, write_key=choose_key(ring)).save()

    def read_salt(self) -> str:
        """See Tally."""
        salt = self._client("secretsmanager").get_secret_value(SecretId=self._read_output("SaltSecret"))
        return str(salt["SecretString"])

    def open_settings(self) -> SettingStore:
        """See Tally."""
        from tally.adapters.aws.setting_objects import S3Settings

        return S3Settings(self._client("s3"), self._read_output("LakeBucket"))

    def name_caller(self) -> str:
        """See Tally."""
        return str(self._client("sts").get_caller_identity()["Arn"])

    def list_accounts(self) -> Sequence[Caller]:
        """See Tally."""
        from tally.adapters.sending.accounts import CognitoAccounts

        return CognitoAccounts(lambda: self._client("cognito-idp"), self._read_output("UserPool"))()

    def read_sender(self) -> str:
        """See Tally."""
        return self.endpoint.outputs.get("MailSender", "")

    def read_deployed_settings(self) -> Mapping[str, str]:
        """See Tally."""
        told: dict[str, str] = json.loads(self._read_output("Settings"))
        return told

    def read_restatements(self) -> "Sequence[Restatement]":
        """See Tally."""
        from tally.adapters.publishing.kpi_files import S3KpiFiles

        published = S3KpiFiles(self._client("s3"), self._read_output("ResultsBucket")).newest()
        return published.restated if published else ()

    def read_published(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """See Tally."""
        return self._open_page_files().read_all(names)

    def find_answers(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """See Tally."""
        return self._open_page_files().find_answers(names)

    def put_page(self) -> str:
        """See Tally."""
        return put_page(self.endpoint)

    def read_database(self) -> str:
        """See Tally."""
        return self._read_output("Database")

    def read_timezone(self) -> str:
        """See Tally."""
        return self._read_output("Timezone")

    def read_freshness(self, table: str) -> Freshness:
        """See Tally."""
        glue, s3 = self._client("glue"), self._client("s3")
        return fetch_freshness(glue, s3, self._read_output("Database"), table)

    def open_front_door(self, *, batch: int, write_key: str | None = None) -> "FrontDoorClient":
        """See Tally."""
        from tally.adapters.importing.front_door import FrontDoorClient
        from tally.adapters.importing.postings import FrontDoorAddress

        endpoint = self.endpoint
        address = FrontDoorAddress(endpoint.url, write_key or endpoint.write_key, endpoint.witness_url)
        return FrontDoorClient(address, batch=batch)

    def wait_until_landed(self, update: Callable[[str], None]) -> None:
        """See Tally."""
        wait_until_landed(self.endpoint, update)

    def open_record_import(self, table: RecordTable) -> ImportRecords:
        """See Tally."""
        from tally.adapters.iceberg.table_layout import lay_out_versions
        from tally.adapters.landing.landing_area import S3LandingArea

        s3, bucket, layout = self._client("s3"), self._read_output("LakeBucket"), lay_out_versions(table)
        return ImportRecords(
            S3LandingArea(s3, bucket, layout.landing, layout.columns),
            S3LandingArea(s3, bucket, "quarantine", QUARANTINE_COLUMNS),
        )

    def count_stored_versions(self, table: RecordTable, batch_ids: Sequence[str]) -> int:
        """See Tally."""
        sql = bind_record_query(
            "stored_versions", table, {"batches": Rows(("varchar",), [(one,) for one in batch_ids])}
        )
        (row,) = self.ask(sql, records_database(self._read_output("Database"))).rows
        return int(row["versions"])

    def _questions(self) -> "Questions":
        from tally.adapters.erasing.questions import Questions

        athena = Athena(self._client("athena"), self._read_output("Workgroup"))
        return Questions(athena, self._client("s3"), self._read_output("Database"))

    def _open_page_files(self) -> "S3PageFiles":
        from tally.adapters.publishing.page_files import S3PageFiles

        return S3PageFiles(self._client("s3"), self._read_output("ResultsBucket"))

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.endpoint.client(service)
        return self._clients[service]

    def _read_output(self, key: str) -> str:
        if key not in self.endpoint.outputs:
            raise Misconfigured(f"The stacks have no output {key}: {NOT_DEPLOYED}")
        return self.endpoint.outputs[key]


def open_deployed_tally(*, aws: bool) -> DeployedTally:
    """The Tally of this machine, or with `aws` that of the account; Misconfigured when there is none."""
    endpoint = Endpoint.load(aws=aws)
    refuse_dead_parts(endpoint)
    return DeployedTally(endpoint)
