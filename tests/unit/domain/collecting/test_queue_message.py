"""Names of batches."""

from tally.domain.collecting.queue_message import QueueMessage, batch_id_of, object_name


def messages(*ids: str) -> list[QueueMessage]:
    return [QueueMessage(message_id, 0, "") for message_id in ids]


def test_a_batch_is_named_by_its_messages_in_any_order() -> None:
    assert batch_id_of(messages("a", "b")) == batch_id_of(messages("b", "a"))
    assert len({batch_id_of(messages(*ids)) for ids in ("a", "b", "ab", ["ab"], "")}) == 5
    assert len(batch_id_of(messages("a"))) == 32


def test_objects_lie_under_the_utc_day() -> None:
    assert object_name("b", 1_795_305_599_999) == "dt=2026-11-21/b"
    assert object_name("b", 1_795_305_600_000) == "dt=2026-11-22/b"
