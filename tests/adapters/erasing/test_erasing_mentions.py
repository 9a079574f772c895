"""A customer's ids in the rows of others: counted, and blanked in every place when that is asked for."""

from itertools import count

import pytest
from tally.use_cases.forget_customer import ForgetRequest

from tests.customer_rows import by
from tests.erasing import SmallShop, lake_rows
from tests.fakes import Journal, Killed

ANNA = ForgetRequest("anna-mark")
AND_MENTIONS = ForgetRequest("anna-mark", mentions=True)
PLACES = {
    "quarantine": 1,
    "marts": 1,
    "landing, profiles": 1,
    "landing": 1,
    "lake.profile_updates": 1,
    "lake.events": 1,
}
IDS = ("$device:phone-mark", "anna-mark")


def always() -> bool:
    return True


@pytest.fixture
def shop(aws: None) -> SmallShop:
    return SmallShop.filled(mentions=True)


def without_ids(rows: list[str]) -> list[str]:
    for one in IDS:
        rows = [row.replace(f'"{one}"', '"$erased"').replace(f"'{one}'", "'$erased'") for row in rows]
    return sorted(rows)


def test_they_are_counted_and_stay(shop: SmallShop) -> None:
    looked = shop.forget().look(ANNA)
    assert {name: found.mentions for name, found in looked.places.items() if found.mentions} == PLACES
    done = shop.forget()(ANNA, always)
    left = {name: erased.mentions_left for name, erased in done.proof.places.items()}
    assert {name: rows for name, rows in left.items() if rows} == PLACES
    assert (done.reasons, sum(erased.mentions_blanked for erased in done.proof.places.values())) == ((), 0)
    assert len(shop.holding()) == len(PLACES)


def test_they_are_blanked_and_nothing_else_is(shop: SmallShop) -> None:
    shop.forget()(ANNA, always)
    others = shop.rows()
    done = shop.forget()(AND_MENTIONS, always)
    assert shop.holding() == []
    assert shop.rows() == without_ids(others) != others
    blanked = {name: erased.mentions_blanked for name, erased in done.proof.places.items()}
    assert {name: rows for name, rows in blanked.items() if rows} == PLACES
    assert (done.reasons, done.proof.rows) == ((), 0)
    again = shop.forget()(AND_MENTIONS, always)
    assert {erased.objects_rewritten for erased in again.proof.places.values()} == {0}
    assert shop.rows() == without_ids(others)


def test_killed_again_and_again(shop: SmallShop) -> None:
    shop.forget()(ANNA, always)
    others = shop.rows()
    for writes in count(step=5):
        try:
            shop.forget(Journal(killed_before=writes))(AND_MENTIONS, always)
            break
        except Killed:
            continue
    assert writes > 20
    assert shop.holding() == []
    assert shop.rows() == without_ids(others)


def test_landing_read_again_and_a_resend_change_nothing(shop: SmallShop) -> None:
    """The keys of a blanked event are those of the event as it was sent."""
    done = shop.forget()(AND_MENTIONS, always)
    assert (shop.holding(), done.reasons) == ([], ())
    assert done.proof.places["lake.events"].mentions_blanked == 1
    assert sum(erased.mentions_left for erased in done.proof.places.values()) == 0
    before = lake_rows(shop.events)
    shop.age_record()
    shop.land("b9", by("bruno", 300) | {"properties": '{"price":1.50,"to":"anna-mark"}'})
    again = shop.commit()
    assert (again.committed, again.quarantined) == (0, 0)
    assert again.duplicates > 1
    assert lake_rows(shop.events) == before


def test_the_past_of_a_table_goes_even_when_only_the_past_names_them(shop: SmallShop) -> None:
    """Somebody has blanked the lake by other means: the file that was stays with its snapshot."""
    shop.forget()(ANNA, always)
    erasing = shop.forget()
    *_, events, _ = erasing.places
    traces = erasing.customers.find_traces("anna-mark")
    table = shop.events.load()
    assert table
    named = shop.holding("warehouse/events/")
    assert len(named) == 1
    with table.transaction() as transaction, transaction.update_snapshot().overwrite() as swap:
        for task in table.scan().plan_files():
            if named[0].endswith(task.file.file_path.removeprefix("s3://lake-bucket/")):
                swap.delete_data_file(task.file)
    assert shop.holding("warehouse/events/") == named
    events.erase(traces, always)
    assert shop.holding("warehouse/events/") == named
    shop.forget()(AND_MENTIONS, always)
    assert shop.holding() == []
