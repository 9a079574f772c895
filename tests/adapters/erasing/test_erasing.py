"""A customer is erased from every place, and nothing else is; killed anywhere, another run does the rest."""

import json
from itertools import count

import boto3
import pytest
from tally.adapters.erasing import rewritten_files
from tally.adapters.erasing.objects import Objects
from tally.adapters.erasing.places import CLAIMS_ARE_WANTED
from tally.adapters.erasing.running_night import UNDER_WAY, RunningNight
from tally.adapters.iceberg import data_files
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.domain.errors import PermanentFailure
from tally.domain.people.erasure import TIME_IS_UP
from tally.domain.records.record_tables import record_tables
from tally.use_cases.commit_events import CommitEvents, Committed
from tally.use_cases.forget_customer import PARCELS_WAIT, ForgetRequest, Forgotten

from tests.customer_rows import by, mart_rows
from tests.erasing import DAY, SmallShop, lake_rows, later
from tests.fakes import Journal, Killed
from tests.lake_rows import table_of

ANNA = ForgetRequest("anna-mark")
RECORDS = [
    "landing, records",
    *(f"records.{table.name}_versions" for table in record_tables().values() if table.persons),
]


def always() -> bool:
    return True


@pytest.fixture
def shop(aws: None) -> SmallShop:
    return SmallShop.filled()


def forget(shop: SmallShop) -> Forgotten:
    return shop.forget()(ANNA, always)


def erase_events(shop: SmallShop, journal: Journal | None = None) -> None:
    """The last place alone: the table of events."""
    erasing = shop.forget(journal)
    (place,) = (place for place in erasing.places if place.name == "lake.events")
    place.erase(erasing.customers.find_traces("anna-mark"), always)


def test_nothing_of_the_customer_stays_and_all_of_the_others(shop: SmallShop) -> None:
    others = shop.others()
    assert len(shop.holding()) > 10
    done = forget(shop)
    assert done.reasons == ()
    assert shop.holding() == []
    assert shop.others() == [row for row in others if "athena/1.csv" not in row]
    counts = {name: erased.rows for name, erased in done.proof.places.items()}
    assert counts == {
        "witness": 5,  # one by its device alone
        "witness, rejected": 1,
        "quarantine": 2,
        "claims": 1,
        "results": 1,
        "marts": 2,
        **dict.fromkeys(RECORDS, 0),
        "landing, profiles": 1,
        "landing": 8,
        "lake.profile_updates": 1,
        "lake.events": 8,
        "answers": 0,
        "exports": 1,
    }
    assert done.proof.places["lake.events"].snapshots_expired == 3


def test_a_look_counts_what_will_be_erased_and_changes_nothing(shop: SmallShop) -> None:
    held = shop.holding()
    looked = shop.forget().look(ANNA)
    assert shop.holding() == held
    erased = forget(shop).proof.places
    assert {name: found.rows for name, found in looked.places.items()} == {
        name: counts.rows for name, counts in erased.items()
    }


def test_a_second_time_nothing_is_left(shop: SmallShop) -> None:
    forget(shop)
    again = forget(shop)
    assert (again.reasons, again.proof.rows) == ((), 0)
    for counts in again.proof.places.values():
        assert (counts.objects_rewritten, counts.objects_deleted, counts.snapshots_expired) == (0, 0, 0)


def test_a_commit_after_it_brings_nothing_back(shop: SmallShop) -> None:
    """What was rewritten is new to the commit, once the last one is older than a quarter of an hour."""
    forget(shop)
    others = shop.others()
    shop.age_record()
    done = shop.commit()
    assert (done.committed, done.duplicates, done.quarantined, done.objects) == (0, 9, 0, 3)
    assert shop.others() == others
    assert shop.holding() == []


def test_the_lake_goes_on_where_it_was(shop: SmallShop) -> None:
    """The record is carried: an object that landed before the erasure is not taken in again."""
    shop.land("b3", by("bruno", 200))
    shop.commit()
    forget(shop)
    shop.land("b4", by("bruno", 201), by("bruno", 200))
    done = shop.commit()
    assert (done.committed, done.duplicates, done.objects) == (1, 1, 1)


