"""The one place where a question's properties and conditions become SQL over `person_events`.

Rules of values, the same for columns and for JSON, in filters, breakdowns and held properties (our decision:
elsewhere a filter and a breakdown read values differently, PostHog#40646, #19270, #21159):

1. Missing and null are no value; an empty text is one.
2. Values compare as text: 1, 1.0 and "1" are one value; true and "true" are one.
3. A number is what came as a number; a text that looks like one is none.
4. Of a list any item fits a condition; an empty list is no value. Lists are alike whose items are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, Condition, Operator
from tally.domain.reports.asked_properties import COUNTS, NOT_SET, NUMBERS, find_column, list_order_columns
from tally.domain.reports.joined_properties import COHORT, IN, OUT, PROFILE, SESSION_NUMBER_COLUMNS
from tally.modelling.literals import Expression, literal

NO_TEXT = Expression("cast(null as varchar)")
SEPARATOR = "\x1f"
"""Between the items of a list: ASCII's own sign for it, in no value that people type."""

NO_NUMBER = Expression("cast(null as double)")


def text_of(name: str) -> Expression:
    """A property as text, null where it has no value or is a list or an object."""
    if name.startswith(COHORT):
        return Expression(f"if(contains(cohorts, {literal(name.removeprefix(COHORT))}), '{IN}', '{OUT}')")
    column = find_column(name)
    if column is None:
        return Expression(_of_orders(name, _json_text(_place(name)), _column_text))
    return Expression(_column_text(column))


def number_of(name: str) -> Expression:
    """A property as double, null where it is no number."""
    if name.startswith(COHORT):
        return NO_NUMBER
    column = find_column(name)
    if column is not None:
        return Expression(_column_number(column))
    return Expression(_of_orders(name, _json_number(_place(name)), _column_number))


def items_of(name: str) -> Expression:
    """A property as array of texts: the different items of a list, else its one value, which may be null."""
    if _is_single(name):
        return Expression(f"array[{text_of(name).sql}]")
    return Expression(
        f"coalesce(nullif(array_distinct({_list(_place(name))}), cast(array[] as array(varchar))), "
        f"array[{text_of(name).sql}])"
    )


def joined_items_of(name: str) -> Expression:
    """A property as text; the different items of a list with SEPARATOR between."""
    if _is_single(name):
        return text_of(name)
    items = f"nullif(array_join(array_distinct({_list(_place(name))}), chr({ord(SEPARATOR)})), '')"
    return Expression(f"coalesce({text_of(name).sql}, {items})")


def texts_of(names: Iterable[str]) -> Expression:
    """Several properties as one text, null where one has no value. Lengths tell `a`,`bc` from `ab`,`c`."""
    texts = [joined_items_of(name).sql for name in names]
    if len(texts) == 1:
        return Expression(texts[0])
    return Expression(
        " || ".join(f"cast(length({text}) as varchar) || ':' || {text}" for text in texts) or literal("")
    )


def fits(event: AskedEvent) -> Expression:
    """Whether a row is the event; false or true, never null."""
    name = [] if event.name == ANY_EVENT else [f"event_name = {literal(event.name)}"]
    held = (_holds(each, _Read.of_event(each.property)) for each in event.conditions)
    return Expression(" and ".join([*name, *held]) or "true")


def fits_any(events: Iterable[AskedEvent]) -> Expression:
    """Whether a row has the name of one of the events: by that alone most rows need not be read."""
    names = {event.name for event in events}
    if ANY_EVENT in names:
        return Expression("true")
    return Expression(f"event_name in ({', '.join(map(literal, sorted(names)))})")


def none_of(names: Iterable[str]) -> Expression:
    """Whether a row has none of these names, of which there is one at least."""
    return Expression(f"event_name not in ({', '.join(map(literal, sorted(names)))})")


def name_of(expanded: Iterable[tuple[str, str]]) -> Expression:
    """A row's name; of an expanded event, (its name, a property), with the value: Product Added[red]."""
    cases = (f"when {literal(event)} then {_name_with(name)}" for event, name in expanded)
    written = " ".join(cases)
    return Expression(f"case event_name {written} else event_name end" if written else "event_name")


def verdict_on(condition: Condition) -> Expression:
    """As text, `true` or `false`: whether a row's property fulfils it; null where there is no value."""
    read = _Read.of_event(condition.property)
    return Expression(f"if({read.is_set}, cast({_holds(condition, read)} as varchar))")


def verdict_fits(condition: Condition, column: str) -> Expression:
    """Whether the condition is fulfilled by what verdict_on told; false or true, never null."""
    of_nothing = condition.operator in {Operator.IS_NOT, Operator.IS_NOT_SET}
    return Expression(f"coalesce({column}, '{str(of_nothing).lower()}') = 'true'")


