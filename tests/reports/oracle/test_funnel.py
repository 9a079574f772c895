"""The depth of an entry, found step by step, against all choices of events."""

from itertools import pairwise, permutations, product

from tests.reports.oracle import funnel


def test_the_depth_is_that_of_the_best_choice_of_events() -> None:
    """Without anything excluded: as many steps as there are different events that may follow one another."""
    steps = ["a", "b", "a", "c"]
    for names in product("abc", repeat=4):
        for seconds in product((0, 1, 3), repeat=3):
            times = [sum(seconds[:number]) for number in range(4)]
            events = [
                {
                    "event": name,
                    "time": f"2026-04-07T10:00:{time:02}Z",
                    "user_id": "nora",
                    "insert_id": f"i{number}",
                }
                for number, (name, time) in enumerate(zip(names, times, strict=True))
            ]
            question = {
                "kind": "funnel",
                "steps": [{"event": step} for step in steps],
                "window": "4s",
                "count": "persons",
                "from": "2026-04-07",
                "to": "2026-04-07",
            }
            reached = [row["reached"] for row in funnel.answer(question, events, timezone="UTC")]
            deepest = most_steps(steps, list(zip(names, times, range(4), strict=True)))
            assert reached == [int(step < deepest) for step in range(4)], events


def most_steps(steps: list[str], events: list[tuple[str, int, int]]) -> int:
    """Of all choices of events the longest that are the steps.

    Between the two steps of `a` each comes behind the one before; `c` may lie up to 2 s before it.
    """
    return max(
        depth
        for depth in range(len(steps) + 1)
        for chosen in permutations(events, depth)
        if [name for name, _, _ in chosen] == steps[:depth]
        and all(
            later[1] - before[1] >= -2 if later[0] == "c" else later[2] > before[2]
            for before, later in pairwise(chosen)
        )
        and all(time - chosen[0][1] <= 4 for _, time, _ in chosen)
    )
