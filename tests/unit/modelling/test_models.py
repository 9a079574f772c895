"""Headers of SQL files: what they may hold, and what is said of one that is wrong."""

import pytest
from tally.domain.errors import PermanentFailure
from tally.modelling.models import Fact, parse_check, parse_model, parse_query, written_into

HEADER = """/*
description = "People"
grain = "one row per id"
step = "refresh"
checks = ["unique: id", "not_null: id, name",
    "accepted_values: kind: a, b's", "expression: id > 0 and id < 9"]

[columns]
id = "bigint: who"
name = "string: what they are called: first, then last"

[parameters]
first = "date: first day"
*/
"""
QUERY = "select id, name\nfrom events\nwhere business_date >= :first\n"


def test_a_model_has_what_its_file_says() -> None:
    model = parse_model("people", "marts", HEADER + QUERY)
    assert (model.name, model.kind, model.step, model.description) == ("people", "marts", "refresh", "People")
    assert model.grain == "one row per id"
    assert model.columns == (
        Fact("id", "bigint", "who"),
        Fact("name", "string", "what they are called: first, then last"),
    )
    assert model.parameters == (Fact("first", "date", "first day"),)
    assert model.query == QUERY.rstrip()


def test_declared_checks_become_queries_that_must_return_nothing() -> None:
    assert [check.query for check in parse_model("people", "marts", HEADER + QUERY).checks] == [
        "select id from people group by id having count(*) > 1",
        "select id, name from people where id is null or name is null",
        "select kind from people where kind not in ('a', 'b''s')",
        "select 1 as broken from people where not (id > 0 and id < 9)",
    ]


def test_create_writes_parquet_at_a_location_and_takes_only_its_own_values() -> None:
    model = parse_model("people", "marts", HEADER + QUERY)
    assert model.create("s3://lake/marts/b1/people/x/", {"first": 1, "other": 2}) == (
        "create table people with (format = 'PARQUET', write_compression = 'ZSTD', "
        "external_location = 's3://lake/marts/b1/people/x/') as\n" + QUERY.rstrip().replace(":first", "1")
    )


def test_a_model_without_a_table_is_said_so_in_its_header() -> None:
    text = HEADER.replace("step =", "table = false\nstep =") + QUERY
    assert parse_model("people", "marts", HEADER + QUERY).is_table
    assert not parse_model("people", "marts", text).is_table


def test_a_view_is_made_as_one() -> None:
    model = parse_model("people", "marts", HEADER.replace("step =", "view = true\nstep =") + QUERY)
    assert model.create("s3://lake/x/", {"first": 1}) == (
        "create or replace view people as\n" + QUERY.rstrip().replace(":first", "1")
    )


def test_a_column_of_persons_that_is_gone_stops_it() -> None:
    text = HEADER.replace("step =", 'persons = ["person_key"]\nstep =') + QUERY
    with pytest.raises(PermanentFailure, match=r"people\.sql: persons names person_key"):
        parse_model("people", "marts", text)


@pytest.mark.parametrize(
    ("query", "whole"),
    [
        ("select 1 from people", "with people as (\nselect 2\n)\nselect 1 from people"),
        (
            "with a as (select 1 from people) select 3 from a",
            "with people as (\nselect 2\n),\na as (select 1 from people) select 3 from a",
        ),
    ],
)
def test_models_written_into_a_query_stand_before_its_own_ctes(query: str, whole: str) -> None:
    header = HEADER.partition("[parameters]")[0] + "*/"
    assert written_into(query, [parse_model("people", "marts", header + "select 2")]) == whole
    assert written_into(query, []) == query


def test_reads_are_names_after_from_and_join() -> None:
    query = """
    with a as (select id from events), b as (select 1 from (select 2 from orders))
    select x is distinct from y, 'from text' -- from comment
    from a inner join b on true left join calendar on true cross join unnest(products) as p (x)
    cross join (values (1)) as v (y)
    """
    header = HEADER.partition("[parameters]")[0] + "*/"
    assert parse_model("m", "marts", header + query).reads == {"events", "orders", "a", "b", "calendar"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1", "starts without a header"),
        ("/* description = */ select 1", "no TOML"),
        ('/* description = "x" */ select 1', "its header has"),
        (HEADER.replace("refresh", "nightly") + QUERY, "step is 'nightly'"),
        (HEADER.replace("unique: id", "fresh: id") + QUERY, "no check rule 'fresh'"),
        (HEADER.replace("bigint: who", "bigint") + QUERY, 'id is not written as "type: sentence"'),
        (HEADER + "select 1", "declares parameters .'first'., its query has .."),
        (HEADER + QUERY + "and x = :second", "its query has .'first', 'second'."),
        (HEADER.replace("grain", "grian") + QUERY, "grian"),
    ],
)
def test_a_wrong_header_names_the_file_and_the_fault(text: str, complaint: str) -> None:
    with pytest.raises(PermanentFailure, match=f"people.sql: .*{complaint}"):
        parse_model("people", "marts", text)


def test_files_of_checks_and_queries_have_fewer_facts() -> None:
    check = parse_check("none_lost", '/*\ndescription = "None"\nstep = "publish"\n*/\nselect 1')
    assert (check.name, check.step, check.query) == ("none_lost", "publish", "select 1")
    assert parse_query("dates", '/* description = "Dates" */ select 1').sql == "select 1"
    with pytest.raises(PermanentFailure, match=r"dates.sql: its header declares parameters"):
        parse_query("dates", '/* description = "Dates" */ select :day')
    with pytest.raises(PermanentFailure, match=r"none_lost.sql"):
        parse_check("none_lost", '/* description = "None" */ select 1')
    with pytest.raises(PermanentFailure, match=r"dates.sql: its header has \['description', 'step'\]"):
        parse_query("dates", '/*\ndescription = "None"\nstep = "publish"\n*/\nselect 1')