def fits_profile(conditions: Iterable[Condition]) -> Expression:
    """Whether a row of `people`, or none, fulfils the conditions; all its properties lie in its JSON."""
    held = (_holds(each, _Read.of_profile(each.property)) for each in conditions)
    return Expression(" and ".join(held) or "true")


@dataclass(frozen=True, slots=True)
class _Read:
    """A property as SQL: as text, as number, and as JSON where it may be a list.

    `is_of_orders`: order events have a column for it, and no JSON.
    """

    text: str
    number: str
    json: str | None
    is_of_orders: bool = False

    @classmethod
    def of_event(cls, name: str) -> Self:
        json = None if _is_single(name) else _json(_place(name))
        return cls(text_of(name).sql, number_of(name).sql, json, bool(list_order_columns(name)))

    @classmethod
    def of_profile(cls, name: str) -> Self:
        place = f"properties, {_path(name)}"
        return cls(_json_text(place), _json_number(place), _json(place))

    @property
    def is_set(self) -> str:
        has_text = f"{self.text} is not null"
        if self.json is None:
            return f"({has_text})"
        # A list has no text, but JSON.
        has_json = f"coalesce(json_format({self.json}), 'null') not in ('null', '[]')"
        return f"({has_text} or {has_json})" if self.is_of_orders else f"({has_json})"

    def is_one_of(self, values: str) -> str:
        found = f"coalesce({self.text} in ({values}), false)"
        if self.json is None:
            return found
        return f"({found} or coalesce(arrays_overlap({_items(self.json)}, array[{values}]), false))"


def _holds(condition: Condition, read: _Read) -> str:
    values = ", ".join(map(literal, condition.values))
    match condition.operator:
        case Operator.IS:
            return read.is_one_of(values)
        case Operator.IS_NOT:
            return f"not {read.is_one_of(values)}"
        case Operator.IS_SET:
            return read.is_set
        case Operator.IS_NOT_SET:
            return f"not {read.is_set}"
        case _:
            return f"coalesce({read.number} {condition.operator} {condition.values[0]}e0, false)"


def _name_with(name: str) -> str:
    items = f"replace({joined_items_of(name).sql}, chr({ord(SEPARATOR)}), ', ')"
    return f"event_name || '[' || coalesce({items}, '(not set)') || ']'"


def _of_orders(name: str, otherwise: str, read: Callable[[str], str]) -> str:
    """What landing made a column of in order events is read there, and in the JSON of all others."""
    cases = [
        f"when event_name in ({', '.join(map(literal, events))}) and {column} is not null then {read(column)}"
        for column, events in list_order_columns(name).items()
    ]
    return f"case {' '.join(cases)} else {otherwise} end" if cases else otherwise


def _is_single(name: str) -> bool:
    """Whether it has one value at most: no JSON holds it, which may have a list."""
    return name.startswith(COHORT) or find_column(name) is not None


def _column_text(column: str) -> str:
    if column in NUMBERS | SESSION_NUMBER_COLUMNS:
        return _even(f"cast({column} as varchar)")
    return f"nullif({column}, {literal(NOT_SET[column])})" if column in NOT_SET else column


def _column_number(column: str) -> str:
    if column not in NUMBERS | SESSION_NUMBER_COLUMNS:
        return NO_NUMBER.sql
    number = f"cast({column} as double)"
    if column in COUNTS | SESSION_NUMBER_COLUMNS:
        return number
    # Landing reads amounts out of texts, too; that one came as text is told by the plan alone.
    return f"if(coalesce(contains(violations, {literal(f'wrong_type:{column}')}), false), null, {number})"


def _json_text(place: str) -> str:
    return _even(f"json_extract_scalar({place})")


def _json_number(place: str) -> str:
    # The JSON of a text keeps its quotes, so that "30" is no number.
    return f"try_cast(json_format({_json(place)}) as double)"


def _even(text: str) -> str:
    """A text whose numbers have no needless zeros behind the point."""
    return (
        rf"if(regexp_like({text}, '^-?[0-9]+\.[0-9]+$'), "
        f"trim(trailing '.' from trim(trailing '0' from {text})), {text})"
    )


def _list(place: str) -> str:
    return _items(_json(place))


def _items(json: str) -> str:
    return f"transform(try_cast({json} as array(varchar)), item -> {_even('item')})"


def _json(place: str) -> str:
    return f"json_extract({place})"


def _place(name: str) -> str:
    """The JSON of an event, or of its person's profile, and where in it the property is."""
    member = name.removeprefix(PROFILE)
    return f"{'properties' if member == name else 'profile_properties'}, {_path(member)}"


def _path(member: str) -> str:
    escaped = member.replace("\\", "\\\\").replace('"', '\\"')
    return literal(f'$["{escaped}"]')
