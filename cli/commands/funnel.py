"""`tally funnel`: how far those who took a first step come, and in what time."""

import re
from dataclasses import replace

import click
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, Condition, parse_condition, parse_event
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attribute, Attributed, Counted, Exclusion, Reentry
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.question import Question
from tally.domain.reports.spans import parse_span

from cli.business_days import DaysWanted, days_options
from cli.cohort_asking import CohortWanted, cohort_options
from cli.command_line import OpenTally, aws_option, describe
from cli.output.funnel_table import tabulate_funnel
from cli.report_asking import choose_days, print_answer, report_options

_BETWEEN = re.compile(r"\s*(\d+)\s*,\s*(\d+)\s*")
_BY = re.compile(r"(?P<property>.+?):(?:step (?P<step>\d+)|(?P<attribute>first|last))", re.DOTALL)


@click.command(
    **describe(
        "Show how many who took a first step came to the steps behind it, in order, on whatever device. "
        'A step is an event with conditions: tally funnel "Product Added[platform=ios|android]" '
        '"Order Completed[platform=web]" --window 10m. Rules and examples: docs/guides/reports/funnel.md.'
    )
)
@click.argument("steps", nargs=-1, required=True, metavar="STEP STEP ...")
@days_options("the last 30")
@click.option(
    "--window",
    default="7d",
    metavar="SPAN",
    help="all steps within 30m, 24h or 7d of the first (default: 7d)",
)
@click.option(
    "--count",
    type=click.Choice([each.value for each in Counted]),
    default=Counted.PERSONS.value,
    help="what an entry is of (default: persons)",
)
@click.option(
    "--reentry",
    type=click.Choice([each.value for each in Reentry]),
    default=Reentry.EVERY.value,
    help="which first step is the entry: the one that leads furthest, or the first (default: optimized)",
)
@click.option(
    "--order",
    type=click.Choice(["specific", "any"]),
    default="specific",
    help="any: in whatever order; a star behind an event says so of it and its neighbours with one",
)
@click.option("--hold", multiple=True, metavar="PROPERTY", help="all steps have its value; up to three")
@click.option("--exclude", multiple=True, metavar="EVENT", help="ends an entry where it comes between")
@click.option("--between", metavar="N,M", help="of which steps (default: the first and the last)")
@click.option(
    "--by", metavar="PROPERTY[:step N|first|last]", help="a funnel for each value (default: of step 1)"
)
@click.option(
    "--filter",
    "condition",
    metavar="[PROPERTY=VALUE]",
    help="of whole entries, by the first value that is set",
)
@click.option("--sum", "total", metavar="PROPERTY", help="add up a number of each step's events")
@click.option(
    "--significance",
    "is_judged",
    is_flag=True,
    help="with --by: whether a segment differs from the rest by more than chance",
)
@click.option(
    "--persons", "dropped_after", type=int, metavar="N", help="list who came to step N and no further"
)
@cohort_options
@report_options
@aws_option
def funnel(
    *,
    open_tally: OpenTally,
    steps: tuple[str, ...],
    days: DaysWanted,
    window: str,
    count: str,
    reentry: str,
    order: str,
    hold: tuple[str, ...],
    exclude: tuple[str, ...],
    between: str | None,
    by: str | None,
    condition: str | None,
    total: str | None,
    is_judged: bool,
    dropped_after: int | None,
    of_cohort: CohortWanted,
    fmt: str,
    is_sql: bool,
) -> None:
    """Print each step."""
    steps, by = _join_step(steps, by)
    tally = open_tally()
    first, last = choose_days(tally, days)

    def ask() -> Question:
        asked = Funnel(
            steps=_read_steps(steps, order),
            first=first,
            last=last,
            window=parse_span(window),
            count=Counted(count),
            reentry=Reentry(reentry),
            hold=hold,
            exclusion=_read_exclusion(exclude, between, len(steps)),
            breakdown=_read_breakdown(by) if by is not None else None,
            filter=_read_filter(condition) if condition is not None else None,
            sum=total,
        )
        return of_cohort.ask(tally, _choose_answer(asked, dropped_after, is_judged=is_judged))

    print_answer(tally, ask, fmt, tabulate_funnel, is_sql=is_sql)


def _choose_answer(asked: Funnel, dropped_after: int | None, *, is_judged: bool) -> Question:
    if dropped_after is None:
        return FunnelSignificance(asked) if is_judged else asked
    if is_judged:
        raise BadQuestion("--persons is a list of persons, and --significance of segments: ask one of them")
    return DroppedPersons(asked, dropped_after)


def _join_step(steps: tuple[str, ...], by: str | None) -> tuple[tuple[str, ...], str | None]:
    """Written without quotes, the number in --by coupon:step 1 comes as one step more."""
    if by is not None and by.endswith(":step") and steps[-1].isdecimal():
        return steps[:-1], f"{by} {steps[-1]}"
    return steps, by


def _read_steps(texts: tuple[str, ...], order: str) -> tuple[AskedEvent, ...]:
    """All in any order where none has a star to say which."""
    steps = tuple(map(parse_event, texts))
    if order == "any" and not any(step.is_anywhere for step in steps):
        return tuple(replace(step, is_anywhere=True) for step in steps)
    return steps


def _read_exclusion(events: tuple[str, ...], between: str | None, steps: int) -> Exclusion | None:
    if not events:
        if between is not None:
            raise BadQuestion("--between says where an event may not come: name it with --exclude")
        return None
    after, before = 1, steps
    if between is not None:
        found = _BETWEEN.fullmatch(between)
        if found is None:
            raise BadQuestion(f"--between {between} is no pair of steps: write it like 1,2")
        after, before = int(found[1]), int(found[2])
    return Exclusion(tuple(map(parse_event, events)), after, before)


def _read_breakdown(text: str) -> Attributed:
    found = _BY.fullmatch(text)
    if found is None:
        if text.endswith(":step"):
            raise BadQuestion(f"--by {text} lacks the number of a step: write '{text} 1'")
        return Attributed(text, 1)
    return Attributed(
        found["property"], int(found["step"]) if found["step"] else Attribute(found["attribute"])
    )


def _read_filter(text: str) -> tuple[Attributed, Condition]:
    condition = parse_condition(text.removeprefix("[").removesuffix("]"))
    return Attributed(condition.property, Attribute.FIRST), condition