def test_killed_again_and_again(shop: SmallShop) -> None:
    """Each run dies two writes later than the one before; together they do it all, and harm nobody."""
    others = shop.others()
    for writes in count(step=2):
        try:
            done = shop.forget(Journal(killed_before=writes))(ANNA, always)
            break
        except Killed:
            continue
    assert writes > 20
    assert (done.reasons, shop.holding()) == ((), [])
    assert shop.others() == [row for row in others if "athena/1.csv" not in row]


def test_a_table_killed_around_its_commits_and_run_again(aws: None) -> None:
    """Before each change of the table, after it, and before the files are deleted."""
    shop, calm = SmallShop.empty(), Journal()
    shop.land("b", by("anna-mark", 0), by("bruno", 2))
    shop.commit()
    erase_events(shop, calm)
    writes = [name for (name,) in calm.effects]
    places = [place for place, name in enumerate(writes) if name in ("update_table", "delete_objects")]
    assert len(places) == 4
    for place in sorted({*places, *(place + 1 for place in places[:-1])}):
        shop.land(f"b{place}", by("anna-mark", place * 4), by("bruno", place * 4 + 2))
        shop.commit()
        shop.s3.delete_object(Bucket="lake-bucket", Key=f"landing/{DAY}/b{place}.parquet")
        with pytest.raises(Killed):
            erase_events(shop, Journal(killed_before=place))
        before = lake_rows(shop.events)
        erase_events(shop)
        assert shop.holding("warehouse/") == []
        assert lake_rows(shop.events) == [row for row in before if "mark" not in row]


def test_a_commit_under_way_cannot_bring_the_customer_back(aws: None) -> None:
    """It has read landing before that was erased; the fence, a commit of nothing, makes it look again."""
    shop = SmallShop.empty()
    shop.land("b1", by("bruno", 1))
    shop.commit()

    class Slow(ArrowDuplicates):
        def split(self, *rows):
            forget(shop)
            return super().split(*rows)

    shop.land("b2", by("anna-mark", 2))
    index = S3LandingIndex(shop.s3, "lake-bucket", EVENTS)
    commit = CommitEvents(index, IcebergLake(shop.events), Slow(), None)
    assert commit() == Committed()
    assert forget(shop).reasons == ()
    assert shop.holding() == []


def test_a_commit_that_comes_between_is_taken_along(shop: SmallShop, monkeypatch: pytest.MonkeyPatch) -> None:
    write, rivals = data_files.write, iter([True])

    def beaten(*arguments):
        if next(rivals, False):
            rival = IcebergLake(shop.events)
            rival.record()
            rival.append(table_of(by("anna-mark", 400), by("bruno", 401)), {})
        return write(*arguments)

    monkeypatch.setattr(data_files, "write", beaten)
    done = forget(shop)
    assert (done.reasons, done.proof.places["lake.events"].rows) == ((), 9)
    assert shop.holding("warehouse/") == []
    assert any("event-401" in row for row in lake_rows(shop.events))


