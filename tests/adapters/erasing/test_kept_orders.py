"""Orders of an erased customer stay in the lake as a random person's, once; nothing of the customer does."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.erasing.kept_orders import KeptOrders
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.wire.id_key import key_of
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.people.erasure import TIME_IS_UP
from tally.domain.people.kept_orders import AS_SENT, EMPTIED, is_stand_in
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.compact_events import CompactEvents
from tally.use_cases.forget_customer import ForgetRequest, Forgotten

from tests.customer_rows import Row, by
from tests.erasing import DAY, SmallShop
from tests.fakes import Journal, Killed
from tests.lake_rows import FRIDAY, table_of

KEEP = ForgetRequest("anna-mark", keep_orders=True)
STAND_IN = "$erased:0123456789abcdef"
LINE = {"product_id": "p", "name": "Shirt", "price": Decimal("10.000000"), "coupon": "anna-mark-10"}


def an_order(who: str, key: int, number: str | None, **columns: Any) -> Row:
    """An order with something in every column."""
    full = {
        **{column.name: "anna@mark" for column in EVENT_COLUMNS if column.type == "string"},
        **by(who, key),
        "dedup_key": key_of(f"dedup {key}"),
        **{"order_id": number, "refund_id": None, "revenue": Decimal("10.000000"), "products": [LINE]},
        **{"currency": "EUR", "affiliation": "nl", "consent": True, "source": "shop", "country": "IT"},
        **{"violations": ["unplanned_property:anna-mark", "unknown_label:currency"], "sender": "server"},
        **{"product_id": None, "protocol": "segment", "platform": "web", "device_id": "phone-mark"},
        **{"properties": '{"email": "anna@mark", "test": "yes"}'},
    }
    return full | {"claimed_at": full["occurred_at"]} | columns


def always() -> bool:
    return True


@pytest.fixture
def shop(aws: None) -> SmallShop:
    """Two orders of the customer, one of them by device alone, one of somebody else, and views of both."""
    made = SmallShop.empty()
    made.land(
        "b1",
        an_order("anna-mark", 1, "1001"),
        an_order("$device:phone-mark", 2, "1002"),
        by("bruno", 3) | {"order_id": "1003"},
        an_order("anna-mark", 4, None, event_name="Product Added"),
        an_order("anna-mark", 5, None, event_name="Product Viewed", event_class="volume"),
    )
    made.commit()
    return made


def rows_of(shop: SmallShop) -> list[Row]:
    table = shop.events.load()
    assert table
    return sorted(table.scan().to_arrow().to_pylist(), key=lambda row: str(row["order_id"]))


def forget(shop: SmallShop, journal: Journal | None = None, **request: Any) -> Forgotten:
    return shop.forget(journal)(replace(KEEP, **request), always)


def place_of_events(erasing: Any) -> Any:
    return next(place for place in erasing.places if place.name == "lake.events")


def erase_events(shop: SmallShop, journal: Journal | None = None) -> None:
    """The table of events alone."""
    erasing = shop.forget(journal)
    traces = replace(erasing.customers.find_traces("anna-mark"), stand_in=STAND_IN)
    place_of_events(erasing).erase(traces, always)


def test_orders_stay_as_a_random_person_s_and_nothing_else_does(shop: SmallShop) -> None:
    before = rows_of(shop)
    done = forget(shop)
    assert (done.reasons, done.kept_as) == ((), STAND_IN)
    lake = done.proof.places["lake.events"]
    assert (lake.rows, lake.order_events_kept) == (2, 2)
    kept = rows_of(shop)
    assert [row["order_id"] for row in kept] == ["1001", "1002", "1003"]
    assert kept[2] == next(row for row in before if row["order_id"] == "1003")
    sent = [row for row in before if row["order_id"] in ("1001", "1002")]
    for row, old in zip(kept[:2], sent, strict=True):
        assert {name: row[name] for name in AS_SENT} == {name: old[name] for name in AS_SENT}
        assert {name for name in EMPTIED if row[name] is not None} == set()
        assert (row["distinct_id"], row["sent_person_key"]) == (STAND_IN, key_of(STAND_IN))
        assert (row["properties"], row["violations"]) == ('{"test": "yes"}', ["unknown_label:currency"])
        assert {name: value for name, value in row["products"][0].items() if value} == {
            name: LINE[name] for name in ("product_id", "name", "price")
        }
        assert row["id_hash"] == key_of(row["event_id"])
        for name in ("event_id", "dedup_key", "payload_fingerprint"):
            assert row[name] != old[name]
    assert [(row["user_id"], row["device_id"]) for row in kept[:2]] == [(STAND_IN, None), (None, STAND_IN)]
    assert len({row["dedup_key"] for row in kept}) == 3


def test_no_byte_leads_to_the_person(shop: SmallShop) -> None:
    traces = shop.forget().customers.find_traces("anna-mark")
    old = {row["dedup_key"] for row in rows_of(shop) if row["sent_person_key"] in traces.person_keys}
    assert len(shop.holding()) > 1
    forget(shop)
    assert shop.holding() == []
    everything = "\n".join(shop.texts().values())
    assert [key for key in traces.person_keys | traces.event_keys | old if str(key) in everything] == []


def test_without_being_asked_no_order_stays(shop: SmallShop) -> None:
    done = forget(shop, keep_orders=False)
    assert (done.kept_as, done.to_json()["kept_as"]) == (None, None)
    assert [row["order_id"] for row in rows_of(shop)] == ["1003"]


def test_a_second_run_finds_nobody_and_changes_nothing(shop: SmallShop) -> None:
    forget(shop)
    kept = rows_of(shop)
    again = forget(shop)
    assert (again.proof.rows, again.reasons) == (0, ())
    assert sum(erased.order_events_kept for erased in again.proof.places.values()) == 0
    assert rows_of(shop) == kept
    assert sum(found.rows for found in shop.forget().look(KEEP).places.values()) == 0


def test_the_random_person_can_be_erased_too(shop: SmallShop) -> None:
    """Whoever wants the orders gone after all names the stand-in."""
    forget(shop)
    erasing = shop.forget()
    person = replace(erasing.customers.find_traces("x").person, user_id=STAND_IN, devices=frozenset())
    keys = frozenset([key_of(STAND_IN)])
    traces = replace(erasing.customers.find_traces("x"), person=person, person_keys=keys)
    assert place_of_events(erasing).erase(traces, always).rows == 2
    assert [row["order_id"] for row in rows_of(shop)] == ["1003"]


def test_the_proof_counts_the_orders_and_does_not_name_their_person(shop: SmallShop) -> None:
    done = forget(shop)
    (key,) = shop.keys("proofs/")
    text = shop.s3.get_object(Bucket="lake-bucket", Key=key)["Body"].read().decode()
    assert '"order_events_kept": 2' in text
    assert STAND_IN not in text
    assert done.to_json()["kept_as"] == STAND_IN


def test_a_commit_after_it_adds_nothing_and_a_late_copy_is_the_same_order(shop: SmallShop) -> None:
    forget(shop)
    shop.age_record()
    assert shop.commit().committed == 0
    shop.land("b2", an_order("anna-mark", 1, "1001"))
    assert shop.commit().committed == 1
    assert [row["order_id"] for row in rows_of(shop)] == ["1001", "1001", "1002", "1003"]
    forget(shop)
    assert [row["order_id"] for row in rows_of(shop)] == ["1001", "1001", "1002", "1003"]
    assert all(row["user_id"] != "anna-mark" for row in rows_of(shop))


def test_killed_around_its_commits_and_run_again_no_order_is_lost_or_there_twice(aws: None) -> None:
    """Between the two files of its rewriting, before and after each change of the table, before deleting."""
    shop, calm = SmallShop.empty(), Journal()
    shop.land("b", an_order("anna-mark", 0, "1000"), by("bruno", 2))
    shop.commit()
    erase_events(shop, calm)
    writes = [name for (name,) in calm.effects]
    changes = [place for place, name in enumerate(writes) if name in ("update_table", "delete_objects")]
    assert writes[:2] == ["put_object"] * 2
    numbers = ["1000", "order-2"]
    for place in sorted({1, *changes, *(place + 1 for place in changes[:-1])}):
        shop.land(f"b{place}", an_order("anna-mark", 10 + place, f"{place}"), by("bruno", 100 + place))
        shop.commit()
        shop.s3.delete_object(Bucket="lake-bucket", Key=f"landing/{DAY}/b{place}.parquet")
        numbers += [f"{place}", f"order-{100 + place}"]
        with pytest.raises(Killed):
            erase_events(shop, Journal(killed_before=place))
        erase_events(shop)
        assert sorted(row["order_id"] for row in rows_of(shop)) == sorted(numbers)
        assert shop.holding("warehouse/") == []


def test_a_commit_that_comes_between_keeps_each_order_once(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals, anonymise = iter([True]), KeptOrders.anonymise

    def beaten(orders: KeptOrders, theirs: pa.Table) -> pa.Table:
        if next(rivals, False):
            rival = IcebergLake(shop.events)
            rival.record()
            rival.append(table_of(an_order("anna-mark", 400, "1004")), {})
        return anonymise(orders, theirs)

    monkeypatch.setattr(KeptOrders, "anonymise", beaten)
    done = forget(shop)
    assert (done.reasons, done.proof.places["lake.events"].order_events_kept) == ((), 3)
    assert [row["order_id"] for row in rows_of(shop)] == ["1001", "1002", "1003", "1004"]
    assert {row["distinct_id"] for row in rows_of(shop)} == {STAND_IN, "bruno"}


def test_who_goes_on_keeps_the_person(shop: SmallShop) -> None:
    shop.land("b2", an_order("anna-mark", 6, "1006", business_date=FRIDAY.replace(day=21)))
    shop.commit()
    first = shop.forget()(KEEP, iter([True] * 3 + [False] * 90).__next__)
    assert first.reasons == (TIME_IS_UP,)
    other = "$erased:fedcba9876543210"
    done = forget(shop, request_id=first.proof.request_id, kept_as=other)
    assert (done.reasons, done.kept_as) == ((), other)
    assert {row["distinct_id"] for row in rows_of(shop)} == {other, "bruno"}


def test_a_day_with_kept_orders_can_be_compacted(shop: SmallShop) -> None:
    forget(shop)
    kept = rows_of(shop)
    lake = IcebergLake(shop.events)
    assert CompactEvents(lake, ShopClock(), lambda: shop.clock)().rows == 3
    assert rows_of(shop) == kept


def test_a_kept_row_lies_in_a_file_of_its_own(aws: None) -> None:
    """Among the sorted keys of others its place would tell whose it was."""
    shop = SmallShop.empty()
    shop.land("b", an_order("anna-mark", 1, "1001"), *(by(f"u{key}", 10 + key) for key in range(20)))
    shop.commit()
    forget(shop)
    table = shop.events.load()
    assert table
    assert sorted(task.file.record_count for task in table.scan().plan_files()) == [1, 20]


@pytest.mark.parametrize("number", ["anna-mark", "phone-mark", "$device:phone-mark"])
def test_an_order_whose_number_is_an_id_of_the_customer_goes(number: str) -> None:
    orders = KeptOrders(STAND_IN, {"anna-mark", "phone-mark", "$device:phone-mark"})
    assert len(orders.anonymise(table_of(an_order("anna-mark", 1, number)))) == 0
    assert len(orders.anonymise(table_of(an_order("anna-mark", 1, "1", refund_id=number)))) == 0


def test_copies_of_one_event_stay_copies() -> None:
    """An order without a number has its event's id for one: the browser's copy and the server's are one."""
    orders = KeptOrders(STAND_IN, ())
    copies = [an_order("anna-mark", key, None, event_id="e", id_hash=7) for key in (1, 2)]
    first, second = (orders.anonymise(table_of(copy)).to_pylist()[0] for copy in copies)
    assert (first["event_id"], first["id_hash"]) == (second["event_id"], second["id_hash"])
    assert first["dedup_key"] != second["dedup_key"]


def test_a_column_that_is_not_known_here_is_emptied() -> None:
    rows = table_of(an_order("anna-mark", 1, "1")).append_column("gift_note", pa.array(["for anna"]))
    assert KeptOrders(STAND_IN, ()).anonymise(rows)["gift_note"].to_pylist() == [None]


def test_a_stand_in_is_random(shop: SmallShop) -> None:
    erasing = replace(shop.forget(), random=iter(["a" * 16, "b" * 16, "c" * 16]).__next__)
    done = erasing(KEEP, always)
    assert done.kept_as
    assert is_stand_in(done.kept_as)
    assert done.kept_as.removeprefix("$erased:") not in done.proof.request_id
