"""What a statement does, told before it runs."""

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.settings.sql_statement import SqlStatement


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "-- drop table landing\nselect 1 ;\n;",
        "/* insert */ ((select 1) union all (select 2))",
        "with a as (select 1 as insert_) select * from a",
        "with a as (select 1) (select * from a)",
        "WITH a AS (SELECT ';' AS b) TABLE a",
        "values 1, 2",
        "show tables",
        "describe events",
        "explain delete from events",
        "explain analyze verbose select 1",
        "select '-- it''s; no end' as \"a;b\" from \"drop\"",
    ],
)
def test_what_only_reads(sql: str) -> None:
    assert SqlStatement.read(sql).reads


@pytest.mark.parametrize(
    ("sql", "effect", "table", "takes_away"),
    [
        ("drop table landing", "drops the table landing", "landing", True),
        (
            "/* select */ DROP\n TABLE if exists lake . landing;",
            "drops the table lake.landing",
            "lake.landing",
            True,
        ),
        ("-- select 1\ndrop table `my table`", "drops the table `my table`", '"my table"', True),
        ("drop view v", "drops the view v", "v", True),
        ("drop database lake cascade", "drops the database lake", None, True),
        ('delete from "lake"."e(" where a = 1', 'deletes rows of the table "lake"."e("', '"lake"."e("', True),
        ("truncate table t", "empties the table t", "t", True),
        ("insert overwrite table t select 1", "replaces rows of the table t", "t", True),
        ("insert into t(a) select 1", "adds rows to the table t", "t", False),
        ("update t set a = 1", "changes rows of the table t", "t", True),
        ("merge into t using u on true", "changes rows of the table t", "t", True),
        ("alter table t drop column a", "alters the table t", "t", True),
        ("create or replace view v as select 1", "makes the view v", "v", False),
        ("create or replace table t as select 1", "makes the table t", "t", True),
        ("create table if not exists t as select 1", "makes the table t", "t", False),
        ("unload (select 1) to 's3://a/b/'", "runs UNLOAD", None, False),
        ("execute p", "runs EXECUTE", None, True),
        ("with a as (select 1) delete from t", "runs DELETE", None, True),
        ("with a as (select 1) insert into t select * from a", "runs INSERT", None, False),
        ("explain analyze delete from t", "runs EXPLAIN", None, True),
        ("{# select #} drop table t", "runs {", None, True),
        ("\ufeffdrop table t", "runs \ufeff", None, True),
    ],
)
def test_what_writes_is_named(sql: str, effect: str, table: str | None, takes_away: bool) -> None:
    statement = SqlStatement.read(sql)
    assert not statement.reads
    assert (statement.effect, statement.table, statement.takes_away) == (effect, table, takes_away)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1; drop table t",
        "select 1;;select 2",
        "select 'a\\'; drop table t; --'",
        "",
        " ; ",
        "-- a",
        "()",
    ],
)
def test_one_statement_at_a_time(sql: str) -> None:
    with pytest.raises(BadQuestion):
        SqlStatement.read(sql)


def test_a_comment_in_a_comment_is_refused_as_engines_read_it_in_two_ways() -> None:
    with pytest.raises(BadQuestion, match="within a comment"):
        SqlStatement.read("/* /* */ select 1 -- */ drop table t")
