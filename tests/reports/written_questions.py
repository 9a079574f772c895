"""Questions of cases in the words of the command line."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from tests.reports.oracle.values import text_of

Question = Mapping[str, Any]


def write_insights(question: Question) -> str:
    """A command of tally insights."""
    words = ["tally", "insights"]
    if "parts" in question:
        parts = zip(("--a", "--b"), question["parts"], strict=True)
        words += ["--formula", "A/B", *(word for name, part in parts for word in (name, _metric(part)))]
    else:
        words += [write_event(question), "--measure", question["measure"]]
    for option in ("from", "to", "property", "interval", "compare"):
        if option in question:
            words += [f"--{option}", question[option]]
    breakdown = question.get("breakdown", {})
    for option, name in (("--by", "property"), ("--count-once", "count_once")):
        if name in breakdown:
            words += [option, breakdown[name]]
    return shlex.join(words)


def write_condition(condition: Question) -> str:
    """A condition with its kind in front."""
    return f"{condition['op'].replace('_', ' ')} {_condition(condition)}"


def write_cohort(question: Question) -> str:
    """A command of tally cohort; of the report that is asked of it, where there is one."""
    conditions = [(each["op"], _condition(each)) for each in question["cohort"]["all"]]
    if "then" in question:
        asked = [word for each in question["cohort"]["all"] for word in ("--cohort", write_condition(each))]
        day = ["--cohort-as-of", question["as_of"]]
        return f"{write_insights(question['then'])} {shlex.join([*asked, *day])}"
    words = [word for op, text in conditions for word in (f"--{op.replace('_', '-')}", text)]
    if "sizes" in question:
        words += [word for day in question["sizes"] for word in ("--on", day)]
    else:
        words += ["--as-of", question["as_of"]]
    return shlex.join(["tally", "cohort", *words])


def write_flows(question: Question) -> str:
    """A command of tally flows."""
    words = ["tally", "flows", "--anchor", write_event(question["anchor"])]
    for option in ("from", "to", "before", "after", "count", "top", "window"):
        if option in question:
            words += [f"--{option}", str(question[option])]
    words += [word for name in question.get("hide", []) for word in ("--hide", name)]
    words += [
        word
        for name, value in question.get("expand", {}).items()
        for word in ("--expand", f"{name}[{value}]")
    ]
    return shlex.join([*words, *(["--merge-repeats"] if question.get("merge_repeats") else [])])


def write_sessions(question: Question) -> str:
    """A command of tally sessions."""
    return shlex.join(
        [
            "tally",
            "sessions",
            *(word for name in question.get("first_defined", []) for word in ("--first", name)),
        ]
    )


def write_event(selector: Question) -> str:
    """An event with its conditions."""
    conditions = (_test(name, values) for name, values in selector.get("where", {}).items())
    return selector["event"] + "".join(conditions)


def _condition(condition: Question) -> str:
    if condition["op"] == "profile":
        return _test(condition["property"], condition["values"])
    if condition["op"] == "any":
        return " or ".join(" and ".join(map(write_condition, group)) for group in condition["groups"])
    if "step" in condition:
        return f"step {condition['step']} of {'; '.join(_parts(condition))}"
    return "; ".join(_parts(condition))


def _parts(condition: Question) -> Iterator[str]:
    yield from map(write_event, condition.get("steps", [condition]))
    if "at_least" in condition:
        yield f"at least {condition['at_least']}"
    if "window" in condition:
        yield f"window {condition['window']}"
    if "within_days" in condition:
        yield f"within {condition['within_days']}d"


def _test(name: str, values: list[Any]) -> str:
    return f"[{name}={'|'.join(str(text_of(value)) for value in values)}]"


def _metric(part: Question) -> str:
    measured = f"({part['property']})" if "property" in part else ""
    return f"{part['measure']}{measured}:{write_event(part)}"
