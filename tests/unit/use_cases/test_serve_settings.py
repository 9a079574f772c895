"""What people save on the page: whose it is, which version stands, and who may delete it."""

from typing import Any

import pytest
from tally.domain.answering.caller import Caller, Role
from tally.domain.answering.refusals import NoSuchSetting, NotAllowed
from tally.domain.errors import BadQuestion, SettingChanged, SettingNamed

from tests.answering import BODIES, serve_settings

ADA = Caller("5f0e", frozenset({Role.EVERYBODY}), "ada@shop.example")
BEN = Caller("6a1b", frozenset({Role.EXECUTIVES}), "ben@shop.example")
ROOT = Caller("7c2d", frozenset({Role.ADMINISTRATORS}))
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_saved_is_read_by_everybody(kind: str) -> None:
    serve = serve_settings()
    put = serve.put(ADA, kind, "mine", BODIES[kind], 0)
    assert put == serve.read(BEN, kind, "mine") == serve.list(BEN, kind)[0]
    assert (put["name"], put["version"], put["owner"]) == ("mine", 1, "ada@shop.example")
    same = {key: value for key, value in BODIES[kind].items() if kind != "cohort" or key != "asked"}
    assert same.items() <= put.items()


def test_a_cohort_is_read_as_its_conditions() -> None:
    serve = serve_settings()
    put = serve.put(ADA, "cohort", "twice", BODIES["cohort"], 0)
    assert put["conditions"] == ["did Order Completed; at least 2"]


def test_what_another_names_is_not_deleted() -> None:
    serve = serve_settings()
    serve.put(ADA, "cohort", "twice", BODIES["cohort"], 0)
    asked = {"event": "A", "cohort": ["twice"]}
    for name in ("one", "two"):
        serve.put(ADA, "question", name, {"kind": "insights", "asked": asked}, 0)
    with pytest.raises(SettingNamed, match="cohort/twice is named by question/one, question/two: change"):
        serve.delete(ROOT, "cohort", "twice", 1)
    serve.put(ADA, "question", "two", BODIES["question"], 1)
    serve.delete(ADA, "question", "one", 1)
    serve.delete(ADA, "cohort", "twice", 1)


def test_what_is_of_the_same_days_each_time_is_told() -> None:
    serve = serve_settings()
    asked = {**BODIES["question"]["asked"], "from": "2026-03-02", "to": "2026-03-08"}
    march = [{"question": "march", "from": "2026-03-02", "to": "2026-03-08"}]
    assert serve.put(ADA, "question", "moves", BODIES["question"], 0)["fixed"] == []
    assert serve.put(ADA, "question", "march", {"kind": "funnel", "asked": asked}, 0)["fixed"] == march
    panels = {"title": "T", "panel": [{"question": "moves"}, {"question": "march"}]}
    assert serve.put(ADA, "dashboard", "board", panels, 0)["fixed"] == march
    sent = {"every": "day", "to": {"table": True}}
    for thing in ({"question": "march"}, {"dashboard": "board"}):
        put = serve.put(ADA, "schedule", next(iter(thing)), {**thing, **sent}, 0)
        assert put["fixed"] == serve.read(ADA, "schedule", put["name"])["fixed"] == march
    for kind, told in (("question", [march, []]), ("dashboard", [march]), ("schedule", [march, march])):
        assert [each["fixed"] for each in serve.list(ADA, kind)] == told
    assert "fixed" not in serve.put(ADA, "cohort", "twice", BODIES["cohort"], 0)


def test_who_changes_it_is_named_and_the_owner_stays() -> None:
    serve = serve_settings()
    serve.put(ADA, "dashboard", "morning", BODIES["dashboard"], 0)
    changed = serve.put(BEN, "dashboard", "morning", {"title": "Every evening"}, 1)
    told = (changed["version"], changed["owner"], changed["written_by"], changed["title"])
    assert told == (2, "ada@shop.example", "ben@shop.example", "Every evening")


