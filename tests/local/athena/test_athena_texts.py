"""Texts of JSON, numbers and dates as Trino reads and writes them; on both engines (`make trino`)."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from local.athena.json_text import scalar_at
from local.athena.number_text import double_text
from tests.local.athena import answers
from tests.trino.engine import trino

OF_TRINO = pytest.mark.skipif(not answers.on_trino(), reason="compares with a real Trino")

JSON = {
    '{"a": 12.50}': "12.50",
    '{"a": 1e3}': "1e3",
    '{"a": 123456789012345678901234567890}': "123456789012345678901234567890",
    '{"a": "x"': "x",
    '{"a": 7': "7",
    '{"a": 7x': "7",
    '{"a": true': "true",
    '{"b": {"a": 1}, "a": 2} x': "2",
    '{"b": [1, {"c": null}], "a": "\\u00e9\\n"}': "é\n",
    '{"a": 1, "a": 2}': "1",
    '{"a": "x': None,
    '{"a": 7.': None,
    '{"a": 01}': None,
    '{"a": truex}': None,
    '{"a": NaN}': None,
    '{"b": NaN, "a": 1.5}': None,
    "{'a': 1}": None,
    '{"b": 1 "a": 2.5}': None,
    '{"a": {}}': None,
    '{"a": null}': None,
    '["a"]': None,
    "": None,
    " ": None,
}


@pytest.mark.parametrize(("text", "expected"), JSON.items(), ids=JSON.keys())
def test_a_scalar_is_read_from_the_left_as_it_is_written(text: str, expected: str | None) -> None:
    assert answers.value(f"json_extract_scalar('{text.replace(chr(39), chr(39) * 2)}', '$.a')") == expected


PATHS = {
    "$": ("1.50", "1.50"),
    "$[1]": ("[1, 2.50", "2.50"),
    "$.a[0].b": ('{"a": [{"b": 1.0}', "1.0"),
    '$["$time as sent"]': ('{"$time as sent": 1.0', "1.0"),
    '$["a.b"]': ('{"a": {"b": 1}, "a.b": 2.0}', "2.0"),
    '$["it\'s"]': ('{"it\'s": 3}', "3"),
    '$["\'"]': ('{"\'": 4}', "4"),
    r'$["say \"hi\""]': (r'{"say \"hi\"": 5}', "5"),
    r'$["back\\slash"]': (r'{"back\\slash": 6}', "6"),
    '$["x[0].*"]': ('{"x[0].*": 7}', "7"),
    "$[2]": ("[1, 2]", None),
    "$.a.b": ('{"a": [1]', None),
}


@pytest.mark.parametrize(("path", "text", "expected"), [(path, *rest) for path, rest in PATHS.items()])
def test_a_path_leads_there(path: str, text: str, expected: str | None) -> None:
    quoted, leading = (each.replace("'", "''") for each in (text, path))
    assert answers.value(f"json_extract_scalar('{quoted}', '{leading}')") == expected


@OF_TRINO
def test_a_document_cut_anywhere_gives_what_trino_gives() -> None:
    document = '{"b": [1, {"c": "x\\\\y"}], "a": -1.5e2, "d": {"e": false}} '
    texts = [document[:length] for length in range(len(document))]
    columns = ", ".join(
        f"json_extract_scalar('{text}', '$.{name}')" for text in texts for name in ("a", "d.e")
    )
    ((found,),) = trino().run(f"select array[{columns}]").rows
    assert found == [scalar_at(text, f"$.{name}") for text in texts for name in ("a", "d.e")]


@OF_TRINO
def test_doubles_have_the_text_that_trino_gives() -> None:
    numbers = [
        0.0,
        -0.0,
        1.0,
        100.0,
        0.1 + 0.2,
        1e-5,
        12345678.9,
        1e22,
        123456789012345680.0,
        -7.25e-300,
        1 / 3,
    ]
    columns = ", ".join(f"double '{number!r}'" for number in numbers)
    ((found,),) = trino().run(f"select cast(array[{columns}] as array(varchar))").rows
    assert found == [double_text(number) for number in numbers]


VALUES = {
    "cast(1e15 as varchar)": "1.0E15",
    "cast(1e2 as varchar)": "1.0E2",
    "cast(0e0 as varchar)": "0E0",
    "cast(-2.5e0 as varchar)": "-2.5E0",
    "cast(real '0.1' as varchar)": "1.0E-1",
    "cast(nan() as varchar)": "NaN",
    "cast(-infinity() as varchar)": "-Infinity",
    "cast(1.50 as varchar)": "1.50",
    "cast('2026-11-20 22:59:59.999999' as timestamp)": datetime(2026, 11, 20, 23),
    "cast('2026-11-20 22:59:59.999499' as timestamp)": datetime(2026, 11, 20, 22, 59, 59, 999000),
    "cast('2026-11-20 22:59:59.999999' as timestamp(6))": datetime(2026, 11, 20, 22, 59, 59, 999999),
    "cast(timestamp '2026-11-20 22:59:59.999999' as timestamp)": datetime(2026, 11, 20, 23),
    "cast(timestamp '2026-11-20 22:59:59.999999' as timestamp(0))": datetime(2026, 11, 20, 23),
    "timestamp '2026-11-20 22:59:59.999999'": datetime(2026, 11, 20, 22, 59, 59, 999999),
    "cast('12' as bigint)": 12,
    "try_cast('+12' as bigint)": 12,
    "try_cast('.5' as decimal(10,2))": Decimal("0.50"),
    "try_cast('1e3' as decimal(10,2))": Decimal("1000.00"),
    "try_cast(' 12 ' as double)": 12.0,
    "try_cast('T' as boolean)": True,
    "try_cast('2024-1-5' as date)": date(2024, 1, 5),
    "try_cast('2026-11-20 10:00' as timestamp)": datetime(2026, 11, 20, 10),
    "try_cast(2.5 as bigint)": 3,
}


@pytest.mark.parametrize(("expression", "expected"), VALUES.items(), ids=VALUES.keys())
def test_value(expression: str, expected: object) -> None:
    found = answers.value(expression)
    assert found == expected
    assert type(found) is type(expected)


UNREADABLE = [
    *(f"'{text}' as bigint" for text in ("12.7", "1e3", "1_000", "0x10", " 12 ", "", "x")),
    *(f"'{text}' as decimal(10,2)" for text in (" 12 ", "1_000", "0x10", "1,000", "")),
    *(f"'{text}' as double" for text in ("nan", "inf", "1_0", "0x10", "")),
    *(f"'{text}' as boolean" for text in ("yes", "y", "on")),
    *(f"'{text}' as date" for text in ("2024-01-05 10:00:00", "2024/01/05", "20240105", "2024-02-30")),
    *(f"'{text}' as timestamp" for text in ("2024-01-05T10:00:00", "x")),
]


@pytest.mark.parametrize("cast", UNREADABLE)
def test_text_that_no_cast_reads(cast: str) -> None:
    """Whether the text is written in the statement or comes from a table."""
    text, _, kind = cast.partition(" as ")
    assert answers.value(f"try_cast({cast})") is None
    assert answers.value(f"try_cast(x as {kind})", f"from (values {text}) as t (x)") is None
    assert answers.value(f"try(cast(x as {kind}))", f"from (values {text}) as t (x)") is None
    with pytest.raises(answers.FAILURES):
        answers.value(f"cast(x as {kind})", f"from (values {text}) as t (x)")
