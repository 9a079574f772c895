"""Owners and tolerances of KPIs, said over those of kpis.toml."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.reports.kpis import KPIS
from tally.domain.settings.kpi_text import parse_kpi_owners, write_kpi_owners


def test_what_is_said_counts_and_the_rest_stays() -> None:
    found = parse_kpi_owners('[net_revenue]\nowner = "the board"\n[orders]\ntolerance = 0.005\n')
    assert found["net_revenue"].owner == "the board"
    assert found["net_revenue"].tolerance == KPIS["net_revenue"].tolerance
    assert (found["orders"].owner, found["orders"].tolerance) == (KPIS["orders"].owner, 0.005)
    assert found["visitors"] == KPIS["visitors"]
    assert list(found) == list(KPIS)


def test_what_counts_now_is_a_text_that_says_the_same() -> None:
    assert parse_kpi_owners(write_kpi_owners()) == KPIS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", r"write \[net_revenue\]"),
        ("[net_revnue]\ntolerance = 0.1", "net_revnue is no KPI: did you mean net_revenue"),
        ("net_revenue = 0.1", r"net_revenue: write \[net_revenue\]"),
        ("[net_revenue]", r"net_revenue: write \[net_revenue\]"),
        ('[net_revenue]\nunit = "money"', r"net_revenue: write \[net_revenue\]"),
        ('[net_revenue]\nowner = " "', "owner is a text of 1 to 100 letters"),
        ("[net_revenue]\ntolerance = 1", "from 0 to less than 1"),
        ("[net_revenue]\ntolerance = true", "from 0 to less than 1"),
        ("[net_revenue]\ntolerance = nan", "from 0 to less than 1"),
        ("[net_revenue]\ntolerance = 0.00001", "finer than 0.0001"),
    ],
)
def test_anything_else_is_told(text: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        parse_kpi_owners(text)