@pytest.mark.parametrize("over", [0, 2])
def test_nothing_is_written_over_a_version_that_was_not_read(over: int) -> None:
    serve = serve_settings()
    serve.put(ADA, "dashboard", "morning", BODIES["dashboard"], 0)
    with pytest.raises(SettingChanged, match=r"version 1, by ada@shop\.example"):
        serve.put(BEN, "dashboard", "morning", {"title": "Mine"}, over)
    assert serve.read(BEN, "dashboard", "morning")["version"] == 1


def test_the_owner_and_administrators_delete() -> None:
    serve = serve_settings()
    for name in ("one", "two"):
        serve.put(ADA, "question", name, BODIES["question"], 0)
    with pytest.raises(NotAllowed, match=r"ada@shop\.example"):
        serve.delete(BEN, "question", "one", 1)
    serve.delete(ADA, "question", "one", 1)
    serve.delete(ROOT, "question", "two", 0)
    assert serve.list(ADA, "question") == []
    with pytest.raises(NoSuchSetting):
        serve.read(ADA, "question", "one")
    again = serve.put(BEN, "question", "one", BODIES["question"], 0)
    assert (again["version"], again["owner"]) == (3, "ben@shop.example")


BAD: list[tuple[str, dict[str, Any]]] = [
    ("question", {"kind": "funnel", "asked": {"steps": ["A"]}}),
    ("question", {"kind": "funnel", "asked": {"steps": ["A", "B"], "steps2": 1}}),
    ("question", {**BODIES["question"], "owner": "ben@shop.example"}),
    ("question", {**BODIES["question"], "description": 7}),
    ("cohort", {"asked": {"did": ["Order Completed"], "sizes": True}}),
    ("cohort", {}),
    ("dashboard", {"title": ""}),
    ("dashboard", {"title": "T", "panel": [{"published": "../kpis"}]}),
    ("dashboard", {"title": "T", "panel": [{"published": "nothing"}]}),
    ("dashboard", {"title": "T", "panel": [{"question": "unsaved"}]}),
    ("question", {"kind": "funnel", "asked": {"steps": ["A", "B"], "cohort": ["unsaved"]}}),
    ("schedule", {**BODIES["schedule"], "dashboard": "unsaved"}),
    ("dashboard", {"title": "T", "panel": [{"published": "kpis", "question": "a"}]}),
    ("dashboard", {"title": "T", "panel": [{"question": "a", "width": 3}]}),
    ("dashboard", {"title": "T", "panel": [{"question": "a", "script": "x"}]}),
    ("dashboard", {"title": "T", "panel": [{"question": "a"}] * 25}),
]


@pytest.mark.parametrize(("kind", "body"), BAD)
def test_what_is_none_of_its_kind_is_not_saved(kind: str, body: dict[str, Any]) -> None:
    serve = serve_settings()
    with pytest.raises(BadQuestion):
        serve.put(ADA, kind, "mine", body, 0)
    assert serve.list(ADA, kind) == []


@pytest.mark.parametrize("name", ["../kpis", "a/b", MARKUP, "", "A", "x" * 65])
def test_a_name_is_a_word(name: str) -> None:
    with pytest.raises(BadQuestion):
        serve_settings().put(ADA, "question", name, BODIES["question"], 0)


def test_markup_is_text_like_any_other() -> None:
    serve = serve_settings()
    body = {
        "title": MARKUP,
        "description": f"{MARKUP}\n[[panel]]",
        "panel": [{"published": "kpis", "title": MARKUP}],
    }
    put = serve.put(ADA, "dashboard", "mine", body, 0)
    assert body.items() <= put.items()


def test_who_has_no_role_reads_and_writes_nothing() -> None:
    stranger, serve = Caller("8d3e", frozenset()), serve_settings()
    for ask in (
        lambda: serve.list(stranger, "question"),
        lambda: serve.read(stranger, "question", "a"),
        lambda: serve.put(stranger, "question", "a", BODIES["question"], 0),
        lambda: serve.delete(stranger, "question", "a", 0),
    ):
        with pytest.raises(NotAllowed):
            ask()
