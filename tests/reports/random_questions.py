"""Random questions to random sets of events, in the shape of the cases: of what the oracle answers.

Left out is what the rules leave open, so that nobody need guess: sequences in cohorts, the value of a streak,
flows that merge repeats by totals, and a year before by week or month.
"""

from datetime import timedelta
from random import Random
from typing import Any

from tests.reports.random_events import COUPONS, NAMES, TIERS, Season, season_of

Question = dict[str, Any]
TEXTS = ("coupon", "colour")
NUMBERS = ("points", "revenue")
FILTERS = {"coupon": COUPONS, "colour": ("red", "", "1", 1, 2.5, "true")}


def random_question(kind: str, seed: int) -> Question:
    """A question to a set of a seed of the same parity; the same seed gives the same question."""
    rng = Random(f"{kind} {seed}")
    return {"kind": kind} | QUESTIONS[kind](rng, season_of(seed))


def chance(rng: Random, share: float, **fields: Any) -> Question:
    """The fields, or none of them."""
    return fields if rng.random() < share else {}


def random_range(rng: Random, season: Season, most_days: int = 10) -> Question:
    """Some of the season's days, up to all of them."""
    length = rng.randint(1, most_days)
    first = season.first + timedelta(days=rng.randint(0, 10 - length))
    return {"from": first.isoformat(), "to": (first + timedelta(days=length - 1)).isoformat()}


def random_selector(rng: Random) -> Question:
    """An event, now and then with a filter."""
    name = rng.choice(list(FILTERS))
    where = {name: rng.sample(FILTERS[name], rng.randint(1, 3))}
    return {"event": rng.choices(NAMES, weights=(4, 4, 3, 3, 1))[0]} | chance(rng, 0.2, where=where)


def random_funnel(rng: Random, season: Season) -> Question:
    steps = [random_selector(rng) for _ in range(rng.choice((2, 2, 3, 3, 4)))]
    count = rng.choices(("persons", "totals", "sessions"), weights=(6, 3, 2))[0]
    question = {
        "steps": steps,
        "window": rng.choice(("1m", "30m", "1h", "1d", "3d")),
        "count": count,
        **chance(rng, 0.8, reentry=rng.choice(("optimized", "first"))),
        **random_range(rng, season),
        **chance(rng, 0.2, sum=rng.choice(NUMBERS)),
    }
    if rng.random() < 0.12:
        is_anchored = rng.random() < 0.4
        last = len(steps) - 1
        marked = [step | {"any": not (is_anchored and at == last)} for at, step in enumerate(steps)]
        return question | {"order": "any", "steps": marked}
    question |= chance(rng, 0.15, hold=rng.sample(TEXTS, rng.choice((1, 1, 2))))
    question |= chance(rng, 0.2, exclude=[random_exclusion(rng, len(steps))])
    if rng.random() < 0.1:
        return question | {"persons_dropped_after": rng.randint(1, len(steps))}
    question |= chance(rng, 0.3, breakdown=random_attribute(rng, len(steps)))
    allowed = {"values": rng.sample(COUPONS, 2)}
    return question | chance(
        rng, 0.15, filter=random_attribute(rng, len(steps)) | {"property": "coupon"} | allowed
    )


def random_exclusion(rng: Random, steps: int) -> Question:
    after = rng.randint(1, steps - 1)
    return random_selector(rng) | {"after": after, "before": rng.randint(after + 1, steps)}


def random_attribute(rng: Random, steps: int) -> Question:
    attribute = rng.choice(("first", "last", "step 1", f"step {rng.randint(1, steps)}"))
    return {"property": rng.choice(TEXTS), "attribute": attribute}


def random_retention(rng: Random, season: Season) -> Question:
    birth = random_selector(rng)
    criteria = rng.choice(("on", "on-or-after", "on-or-before", "streak", "active-days"))
    days = timedelta(days=rng.choice((1, 2, 4, 9, 40)))
    moment = f"{season.last + days}T{rng.choice(('00:00:00', '12:30:00'))}Z"
    question = {
        "birth": birth,
        "return": birth if rng.random() < 0.3 else random_selector(rng),
        "unit": rng.choices(("day", "week", "month"), weights=(6, 3, 1))[0],
        "mode": rng.choice(("rolling", "calendar")),
        "criteria": criteria,
        "periods": rng.randint(0, 5),
        **random_range(rng, season),
        "as_of": moment,
        **(chance(rng, 0.4, value=rng.choice(NUMBERS)) if criteria != "streak" else {}),
        **chance(rng, 0.2, match=rng.choice(TEXTS)),
        **chance(rng, 0.4, average=True),
    }
    return make_of_days(rng, question) if criteria == "active-days" else question


