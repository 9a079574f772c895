"""Owners and tolerances of KPIs, as a shop says them."""

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.reports.kpi_owners import read_kpi_owners
from tally.domain.reports.kpis import KPIS
from tally.use_cases.refresh_models import kpi_rows


def test_what_is_told_changes_and_all_else_stays() -> None:
    found = read_kpi_owners('[orders]\nowner = " Anna "\ntolerance = 0.1\n[visitors]\ntolerance = 1\n')
    assert (found["orders"].owner, found["orders"].tolerance) == ("Anna", 0.1)
    assert (found["visitors"].owner, found["visitors"].tolerance) == (KPIS["visitors"].owner, 1.0)
    assert list(found) == list(KPIS)
    assert found["net_revenue"] == KPIS["net_revenue"]
    assert [row[0] for row in kpi_rows(found).rows if "Anna" in row] == ["orders"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[ghosts]\nowner = 'x'", "there is no KPI ghosts"),
        ("orders = 1", "something else than owner and tolerance"),
        ("[orders]", "something else than"),
        ("[orders]\nformula = 'x'", "something else than"),
        ("[orders]\nowner = ' '", "is no name"),
        ("[orders]\ntolerance = 2", "no share from 0 to 1"),
        ("[orders]\ntolerance = true", "no share from 0 to 1"),
        ("[orders", "no TOML"),
    ],
)
def test_what_cannot_be_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        read_kpi_owners(text)
