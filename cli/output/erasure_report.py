"""What is held of a customer and what was erased, told to people and to programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from tally.domain.people.mentions import ERASED

from cli.forgetting import COUNTS, KEPT, MENTIONS, REMOVED, ErasureAnswer
from cli.output.render import render

if TYPE_CHECKING:
    from cli.address_search import Holder

FOUND = ["place", "rows", "objects", "mentions"]
STAY = (
    "Rows of others have an id of this customer for a value, such as a gift's receiver (counted above, in "
    "each place, as mentions). They stay as they are"
)
BLANK = f'add --mentions to write "{ERASED}" instead of the id, unless it means something else there'
WILL_BE_BLANKED = (
    f'In rows of others, counted above as mentions, "{ERASED}" will be written instead of the id.'
)
WILL_BE_KEPT = (
    "Order events among the rows of lake.events will be kept under a random person, with the order's number: "
    "not for you if your order numbers name a person."
)
ARE_KEPT = (
    "order events are kept under a random person. From the next night on orders, revenue and buyers of past "
    "days stand as before; what else the person did counts no more"
)
HOLDERS = ["held_in", "id", "name", "times"]
HELD_BY = "Nothing is held under this as an id. As an address it is held here:"
RUN_FOR_EACH = "Whether that is the same person only you can tell: if it is, run it for each of these ids"
_MOST_TOLD = 5
PROOF = ["request_id", "begun_at", "finished_at", *COUNTS, "tally_version", "key"]


def report_proofs(rows: list[dict[str, Any]], fmt: str) -> str:
    """What was erased before: counts, no names."""
    if fmt != "table":
        return render(rows, PROOF, fmt)
    short = [
        {**row, **{name: (row[name] or "not yet")[:16] for name in ("begun_at", "finished_at")}}
        for row in rows
    ]
    return (
        render(short, [*PROOF[:4], "objects_rewritten", "objects_deleted"]) if rows else "No erasure so far."
    )


def report_holders(holders: "Sequence[Holder]", fmt: str) -> str:
    """Under which ids an address is held, where it is nobody's for certain."""
    table = render([asdict(holder) for holder in holders], HOLDERS, fmt)
    return f"{HELD_BY}\n\n{table}\n\n{RUN_FOR_EACH}" if fmt == "table" else table


def tell_other_holders(holders: "Sequence[Holder]") -> str:
    """The same in a sentence, beside a person who was found."""
    places: dict[str, list[str]] = {}
    for one in holders:
        places.setdefault(one.id, []).append(f"{one.name} of {one.held_in}s")
    told = [f"{id_} ({', '.join(where)})" for id_, where in islice(places.items(), _MOST_TOLD)]
    more = f" and {len(places) - _MOST_TOLD} more" if len(places) > _MOST_TOLD else ""
    return f"The same address is held under {', '.join(told)}{more}. {RUN_FOR_EACH}"


def report_held(looked: ErasureAnswer, fmt: str, *, mentions: bool, keep_orders: bool) -> str:
    """What is held of a customer; what of it will be kept, and whether rows of others will be changed."""
    rows = _list_places(looked, FOUND[1:])
    if fmt != "table":
        return render(rows, FOUND, fmt)
    found = [*_describe_customer(looked), "", render(rows, FOUND)]
    if any(row["mentions"] for row in rows):
        found += ["", WILL_BE_BLANKED if mentions else f"{STAY}: {BLANK}."]
    if keep_orders:
        found += ["", WILL_BE_KEPT]
    return "\n".join(found)


def report_erasure(done: ErasureAnswer, fmt: str) -> str:
    """What was erased where, the proof, and what is left to do later."""
    rows = _list_places(done, COUNTS)
    if fmt == "json":
        names = ("request_id", "begun_at", "finished_at", "proof", "remaining", "reasons")
        return render([{**{name: done[name] for name in names}, "places": rows}], None, fmt)
    if fmt == "csv":
        run = {"proof": done["proof"], "reasons": "; ".join(done["reasons"])}
        return render([{**row, **run} for row in rows], ["place", *COUNTS, *run], fmt)
    more = [name for name in (*MENTIONS, KEPT) if any(row[name] for row in rows)]
    lines = [
        *_describe_customer(done),
        "",
        render(rows, ["place", *REMOVED, *more]),
        "",
        f"Proof: {done['proof']}",
    ]
    if KEPT in more:
        lines.append(f"{sum(row[KEPT] for row in rows):,} {ARE_KEPT}.")
    if "mentions_left" in more:
        lines.append(f"{STAY}: to blank them, run it for each of these ids and {BLANK}.")
    return "\n".join([*lines, *(f"Not done yet: {reason}" for reason in done["reasons"])])


def _list_places(answer: ErasureAnswer, names: list[str]) -> list[dict[str, Any]]:
    places: Mapping[str, Mapping[str, Any]] = answer["places"]
    return [{"place": place, **{name: counts[name] for name in names}} for place, counts in places.items()]


def _describe_customer(answer: ErasureAnswer) -> Iterator[str]:
    yield f"User {answer['user_id']}" if answer["user_id"] else "Nobody logged in on this device"
    yield f"Devices: {', '.join(answer['devices']) or 'none'}"
    if answer["shared_devices"]:
        yield (
            f"Also used by others: {', '.join(answer['shared_devices'])}. The events of those others stay, "
            "with the device's id in them"
        )
    if answer["doubtful_devices"]:
        yield (
            f"Doubtful: {', '.join(answer['doubtful_devices'])}. So many users were seen there that it is "
            "nobody's: what was done there before a log-in stays"
        )
    if answer["borrowed_devices"]:
        yield (
            f"Seen on devices of others: {', '.join(answer['borrowed_devices'])}. What was done there with "
            "nobody logged in is theirs and stays"
        )
    if answer["named_beside"]:
        yield (
            f"Named together with this customer, and kept apart: {', '.join(answer['named_beside'])}. If it "
            "is the same person, run it for each of these ids, too"
        )
    if answer.get("unreadable_objects"):
        yield (
            f"{answer['unreadable_objects']} objects that could not be read are set aside and may hold more: "
            "see `tally landing`"
        )
    if answer.get("parcels_waiting"):
        yield f"{answer['parcels_waiting']} parcels wait in the queues and may hold more"
