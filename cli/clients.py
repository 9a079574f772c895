"""Which Tally a command speaks to, this machine's or an AWS account's, and what a command may ask of it."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import boto3
from tally.adapters.aws.deployment import NOT_DEPLOYED, Deployment, Place
from tally.domain.answering.caller import Caller
from tally.domain.collecting.key_ring import KeyRing
from tally.domain.errors import Misconfigured
from tally.domain.people.person import Traces
from tally.domain.records.record_table import RecordTable
from tally.modelling.literals import Value
from tally.ports.running import RunningTally
from tally.ports.settings import SettingStore
from tally.use_cases.await_landing import AwaitLanding
from tally.use_cases.import_records import ImportRecords

from cli.home import OWNERS_FILE, tally_home

if TYPE_CHECKING:
    from tally.adapters.athena.answers import Answer
    from tally.adapters.importing.front_door import FrontDoorClient
    from tally.adapters.lake.set_aside import SetAside
    from tally.domain.reports.restatements import Restatement

    from cli.freshness import Freshness

_FILE = "endpoint.json"
_LOOK_EVERY_S, _AWS_LOOK_EVERY_S = 0.5, 5.0

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NightLook:
    """How a night stands: Step Functions' word for it, and its history so far."""

    status: str
    history: list[dict[str, Any]]


class Tally(Protocol):
    """A deployed Tally, as commands see it: cli.deployed has the real one, tests/cli one fake for all."""

    @property
    def plan_file(self) -> str | None:
        """The tracking plan that `tally up` deployed here."""

    @property
    def address(self) -> str:
        """The URL that apps send to."""

    @property
    def is_of_this_machine(self) -> bool:
        """Whether it runs here and not on AWS."""

    def observe(self) -> RunningTally:
        """The same Tally, for a look at how it stands."""

    def name_variables(self) -> dict[str, str]:
        """Environment variables that lead an app, boto3 and the tools built on it here."""

    def ask(self, sql: str, database: str | None = None) -> "Answer":
        """Run any statement in Athena; `database` None is the lake's. PermanentFailure: it was refused."""

    def ask_query(self, name: str, values: Mapping[str, Value]) -> list[Row]:
        """Rows of a query or model of the catalog, with its values bound. PermanentFailure as for `ask`."""

    def ask_privately(self, name: str, values: Mapping[str, Value]) -> list[Row]:
        """The same, and no result of it is left behind: for questions about one customer."""

    def trace_customer(self, customer_id: str) -> Traces:
        """Who a customer is, and by which keys their rows are found."""

    def has_table(self, name: str, database: str | None = None) -> bool:
        """Whether a database has this table yet; None is the lake's."""

    def invoke(self, function: str, event: Any) -> Any:
        """Call a function and wait for what it returns; PermanentFailure when it raised."""

    def start_night(self, event: Any) -> str:
        """Start the nightly state machine; the name of its execution."""

    def look_at_night(self, execution: str) -> NightLook:
        """How the execution stands now."""

    def read_objects(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Key and content of every object of the lake's bucket below a prefix."""

    def list_objects(self, prefix: str) -> Iterator[str]:
        """Keys of the objects of the lake's bucket below a prefix."""

    def open_set_aside(self) -> "Sequence[SetAside]":
        """What lies apart unread in the lake's bucket, and in the witness's."""

    def read_keys(self) -> KeyRing:
        """All write keys of every source."""

    def store_keys(self, ring: KeyRing) -> None:
        """Make these the write keys."""

    def read_salt(self) -> str:
        """What personal data are hashed with."""

    def open_settings(self) -> SettingStore:
        """What the shop changes without a deployment."""

    def name_caller(self) -> str:
        """Whose credentials these are, as AWS names them."""

    def list_accounts(self) -> Sequence[Caller]:
        """Who may log in to the page, with their roles."""

    def read_sender(self) -> str:
        """Whom mails come from; "" where none is sent."""

    def read_deployed_settings(self) -> Mapping[str, str]:
        """The values of tally.toml that were deployed."""

    def read_restatements(self) -> "Sequence[Restatement]":
        """Values of closed days that the last night published otherwise than the night before."""

    def read_published(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Files of the page that the last night published. NotPublished before the first."""

    def find_answers(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What the last night has published of these saved questions, of those that it has."""

    def put_page(self) -> str:
        """Upload what of the page's files changed; the page's address."""

    def read_database(self) -> str:
        """The name of the lake's Glue database."""

    def read_timezone(self) -> str:
        """The shop's time zone as it was deployed (IANA name), never that of this machine."""

    def read_freshness(self, table: str) -> "Freshness":
        """Up to when events are in the lake, and of when this published table is."""

    def open_front_door(self, *, batch: int, write_key: str | None = None) -> "FrontDoorClient":
        """Post events with a write key, or with that of the shop's own source."""

    def wait_until_landed(self, update: Callable[[str], None]) -> None:
        """Return once all that was accepted has landed; `update` hears how much is left."""

    def open_record_import(self, table: RecordTable) -> ImportRecords:
        """Land files of this table of records."""

    def count_stored_versions(self, table: RecordTable, batch_ids: Sequence[str]) -> int:
        """How many versions of these landing objects the table holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Deployment):
    """The deployment that `tally` commands speak to."""

    @classmethod
    def load(cls, *, aws: bool = False) -> Self:
        """The Tally of this machine, or with `aws` (or where none was started here) that of the account."""
        file = tally_home() / _FILE
        if file.exists() and not aws:
            return cls._read(file)
        session = boto3.Session(region_name=os.environ.get("AWS_REGION"))  # which boto3 itself does not read
        if session.get_credentials() is None:
            hint = "set AWS_PROFILE, or run `aws configure`"
            raise Misconfigured(
                f"No AWS credentials: {hint}" if aws else f"No Tally runs here: {NOT_DEPLOYED}"
            )
        if session.region_name is None:
            raise Misconfigured("No AWS region: set AWS_REGION to the one that Tally is deployed in")
        return cls.deployed_at(Place(region=session.region_name))

    @classmethod
    def _read(cls, file: Path) -> Self:
        try:
            return cls(**json.loads(file.read_text()))
        except (TypeError, ValueError) as error:
            raise Misconfigured(f"{file} cannot be read: `tally up` writes it anew") from error

    def save(self) -> None:
        """Write it down for the other commands, for their user only: a write key is in it."""
        file = tally_home() / _FILE
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=OWNERS_FILE)
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(file)


def forget() -> None:
    """Remove what `Endpoint.save` wrote, if anything."""
    (tally_home() / _FILE).unlink(missing_ok=True)


def wait_until_landed(endpoint: Endpoint, update: Callable[[str], None]) -> None:
    """Return once all that was accepted has landed; see AwaitLanding."""
    look_every_s = _LOOK_EVERY_S if endpoint.aws_endpoint else _AWS_LOOK_EVERY_S
    AwaitLanding(endpoint.parcels_waiting(), look_every_s, time.sleep, time.monotonic)(update)
