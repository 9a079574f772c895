"""`tally countries`: files of ranges become the table that landing reads."""

import gzip
import json
from pathlib import Path

import pytest
from tally.domain.countries import CountryTable

from local import cli

IPV4 = "1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n1.1.0.0,1.1.0.255,ZZ\n"
IPV6 = "2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n"
NUMBERS = '"0","16777215","-","-"\n"16777216","16777471","US","United States of America"\n'


def table(folder: Path, *files: Path) -> CountryTable:
    out = folder / "countries.bin"
    assert cli.main(["countries", *map(str, files), "--out", str(out), "--format", "json"]) == 0
    return CountryTable.from_bytes(out.read_bytes())


def test_both_families_and_gzip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v4.csv").write_text(IPV4)
    (tmp_path / "v6.csv.gz").write_bytes(gzip.compress(IPV6.encode()))
    made = table(tmp_path, tmp_path / "v4.csv", tmp_path / "v6.csv.gz")
    found = [made.country_of(address) for address in ("1.0.0.9", "1.0.2.0", "1.1.0.1", "2001:200::1")]
    assert found == ["AU", "CN", None, "JP"]
    assert json.loads(capsys.readouterr().out)[0]["countries"] == 3


def test_addresses_as_numbers(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text(NUMBERS)
    made = table(tmp_path, tmp_path / "numbers.csv")
    assert (made.country_of("1.0.0.1"), made.country_of("0.0.0.1")) == ("US", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("network,geoname_id\n", "line 1"),
        (IPV4 + "1.0.0.5\n", "line 4"),
    ],
)
def test_other_files_are_refused(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(text)
    assert cli.main(["countries", str(tmp_path / "a.csv"), "--out", str(tmp_path / "out")]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["countries", str(tmp_path / "none.csv")]) == 1
    assert "no such file" in capsys.readouterr().err
