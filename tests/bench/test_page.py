"""The page's bench: which of the engine's statements are an answer's own, and which ratios it tells."""

import pytest

from bench import page


def test_an_answer_costs_what_the_engine_did_not_take() -> None:
    seen = {"left": 100.0, "answered": 1_000.0, "first": 1_200.0, "began": 5_000.0}
    others = [(4_000.0, 4_900.0), (6_100.0, 6_200.0)]
    counted = page._count_engine(seen, [*others, (5_200.0, 5_700.0), (5_250.0, 5_900.0)])
    assert (counted["engine"], counted["answer"], counted["chart"]) == (700.0, 200.0, 400.0)


def test_every_goal_is_of_a_visit_that_is_made() -> None:
    seen = {"first": 1.0, "all": 2.0, "bytes": 3.0, "cpu": 7.0, "chosen": 4.0, "answer": 5.0, "chart": 6.0}
    told = dict.fromkeys(page.VISITED, seen)
    ratios = [*page._compare_with_goals(told), *page._compare_with_rival(told)]
    assert len({ratio.name for ratio in ratios}) == len(ratios)
    assert [ratio.ratio for ratio in ratios if "Framework" in ratio.name] == [pytest.approx(1)] * 14