def test_a_file_that_reads_otherwise_than_it_was_written_is_left(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lake_rows(shop.events)
    monkeypatch.setattr(rewritten_files, "read_row_groups", lambda *_: [table_of(by("bruno", 1))])
    with pytest.raises(PermanentFailure, match="16 rows less 8 would become 2: its files are damaged"):
        erase_events(shop)
    assert lake_rows(shop.events) == before


def test_files_of_killed_runs_go_with_the_rows_in_them(shop: SmallShop) -> None:
    """Those that hold rows at once; others when no commit can be under way any more."""
    table = shop.events.load()
    groups = data_files.split_by_partition(EVENTS, table_of(by("anna-mark", 500)))
    data_files.write(EVENTS, table, *next(iter(groups)))
    innocent = data_files.write(
        EVENTS, table, *next(iter(data_files.split_by_partition(EVENTS, table_of(by("bruno", 501)))))
    ).file_path.removeprefix("s3://lake-bucket/")
    forget(shop)
    assert shop.holding() == []
    assert shop.keys(innocent) == [innocent]
    shop.clock = later(shop.clock)
    shop.land("b5", by("anna-mark", 502))
    shop.commit()
    forget(shop)
    assert shop.keys(innocent) == []


def test_time_that_is_up_leaves_the_lake_for_the_next_run(shop: SmallShop) -> None:
    first = shop.forget()(ANNA, iter([True] * 6 + [False] * 90).__next__)
    assert first.reasons == (TIME_IS_UP,)
    assert first.proof.finished_at is None
    assert "lake.events" not in first.proof.places
    second = shop.forget()(ForgetRequest("anna-mark", request_id=first.proof.request_id), always)
    assert (second.reasons, shop.holding()) == ((), [])
    assert second.proof.begun_at == first.proof.begun_at
    assert second.proof.rows == 31


def test_parcels_that_wait_are_waited_for(shop: SmallShop) -> None:
    """A body under claims/ stays as long as a parcel may need it."""
    shop.parcels = 2
    done = forget(shop)
    assert done.reasons == (CLAIMS_ARE_WANTED, PARCELS_WAIT)
    assert done.to_json()["remaining"]
    assert shop.holding() == ["lake-bucket/claims/1"]
    shop.parcels = 0
    assert forget(shop).reasons == ()
    assert shop.holding() == []


def test_a_night_under_way_may_bring_rows_back(shop: SmallShop) -> None:
    """It, and who asks, have read the lake before: what they write meanwhile is looked at again."""
    shop.night = UNDER_WAY
    *before, marts, results, _, exports = (erasing := shop.forget()).places
    traces = erasing.customers.find_traces("anna-mark")
    for place in (*before, exports):
        assert place.erase(traces, always).unfinished == ""
    shop.put("lake-bucket", "marts/b2/sessions/x/part-0", mart_rows())
    shop.put("results-bucket", "athena/reports/late.csv", b'"person"\n"anna-mark"\n')
    assert results.erase(traces, always).objects_deleted == 1
    done = marts.erase(traces, always)
    assert (done.rows, done.unfinished, shop.holding()) == (2, UNDER_WAY, [])
    assert forget(shop).reasons == (UNDER_WAY,)
    shop.night = ""
    assert forget(shop).reasons == ()


def test_a_night_is_under_way_while_its_state_machine_runs(aws: None) -> None:
    states = boto3.client("stepfunctions")
    role = "arn:aws:iam::123456789012:role/nightly"
    definition = '{"StartAt": "s", "States": {"s": {"Type": "Succeed"}}}'
    arn = states.create_state_machine(name="n", definition=definition, roleArn=role)["stateMachineArn"]
    night = RunningNight(states, arn)
    assert night() == ""
    execution = states.start_execution(stateMachineArn=arn)["executionArn"]
    assert night() == UNDER_WAY
    states.stop_execution(executionArn=execution)
    assert night() == ""


def test_the_proof_holds_counts_and_no_ids(shop: SmallShop) -> None:
    done = forget(shop)
    (key,) = shop.keys("proofs/")
    assert key == done.to_json()["proof"]
    text = shop.s3.get_object(Bucket="lake-bucket", Key=key)["Body"].read().decode()
    assert json.loads(text) == done.proof.to_json()
    assert done.proof.finished_at
    for secret in ("anna", "phone", *map(str, shop.forget().customers.find_traces("anna-mark").person_keys)):
        assert secret not in text


def test_two_erasures_at_once_do_not_undo_each_other(aws: None) -> None:
    """The other one rewrites an object between our reading and our writing."""
    shop = SmallShop.empty()
    shop.land("b1", by("carla", 3), by("anna-mark", 4))
    key = f"landing/{DAY}/b1.parquet"
    body = shop.s3.get_object(Bucket="lake-bucket", Key=key)
    assert Objects(shop.s3, "lake-bucket").replace(key, body["Body"].read(), body["ETag"])
    shop.put("lake-bucket", key, table_of(by("carla", 3)))
    assert not Objects(shop.s3, "lake-bucket").replace(key, b"", body["ETag"])


def test_a_damaged_object_is_named(aws: None) -> None:
    shop = SmallShop.empty()
    shop.put("lake-bucket", "marts/b1/orders/broken", b"PAR1 no more")
    with pytest.raises(PermanentFailure, match="marts/b1/orders/broken cannot be read as Parquet"):
        forget(shop)
