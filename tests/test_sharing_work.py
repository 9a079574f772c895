"""What workers are told to keep together and to begin with is there, and no slow test is left out."""

from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from tests.conftest import pytest_itemcollected
from tests.sharing_work import LONGEST, TOGETHER, OneWorkerAScope, name_scope

ROOT = Path(__file__).parents[1]
NODES = [f"{file.relative_to(ROOT).as_posix()}::test" for file in sorted(ROOT.glob("tests/**/test_*.py"))]


def test_what_one_fixture_serves_stays_together() -> None:
    of_visits = {node for node in NODES if name_scope(node) == "visits"}
    assert {Path(node.partition("::")[0]).stem for node in of_visits} == {
        "test_faults",
        "test_turns",
        "test_visits",
    }
    assert name_scope("tests/infra/test_pipeline_stack.py::test") == "tests/infra"
    assert (
        name_scope("tests/infra/test_layer_archives.py::test[a::b]") == "tests/infra/test_layer_archives.py"
    )


def test_every_scope_that_is_named_has_tests() -> None:
    scopes = {name_scope(node) for node in NODES}
    assert {*LONGEST, *TOGETHER.values()} <= scopes


def test_a_slow_test_whose_file_does_not_say_so_is_refused(tmp_path: Path) -> None:
    """`make slow` would not read it."""
    file = tmp_path / "test_it.py"
    item: Any = SimpleNamespace(
        path=file, nodeid="test_it.py::test", get_closest_marker=pytest.mark.__getattr__
    )
    file.write_text("from elsewhere import slow\n\npytestmark = slow\n")
    with pytest.raises(pytest.UsageError, match=r"say pytest\.mark\.slow in its own file"):
        pytest_itemcollected(item)
    file.write_text("pytestmark = pytest.mark.slow\n")
    pytest_itemcollected(item)


def test_what_takes_longest_begins_first() -> None:
    """Whatever the number of their tests, by which all others are sorted."""
    tests = [
        "tests/a.py::one",
        "tests/a.py::two",
        f"{LONGEST[2]}::one",
        "tests/b.py::one",
        f"{LONGEST[0]}::one",
    ]
    scheduling, node, sent = object.__new__(OneWorkerAScope), Mock(), []
    node.send_runtest_some.side_effect = sent.extend
    scheduling.registered_collections, scheduling.assigned_work = {node: tests}, {}
    scheduling.workqueue = OrderedDict()
    for test in tests:
        scheduling.workqueue.setdefault(name_scope(test), {})[test] = False
    while scheduling.workqueue:
        scheduling._assign_work_unit(node)
    assert [tests[place] for place in sent] == [tests[4], tests[2], tests[0], tests[1], tests[3]]
