"""Erases a customer by calling forget_customer until nothing remains that can be done now."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tally.domain.people.erasure import PROOFS, TIME_IS_UP

from cli.output.progress import step

if TYPE_CHECKING:
    from cli.clients import Tally

FUNCTION = "forget_customer"
MENTIONS = ["mentions_blanked", "mentions_left"]
REMOVED = ["rows", "objects_rewritten", "objects_deleted", "bytes_removed", "snapshots_expired"]
KEPT = "order_events_kept"
COUNTS = [*REMOVED, *MENTIONS, KEPT]

_FOUND_BY_TEXT = frozenset({"witness, rejected", "quarantine", "claims", "results", "exports"})
_LONGEST_IN_A_QUEUE = timedelta(days=14)
"""What an erasure may wait for is over by then."""

ErasureAnswer = Mapping[str, Any]


def look_for(tally: "Tally", customer_id: str) -> ErasureAnswer:
    """What is held of a customer, and where; nothing is changed. `id` is what was asked for."""
    with step("Looking for the customer"):
        answer: ErasureAnswer = tally.invoke(FUNCTION, {"id": customer_id, "dry_run": True})
    return {**answer, "id": customer_id}


def is_nothing_held(looked: ErasureAnswer) -> bool:
    """Whether no place holds anything of the customer, and nothing that may is on its way.

    Kept answers are nobody's own: they go with an erasure, and are no reason for one.
    """
    found = [held for place, held in looked["places"].items() if place != "answers"]
    waits = looked["parcels_waiting"] or looked["unreadable_objects"]
    return not waits and not any(count for place in found for count in place.values())


def is_held_by_id(looked: ErasureAnswer) -> bool:
    """Whether rows are the customer's by the id that was asked for, not by a text that happens to have it."""
    return any(found["rows"] for place, found in looked["places"].items() if place not in _FOUND_BY_TEXT)


def has_unfinished(tally: "Tally") -> bool:
    """Whether an erasure begun lately is not finished. Proofs name nobody: the next may be what ends it."""
    since = datetime.now(UTC) - _LONGEST_IN_A_QUEUE
    return any(
        row["finished_at"] is None and datetime.fromisoformat(row["begun_at"]) >= since
        for row in read_proofs(tally)
    )


def erase(tally: "Tally", looked: ErasureAnswer, *, mentions: bool, keep_orders: bool) -> ErasureAnswer:
    """Land and commit what is under way, then erase; the last answer of the function."""
    with step("Landing what was sent") as update:
        tally.wait_until_landed(update)
    with step("Committing what has landed"):
        _repeat_while_remaining(lambda: tally.invoke("commit_events", {}))
    request = {
        "id": looked["id"],
        "devices": looked["devices"],
        "mentions": mentions,
        "keep_orders": keep_orders,
    }
    with step("Erasing") as update:
        while True:
            answer: ErasureAnswer = tally.invoke(FUNCTION, request)
            if TIME_IS_UP not in answer["reasons"]:
                return answer
            update(f"{sum(place['rows'] for place in answer['places'].values()):,} rows so far")
            request |= {name: answer[name] for name in ("request_id", "kept_as")}


def suppress_ids(tally: "Tally", customer_id: str, devices: Sequence[str], *, is_kept_out: bool) -> int:
    """Keep out what comes under the customer's ids from now on, or let it in; how many ids that concerns."""
    request = {"id": customer_id, "devices": devices, "suppress": is_kept_out}
    answer: ErasureAnswer = tally.invoke(FUNCTION, request)
    return int(answer["suppressed" if is_kept_out else "let_in"])


def read_proofs(tally: "Tally") -> list[dict[str, Any]]:
    """One row for each erasure that was ever begun, oldest first."""
    proofs = (_read_proof(key, content) for key, content in tally.read_objects(PROOFS))
    return sorted(proofs, key=lambda row: row["begun_at"])


def _read_proof(key: str, content: bytes) -> dict[str, Any]:
    stored = json.loads(content)
    # Older proofs know of no mentions, and of no orders kept.
    counts = {name: sum(place.get(name, 0) for place in stored["places"].values()) for name in COUNTS}
    names = ("request_id", "begun_at", "finished_at", "tally_version")
    return {**{name: stored[name] for name in names}, **counts, "key": key}


def _repeat_while_remaining(call: Callable[[], ErasureAnswer]) -> None:
    while call()["remaining"]:
        pass