def make_of_days(rng: Random, question: Question) -> Question:
    """Days active are of weeks and months of the calendar, and have neither a value nor a match."""
    kept = {name: question[name] for name in question if name not in ("value", "match")}
    return kept | {"unit": rng.choice(("week", "week", "month")), "mode": "calendar"}


def random_insights(rng: Random, season: Season) -> Question:
    measure = rng.choice(
        ("total", "persons", "sessions", "frequency", "active", "numbers", "distinct", "formula")
    )
    interval = rng.choice((None, None, "day", "day", "week", "month", "hour"))
    question = random_measure(rng, measure, interval) | random_range(
        rng, season, 2 if interval == "hour" else 10
    )
    if interval:
        question["interval"] = interval
    if rng.random() < 0.4:
        once = chance(rng, 0.4, count_once=rng.choice(("first", "last"))) if measure == "persons" else {}
        question["breakdown"] = {"property": rng.choice((*TEXTS, "tags"))} | once
    elif interval in (None, "day"):
        question |= chance(rng, 0.3, compare=rng.choice(("previous_year", "previous_period")))
    return question


def random_measure(rng: Random, measure: str, interval: str | None) -> Question:
    """The fields that say what is measured; active persons are of days, so not by hour."""
    match measure:
        case "active":
            name = "persons" if interval == "hour" else rng.choice(("dau", "wau", "mau"))
            return {"measure": name} | random_selector(rng)
        case "numbers":
            name = rng.choice(("sum", "average", "median", "p25", "p75", "p90", "p99", "min", "max"))
            return {"measure": name, "property": rng.choice(NUMBERS)} | random_selector(rng)
        case "distinct":
            return {"measure": "distinct", "property": rng.choice(TEXTS)} | random_selector(rng)
        case "formula":
            kinds = [rng.choice(("total", "persons", "numbers")) for _ in range(2)]
            return {"measure": "formula", "parts": [random_measure(rng, kind, interval) for kind in kinds]}
    return {"measure": measure} | random_selector(rng)


def random_cohort(rng: Random, season: Season) -> Question:
    conditions = [random_condition(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    days = sorted(rng.sample(range(-1, 12), 3))
    dates = [(season.first + timedelta(days=day)).isoformat() for day in days]
    question: Question = {"cohort": {"all": conditions}}
    if rng.random() < 0.3:
        return question | {"sizes": dates}
    report = {"kind": "insights"} | random_insights(rng, season)
    return question | {"as_of": dates[1]} | chance(rng, 0.3, then=report)


def random_condition(rng: Random) -> Question:
    within = chance(rng, 0.7, within_days=rng.choice((1, 2, 3, 7, 30)))
    op = rng.choice(("did", "did", "did_not", "first_time", "profile"))
    if op == "profile":
        return {"op": op, "property": "tier", "values": rng.sample(TIERS, 2)}
    often = chance(rng, 0.5, at_least=rng.randint(1, 3)) if op == "did" else {}
    return {"op": op} | random_selector(rng) | often | within


def random_sessions(rng: Random, season: Season) -> Question:
    return chance(rng, 0.6, first_defined=rng.sample(TEXTS, rng.randint(1, 2)))


def random_flows(rng: Random, season: Season) -> Question:
    count = rng.choice(("persons", "totals", "sessions"))
    sides = rng.choice(({"after": 3}, {"after": 1}, {"before": 2}, {"before": 1, "after": 2}))
    return {
        "anchor": random_selector(rng),
        **random_range(rng, season),
        **sides,
        "count": count,
        **chance(rng, 0.5, top=rng.randint(1, 2)),
        **(chance(rng, 0.4, merge_repeats=True) if count != "totals" else {}),
        **chance(rng, 0.2, hide=["Search"]),
        **chance(rng, 0.3, expand={"Product Viewed": rng.choice(TEXTS)}),
        **chance(rng, 0.5, window=rng.choice(("1m", "30m", "1d"))),
    }


QUESTIONS = {
    "funnel": random_funnel,
    "retention": random_retention,
    "insights": random_insights,
    "cohort": random_cohort,
    "sessions": random_sessions,
    "flows": random_flows,
}
