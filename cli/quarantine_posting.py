"""Posts quarantined events that were mended through the front door again, and looks what became of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import httpx
from tally.adapters.importing.front_door import CONNECTIONS, FrontDoorClient
from tally.domain.collecting.batches import BATCH_EVENTS

from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.quarantine_list import ask_refused_again
from cli.quarantine_replay import Candidate, ReplayBatch, ReplayPlan, choose_query, split_into_batches

if TYPE_CHECKING:
    from cli.clients import Tally


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What became of a replay: events accepted by the front door, why batches failed with their sizes, and
    how many events landing refused again, by why."""

    accepted: int
    failed: Sequence[tuple[int, str]] = ()
    refused: Mapping[str, int] = field(default_factory=dict)


def replay(tally: "Tally", plan: ReplayPlan) -> ReplayResult:
    """Post what is good, wait until it landed, and look what landing refused again."""
    ids = {each.origin.quarantine_id for each in plan.good}
    if not ids:
        return ReplayResult(0)
    before = {row["quarantine_id"] for row in ask_refused_again(tally, ids)}
    keys = {source: keys[0] for source, keys in tally.read_keys().items()}
    with progress_bar("Sending again", len(plan.good)) as advance:
        result = post_again(tally, plan.good, advance, keys)
    with step("Landing") as update:
        tally.wait_until_landed(update)
    refused = [row for row in ask_refused_again(tally, ids) if row["quarantine_id"] not in before]
    return replace(result, refused=Counter(row["detail"] for row in refused))


def post_again(
    tally: "Tally",
    candidates: Sequence[Candidate],
    advance: Callable[[int], None],
    keys: Mapping[str, str],
) -> ReplayResult:
    """Post them by the routes they came by. `keys` are write keys by source; the shop's own stands in.

    Misconfigured: wrong key or address. A batch that fails is tried again for some 40 s, then reported.
    """
    accepted, failed = 0, []
    by_source = groupby(sorted(candidates, key=_get_source), key=_get_source)
    for source, of_source in by_source:
        client = tally.open_front_door(batch=BATCH_EVENTS, write_key=keys.get(source))
        with closing(client), ThreadPoolExecutor(CONNECTIONS) as pool:
            batches = list(split_into_batches(list(of_source)))
            posted = pool.map(partial(_post_batch, client), batches)
            for batch, (took, why) in zip(batches, posted, strict=True):
                advance(len(batch.candidates))
                accepted += took
                if why:
                    failed.append((len(batch.candidates) - took, why))
    return ReplayResult(accepted, failed)


def _get_source(candidate: Candidate) -> str:
    return candidate.origin.source


def _post_batch(client: FrontDoorClient, batch: ReplayBatch) -> tuple[int, str]:
    """(events accepted, why others were not)."""
    query = choose_query(batch.origin)
    answer = client.post(batch.origin.route + (f"?{query}" if query else ""), batch.body)
    if isinstance(answer, str):
        return 0, answer
    text = f"{answer.status_code} {answer.text[:200]}".strip()
    found = _read_reply(answer)
    if "accepted" in found:
        return int(found["accepted"]), text if found.get("rejected") else ""
    if not answer.is_success or found.get("status") == 0:
        return 0, text
    return len(batch.candidates), ""


def _read_reply(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
