"""What a name that Athena does not know most likely meant."""

import pytest

from cli.name_hints import hint_at_names

NO_COLUMN = "COLUMN_NOT_FOUND: line 1:8: Column '{}' cannot be resolved or requester is not authorized"
NO_TABLE = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.lake.{}' does not exist"


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ("order", "Did you mean orders or "),
        ("refunds", "Did you mean records_refunds? `tally models` lists the tables"),
        ("zzz", "`tally models` lists the tables"),
        ("orders", "orders is not made yet: `tally run nightly` makes it"),
        ("kpi_daily", "kpi_daily is a step on the way to other tables: lakeinner.kpi_daily has it"),
    ],
)
def test_a_table(table: str, hint: str) -> None:
    assert hint_at_names(f"select * from {table}", NO_TABLE.format(table)).startswith(f"\n{hint}")


@pytest.mark.parametrize(
    ("column", "hint"),
    [
        ("net_revenu", "Did you mean net_revenue or shop_net_revenue"),
        ("o.net_revenu", "Did you mean net_revenue or shop_net_revenue"),
        ("utm_campaign", "utm_campaign is a column of "),
        ("zzz", "`tally models orders` lists the columns"),
    ],
)
def test_a_column_of_the_tables_that_are_named(column: str, hint: str) -> None:
    told = hint_at_names("select x from LAKE.Orders as o", NO_COLUMN.format(column))
    assert told.startswith(f"\n{hint}")
    assert told.endswith("`tally models orders` lists the columns")


def test_a_function_of_another_engine() -> None:
    reason = "FUNCTION_NOT_FOUND: line 1:8: Function 'median' not registered"
    assert (
        hint_at_names("select median(x) from orders", reason) == "\nIn Athena it is approx_percentile(x, 0.5)"
    )
    assert hint_at_names("select foo(x)", reason.replace("median", "foo")) == ""


def test_nothing_is_told_of_tables_that_are_not_ours_and_of_other_faults() -> None:
    assert hint_at_names("select x from mine", NO_COLUMN.format("x")) == ""
    assert hint_at_names("select 1 / 0", "DIVISION_BY_ZERO: division by zero") == ""
