"""A shop with customers in process, to erase one from: real S3 and Iceberg, Athena's answers by scanning."""

import io
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
from moto.backends import get_backend
from pyiceberg.avro.file import AvroFile
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.aws.clients import glue_client
from tally.adapters.aws.exported_files import name_values
from tally.adapters.erasing.objects import Objects
from tally.adapters.erasing.places import TallyStores, list_places
from tally.adapters.erasing.proofs import S3Proofs
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.s3_file_io import S3File
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.adapters.lake.set_aside import SetAside
from tally.adapters.landing.landing_area import S3LandingArea
from tally.adapters.landing.suppressed_people import SuppressedPeople
from tally.adapters.wire.id_key import key_of
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.events.landing_record import LandingRecord
from tally.domain.people.person import Person, Traces
from tally.use_cases.commit_events import CommitEvents, Committed
from tally.use_cases.forget_customer import ForgetCustomer

from tests.customer_rows import (
    GIFT,
    MARKS,
    Row,
    by,
    gift_in_quarantine,
    mart_rows,
    mixed,
    profile_of,
    quarantine_rows,
    witness_rows,
)
from tests.fakes import Journal, Noted
from tests.lake_rows import table_of
from tests.profile_rows import an_update, profiles

BUCKETS = ("lake-bucket", "witness-bucket", "results-bucket", "exports-bucket")
REPORTS = {
    "customer_landing_objects": "landing/dt=",
    "customer_quarantine_objects": "quarantine/",
    "customer_event_mentions": "warehouse/events/data/",
    "customer_profile_update_mentions": "warehouse/profile_updates/data/",
}
ANNA = Person("anna-mark", frozenset({"phone-mark"}))
DAY = "dt=2026-11-20"


class ScannedCustomers:
    """See ports.Customers: the links are known, keys and objects are found by looking at every object."""

    def __init__(self, lake: Objects, witness: Objects, person: Person = ANNA) -> None:
        self._lake, self._witness, self._person = lake, witness, person

    def find_traces(self, customer_id: str, known_devices: Iterable[str] = ()) -> Traces:
        keys = frozenset(map(key_of, self._person.distinct_ids))
        events = {
            row["id_hash"]
            for prefix in ("landing/dt=", "quarantine/", "warehouse/events/data/")
            for row in rows_under(self._lake, prefix)
            if row["sent_person_key"] in keys
        }
        return Traces(self._person, keys, frozenset(events))

    def objects_of(self, report: str) -> Callable[[Traces], Iterator[str]]:
        return lambda _: (listed.key for listed in self._lake.list_under(REPORTS[report]))

    def find_witness_objects(self, _: Traces) -> Iterator[str]:
        return (listed.key for listed in self._witness.list_under("events/"))


_FILLED: dict[bool, bytes] = {}


def _kept() -> tuple[Any, Any]:
    """What moto keeps: buckets and databases, by name."""
    account = "123456789012"
    return get_backend("s3")[account]["aws"].buckets, get_backend("glue")[account]["eu-south-1"].databases


