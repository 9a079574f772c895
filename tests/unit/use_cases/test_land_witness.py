"""land_witness: bad records first, then rows; the same again changes nothing."""

from collections.abc import Iterable

from tally.domain.audit.witness import BadRecord
from tally.domain.collecting.queue_message import QueueMessage, batch_id_of
from tally.domain.collecting.receipt import Receipt, pack
from tally.ports.landing import ReadNotes
from tally.use_cases.land_witness import MAX_OBJECT_BYTES, LandWitness, WitnessLanded

from tests.fakes import Journal, Rows
from tests.landing import RECEIVED_AT_MS, a_receipt


class FakeRecords:
    """A body that says "bad" is a bad record, any other one row."""

    plan_mark = ""

    def read(self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]]) -> ReadNotes:
        bodies = [body for _, body in parcels]
        bad = [BadRecord(body, "why", RECEIVED_AT_MS) for body in bodies if body == b"bad"]
        return ReadNotes(Rows(body for body in bodies if body != b"bad"), bad)


class Lander:
    """land_witness on fakes."""

    def __init__(self, max_object_bytes: int = MAX_OBJECT_BYTES) -> None:
        self.journal = Journal()
        self.land = LandWitness(FakeRecords(), self, _Rejected(self.journal), max_object_bytes)

    def put(self, name: str, rows: Rows) -> bool:
        self.journal.note("put", name, rows)
        return True


class _Rejected:
    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def put(self, record: BadRecord) -> None:
        self.journal.note("reject", record.text)


def a_message(message_id: str, body: str = "good", **facts: int) -> QueueMessage:
    return QueueMessage(message_id, RECEIVED_AT_MS, pack(a_receipt(route="/w", **facts), body))


def test_bad_records_are_kept_before_the_rows() -> None:
    lander = Lander()
    messages = [a_message("m-1"), a_message("m-2", "bad"), QueueMessage("m-3", RECEIVED_AT_MS, "no parcel")]
    assert lander.land(messages) == WitnessLanded(events=1, rejected=2)
    name = f"dt=2026-11-22/{batch_id_of(messages)}"
    assert lander.journal.effects == [
        ("reject", b"no parcel"),
        ("reject", b"bad"),
        ("put", name, Rows([b"good"])),
    ]


def test_the_same_batch_in_another_order_has_the_same_effects() -> None:
    one, other = Lander(), Lander()
    messages = [a_message("m-1", "a"), a_message("m-2", "b"), a_message("m-2", "b")]
    one.land(messages)
    other.land(messages[::-1])
    assert one.journal.effects == other.journal.effects


def test_bodies_that_unzip_to_much_land_in_several_objects_always_the_same() -> None:
    messages = [a_message(f"m-{number}", text_bytes=60) for number in range(4)]
    lander = Lander(max_object_bytes=100)
    assert lander.land(messages) == WitnessLanded(events=4)
    assert [len(rows) for _, _, rows in lander.journal.effects] == [2, 2]
    again = Lander(max_object_bytes=100)
    again.land(messages[::-1])
    assert again.journal.effects == lander.journal.effects


def test_nothing_readable_writes_no_rows() -> None:
    lander = Lander()
    assert lander.land([a_message("m-1", "bad")]) == WitnessLanded(rejected=1)
    assert [effect[0] for effect in lander.journal.effects] == ["reject"]
