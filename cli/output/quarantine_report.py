"""What a replay of quarantined events would do or did, told to people and to programs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.output.render import render
from cli.quarantine_posting import ReplayResult
from cli.quarantine_replay import Candidate, ReplayPlan

SHOWN = 3
"""Examples of a dry run."""

_LONGEST_VALUE = 60


def report_replay(planned: ReplayPlan, result: ReplayResult | None, fmt: str) -> str:
    """What the plan would do, or what became of it, as `fmt` (cli.output.render.FORMATS) has it."""
    row: dict[str, Any] = {
        "events": len(planned.candidates),
        "acceptable": len(planned.good),
        "refused_again": len(planned.refused),
        "unreadable": len(planned.unsendable),
        "accepted": result.accepted if result else None,
        "failed": sum(size for size, _ in result.failed) if result else None,
        "refused_by_landing": sum(result.refused.values()) if result else None,
    }
    columns = list(row) if result else list(row)[:4]
    if fmt == "csv":
        return render([row], columns, fmt)
    if fmt == "json":
        row_of_json = {
            **row,
            "examples": list(map(_describe_candidate, planned.good[:SHOWN])),
            "why_not": _count_reasons(planned),
        }
        return render([row_of_json], [*row, "examples", "why_not"], fmt)
    return "\n".join([render([row], columns), *_explain_replay(planned, result)])


def _explain_replay(planned: ReplayPlan, result: ReplayResult | None) -> Iterator[str]:
    for why, count in _count_reasons(planned).items():
        yield f"{count:,} not sent: {why}"
    for size, why in result.failed if result else ():
        yield f"{size:,} failed: {why}"
    for why, count in result.refused.items() if result else ():
        yield f"{count:,} accepted, then refused by landing: {why}"
    if not planned.good:
        yield "\nNothing to send: mend them with --patch" if planned.candidates else "\nNothing to send."
    elif result:
        is_any = result.accepted > sum(result.refused.values())
        yield "\nNext: tally run commit_events" if is_any else "\nNothing was accepted."
    else:
        yield from _show_examples(planned.good)
        yield "\nNothing was sent: add --yes"


def _show_examples(candidates: Sequence[Candidate]) -> Iterator[str]:
    for candidate in candidates[:SHOWN]:
        example = _describe_candidate(candidate)
        yield f"\n{example['event']} {example['quarantine_id']}"
        yield from (f"  {change}" for change in example["changes"])
    if len(candidates) > SHOWN:
        yield f"\n... and {len(candidates) - SHOWN:,} more like these"


def _count_reasons(planned: ReplayPlan) -> Mapping[str, int]:
    refused = [f"{each.refusal['detail']}" for each in planned.refused if each.refusal]
    return dict(Counter([*planned.unsendable.values(), *refused]).most_common())


def _describe_candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "event": candidate.event.get("event") or candidate.origin.route,
        "quarantine_id": candidate.origin.quarantine_id,
        "changes": list(_list_changes(candidate.before, candidate.event)),
    }


def _list_changes(before: Mapping[str, Any], after: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Such as `properties.price: "1.234,50" -> 1234.5`; objects are looked into once."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new and type(old) is type(new) and (name in before) == (name in after):
            continue
        if not above and isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _list_changes(old, new, f"{name}.")
        else:
            yield f"{above}{name}: {_quote_value(before, name)} -> {_quote_value(after, name)}"


def _quote_value(event: Mapping[str, Any], name: str) -> str:
    if name not in event:
        return "nothing"
    text = json.dumps(event[name], ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