@dataclass
class SmallShop:
    """Buckets, tables and the use cases on them. `clock` is what erasure takes for now."""

    s3: Any = field(default_factory=lambda: boto3.client("s3"))
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    parcels: int = 0
    night: str = ""

    @classmethod
    def empty(cls) -> "SmallShop":
        shop = cls()
        for bucket in BUCKETS:
            shop.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
            )
        for database in ("lake", "lakerecords"):
            shop.glue.create_database(DatabaseInput={"Name": database})
        return shop

    @classmethod
    def filled(cls, *, mentions: bool = False) -> "SmallShop":
        """See fill and mention, which are done once: the next shop finds in AWS what the first one left."""
        if mentions in _FILLED:
            for kept, content in zip(_kept(), pickle.loads(_FILLED[mentions]), strict=True):
                kept.update(content)
            return cls()
        shop = cls.empty()
        shop.fill()
        if mentions:
            shop.mention()
        _FILLED[mentions] = pickle.dumps(_kept())
        return shop

    @cached_property
    def glue(self) -> Any:
        return glue_client()

    @property
    def events(self) -> LakeTable:
        return LakeTable(EVENTS, self.glue, self.s3, "lake", BUCKETS[0])

    @property
    def profile_updates(self) -> LakeTable:
        return LakeTable(PROFILE_UPDATES, self.glue, self.s3, "lake", BUCKETS[0])

    def forget(self, journal: Journal | None = None) -> ForgetCustomer:
        """The use case; with a journal, each of its writes is noted there first."""
        s3, glue = Noted.of(self.s3, journal), Noted.of(self.glue, journal)
        lake, witness = Objects(s3, BUCKETS[0]), Objects(s3, BUCKETS[1])
        customers: Any = ScannedCustomers(lake, witness)
        stores = TallyStores(s3, glue, *BUCKETS, "lake")
        everywhere = list_places(
            stores, customers, lambda: self.parcels, lambda: self.night, lambda: self.clock
        )
        return ForgetCustomer(
            customers,
            everywhere,
            lambda: self.parcels,
            S3Proofs(lake),
            SuppressedPeople(s3, BUCKETS[0]),
            SetAside(s3, BUCKETS[0]).count,
            lambda: self.clock,
            lambda: "0123456789abcdef",
        )

    def land(self, name: str, *rows: Row) -> None:
        S3LandingArea(self.s3, BUCKETS[0], "landing", EVENT_COLUMNS).put(f"{DAY}/{name}", table_of(*rows))

    def land_profiles(self, name: str, *updates: list[Row]) -> None:
        area = S3LandingArea(self.s3, BUCKETS[0], "landing/profiles", PROFILE_COLUMNS)
        area.put(f"{DAY}/{name}", profiles(*updates))

    def commit(self) -> Committed:
        quarantine = S3LandingArea(self.s3, BUCKETS[0], "quarantine", QUARANTINE_COLUMNS)
        done = Committed()
        for table, duplicates in (
            (self.events, ArrowDuplicates()),
            (self.profile_updates, ProfileDuplicates()),
        ):
            index = S3LandingIndex(self.s3, BUCKETS[0], table.layout)
            done += CommitEvents(index, IcebergLake(table), duplicates, quarantine)()
        return done

    def age_record(self) -> None:
        """As if the last commit were of an hour ago, and had seen nothing lately."""
        record = LandingRecord(self.clock - timedelta(hours=1)).to_summary()
        for table in (self.events, self.profile_updates):
            lake = IcebergLake(table)
            lake.record()
            lake.append(arrow_schema(table.layout.columns).empty_table(), record)

    def put(self, bucket: str, key: str, body: bytes | pa.Table) -> None:
        if isinstance(body, pa.Table):
            sink = io.BytesIO()
            pq.write_table(body, sink)
            body = sink.getvalue()
        self.s3.put_object(Bucket=bucket, Key=key, Body=body)

    def fill(self) -> None:
        """Rows of the customer and of others in every place, in two commits of which one has expired."""
        self.land("b1", *mixed(range(8)))
        self.land_profiles(
            "b1", an_update("u1", value='"anna@mark"', **profile_of("anna-mark")), an_update("u2")
        )
        self.commit()
        self.land("b2", *mixed(range(100, 108), event_class="volume"))
        self.commit()
        self.put("lake-bucket", f"quarantine/{DAY}/q1.parquet", quarantine_rows())
        self.put("lake-bucket", "claims/1", b'[{"event":"A","user_id":"anna-mark"}]')
        self.put("lake-bucket", "claims/2", b'[{"event":"A","user_id":"bruno"}]')
        self.put("lake-bucket", "marts/b1/.opened", b"")
        self.put("lake-bucket", "marts/b1/sessions/x/part-0", mart_rows())
        self.put("witness-bucket", f"events/{DAY}/w1.parquet", witness_rows(mixed(range(8))))
        self.put("witness-bucket", "rejected/1.json", b'{"text":"{\\"event_id\\":\\"anna-mark\\"}"}')
        self.put("results-bucket", "athena/1.csv", b'"user_id"\n"anna-mark"\n')
        self.put("results-bucket", "athena/1.csv.metadata", b"\x00")
        self.put("results-bucket", "athena/2.csv", b'"user_id"\n"bruno"\n')
        for file, name in {"files/1.pdf": b"anna-mark", "files/2.pdf": b"bruno"}.items():
            self.put("exports-bucket", name_values(file), b"From view to order\n" + name)
            self.put("exports-bucket", file, name)

    def mention(self) -> None:
        """Rows of others that name the customer, one in every place that keeps others' JSON."""
        self.land("b3", by("bruno", 300) | {"properties": GIFT}, by("carla", 301))
        self.land_profiles("b3", an_update("u3", value='"anna-mark"'))
        self.commit()
        self.put("lake-bucket", f"quarantine/{DAY}/q2.parquet", gift_in_quarantine())
        people = pa.table({"profile_id": ["bruno"], "name": ["anna-mark"], "properties": [GIFT]})
        self.put("lake-bucket", "marts/b1/people/x/part-0", people)

    def others(self) -> list[str]:
        """Every row of somebody else, wherever it lies, in a fixed order."""
        return [row for row in self.rows() if not any(mark.decode() in row for mark in MARKS)]

    def rows(self) -> list[str]:
        """Every row, wherever it lies, in a fixed order."""
        found = [
            f"{bucket}/{listed.key} {row}"
            for bucket in BUCKETS
            for listed in Objects(self.s3, bucket).list_under("")
            if not listed.key.startswith(("warehouse/", "proofs/", "answers-erased"))
            for row in self._content(bucket, listed.key)
        ]
        found += [row for table in (self.events, self.profile_updates) for row in lake_rows(table)]
        return sorted(found)

    def _content(self, bucket: str, key: str) -> list[Any]:
        """Rows of a Parquet file, entries of a manifest; any other object is one text."""
        if key.endswith(".avro"):
            with AvroFile[Any](S3File(self.s3, f"s3://{bucket}/{key}")) as entries:
                return [repr(entry) for entry in entries]
        body = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return _rows(body) if body.startswith(b"PAR1") else [body.decode(errors="replace")]

    def keys(self, prefix: str) -> list[str]:
        """Keys in the lake bucket."""
        return [listed.key for listed in Objects(self.s3, BUCKETS[0]).list_under(prefix)]

    def holding(self, prefix: str = "") -> list[str]:
        """Objects in which a mark of the customer stands."""
        texts = self.texts(prefix)
        return [name for name, text in texts.items() if any(mark.decode() in text for mark in MARKS)]

    def texts(self, prefix: str = "") -> dict[str, str]:
        """What every object holds, unpacked, by its bucket and key."""
        return {
            f"{bucket}/{listed.key}": "\n".join(map(str, self._content(bucket, listed.key)))
            for bucket in BUCKETS
            for listed in Objects(self.s3, bucket).list_under(prefix)
        }


def lake_rows(table: LakeTable) -> list[str]:
    """All rows of a table, in a fixed order."""
    opened = table.load()
    rows = []
    for task in opened.scan().plan_files() if opened else ():
        with opened.io.new_input(task.file.file_path).open() as stream:
            rows += [f"{table.layout.name} {row}" for row in _rows(stream.read())]
    return sorted(rows)


def rows_under(objects: Objects, prefix: str) -> Iterator[Row]:
    for listed in objects.list_under(prefix):
        body = objects.get(listed.key)
        assert body
        yield from _rows(body.content)


def later(moment: datetime) -> datetime:
    """When no commit of that moment can be under way any more."""
    return moment + timedelta(hours=1)


def _rows(body: bytes) -> list[Row]:
    rows: list[Row] = pq.read_table(io.BytesIO(body), partitioning=None).to_pylist()
    return rows
