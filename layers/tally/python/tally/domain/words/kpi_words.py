"""KPIs in words: names, and values by their units."""

from tally.domain.reports.kpis import Kpi, Unit
from tally.domain.words.numbers import Number
from tally.domain.words.words import Words


def name_kpi(words: Words, kpi: Kpi) -> str:
    """Such as Net revenue."""
    return words.find(f"kpi.{kpi.name}", kpi.name.replace("_", " ").capitalize())


def explain_kpi(words: Words, kpi: Kpi) -> str:
    """Its formula in words."""
    return words.find(f"formula.{kpi.name}", kpi.formula)


def write_kpi(words: Words, unit: Unit, value: Number | None, currency: str | None) -> str:
    """A value in its unit, such as €1,234.50 or 41.7%; a dash for none."""
    if value is None:
        return words.say("value.none")
    match unit:
        case Unit.MONEY:
            return words.money(value, currency) if currency else words.number(value, 2)
        case Unit.SHARE:
            return words.share(value)
        case Unit.MINUTES:
            return words.say(
                "value.minutes", n=value, minutes=words.number(value, 0 if value == int(value) else 1)
            )
        case Unit.RATIO:
            return words.number(value, 2)
        case Unit.COUNT:
            return words.number(value)
