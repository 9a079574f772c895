"""`tally settings`: texts and folders, one version after the other, nothing overwritten unseen."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from tally.domain.settings.kinds import KINDS

from tests.cli.fake_tally import FakeTally, run
from tests.fakes import Journal, Killed
from tests.settings import ONCE, TWICE, MemorySettings, hold


@pytest.fixture
def tally() -> FakeTally:
    return FakeTally()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cohort").mkdir()
    (tmp_path / "cohort" / "buyers.toml").write_text(ONCE)
    (tmp_path / "opening_hours.toml").write_text('opens_at = "07:00"\n')
    (tmp_path / "README.md").write_text("Ours.\n")
    return tmp_path


def settings(tally: FakeTally, *words: str | Path) -> Result:
    return run(tally, "settings", *map(str, words))


def test_a_file_is_put_read_and_listed(tally: FakeTally, folder: Path) -> None:
    put = settings(tally, "put", folder / "cohort" / "buyers.toml")
    assert put.stdout == "cohort/buyers is put: version 1. It counts with the next report.\n"
    got = settings(tally, "get", "cohort/buyers")
    assert got.stdout == ONCE
    assert got.stderr.startswith("cohort/buyers: version 1, by arn:aws:iam::123456789012:user/anna at 20")
    (row,) = json.loads(settings(tally, "list", "--format", "json").stdout)
    assert (row["kind"], row["name"], row["version"]) == ("cohort", "buyers", 1)
    again = settings(tally, "put", folder / "cohort" / "buyers.toml")
    assert again.stdout == "cohort/buyers is so already: version 1, nothing was written.\n"


def test_a_change_names_the_version_it_was_made_from(tally: FakeTally, folder: Path) -> None:
    file = folder / "cohort" / "buyers.toml"
    settings(tally, "put", file, "--written-by", "bert")
    file.write_text(TWICE)
    refused = settings(tally, "put", file)
    assert refused.exit_code == 3
    assert "cohort/buyers stands at version 1, by bert" in refused.stderr
    assert settings(tally, "put", file, "--over", "1").exit_code == 0
    assert settings(tally, "get", "cohort/buyers", "--version", "1").stdout == ONCE
    told = settings(tally, "history", "cohort/buyers", "--diff").stdout
    assert f"-{ONCE}+{TWICE}" in told
    assert settings(tally, "rollback", "cohort/buyers").exit_code == 0
    assert settings(tally, "get", "cohort/buyers").stdout == ONCE
    assert settings(tally, "delete", "cohort/buyers", "--over", "3").exit_code == 0
    assert settings(tally, "get", "cohort/buyers").exit_code == 1
    assert len(json.loads(settings(tally, "history", "cohort/buyers", "--format", "json").stdout)) == 4


def test_a_folder_is_compared_and_put(tally: FakeTally, folder: Path) -> None:
    differs = settings(tally, "diff", folder)
    assert differs.exit_code == 1
    assert f"+{ONCE}" in differs.stdout
    put = settings(tally, "put", folder)
    assert put.stdout.splitlines() == [
        "cohort/buyers is put: version 1. It counts with the next report.",
        "opening_hours is put: version 1. It counts with the next night.",
    ]
    assert json.loads((folder / "versions.json").read_text()) == {"cohort/buyers": 1, "opening_hours": 1}
    same = settings(tally, "diff", folder)
    assert (same.exit_code, same.stdout) == (0, "Nothing differs.\n")


def test_nothing_of_a_folder_is_put_where_a_file_is_refused(tally: FakeTally, folder: Path) -> None:
    (folder / "opening_hours.toml").write_text('opens_at = "09:00"\n')
    (folder / "kpis.toml").write_text("[net_revenue]\n")
    refused = settings(tally, "put", folder)
    assert refused.exit_code == 3
    assert "opened at 07:00 and would open at 09:00" in refused.stderr
    assert "kpis: net_revenue: write [net_revenue]" in refused.stderr
    assert "It would be refused: the days" in settings(tally, "diff", folder).stdout
    assert tally.settings.list_newest() == []


def test_killed_between_two_files_the_same_command_puts_the_rest(tally: FakeTally, folder: Path) -> None:
    for writes in (0, 1):
        tally.settings = MemorySettings(Journal(killed_before=writes))
        with pytest.raises(Killed):
            settings(tally, "put", folder)
        assert len(tally.settings.list_newest()) == writes
        tally.settings.journal = Journal()
        assert settings(tally, "put", folder).exit_code == 0
        assert [version.number for version in tally.settings.list_newest()] == [1, 1]
        (folder / "versions.json").unlink()


def test_what_somebody_else_put_is_not_overwritten_by_a_folder(tally: FakeTally, folder: Path) -> None:
    settings(tally, "put", folder)
    other = folder / "other.toml"
    other.write_text(TWICE)
    assert settings(tally, "put", other, "--as", "cohort/buyers", "--over", "1").exit_code == 0
    other.unlink()
    (folder / "cohort" / "buyers.toml").write_text(f"# mine\n{ONCE}")
    assert "stands at version 2" in settings(tally, "put", folder).stderr
    assert "holds another text" in settings(tally, "get", "--all", folder).stderr
    assert settings(tally, "get", "--all", folder, "--force").exit_code == 0
    assert (folder / "cohort" / "buyers.toml").read_text() == TWICE
    (folder / "cohort" / "buyers.toml").write_text(f"# mine\n{TWICE}")
    assert settings(tally, "put", folder).exit_code == 0


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("cohorts/x.toml", "'cohorts' is no kind of setting: did you mean cohort?"),
        ("cohort/it's.toml", "use a-z, 0-9"),
        ("cohort/x.sql", "a cohort is called cohort/x.toml"),
    ],
)
def test_a_file_that_is_no_setting_is_told(tally: FakeTally, tmp_path: Path, path: str, told: str) -> None:
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text(ONCE)
    for place in (tmp_path, tmp_path / path):
        refused = settings(tally, "put", place)
        assert (refused.exit_code, told in refused.stderr) == (3, True)


ORDERS = 'table = "orders"\n[columns]\norder_id = "Number"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ORDERS, None),
        (ORDERS.replace("orders", "ordres"), "ordres"),
        (ORDERS.replace("order_id", "ordre_id"), "a map of orders: [columns] ordre_id is unknown"),
        ("[columns]", "a map of events: [columns] is unknown"),
        ("[columns", "this is no TOML"),
    ],
)
def test_an_import_map_is_checked_as_an_import_does(
    tally: FakeTally, tmp_path: Path, text: str, told: str | None
) -> None:
    (tmp_path / "till.toml").write_text(text)
    done = settings(tally, "put", tmp_path / "till.toml", "--as", "import_map/till")
    assert done.exit_code == (3 if told else 0), done.output
    assert (told or "") in done.stderr


def test_where_nothing_is_put_what_was_deployed_is_shown(tally: FakeTally) -> None:
    got = settings(tally, "get", "opening_hours")
    assert got.stdout == 'opens_at = "07:00"\n'
    assert got.stderr == "opening_hours: nothing is put, and this was deployed\n"
    assert settings(tally, "list").stdout == (
        "No setting is put. Of kpis, customer_profiles, tracking_plan, opening_hours what was deployed "
        "counts.\n"
    )
    assert settings(tally, "get", "cohort/x").exit_code == 1
    assert settings(tally, "history", "cohort/x").exit_code == 1
    assert settings(tally, "get", "cohort/Ü").exit_code == 2


NAMING = {
    "cohort/fans.toml": ONCE,
    "dashboard/mornings.toml": 'title = "M"\n[[panel]]\nquestion = "fans-buy"\n',
    "question/fans-buy.toml": 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\ncohort = ["fans"]\n',
    "schedule/mondays.toml": 'dashboard = "mornings"\nevery = "day"\n[to]\nfolder = "board"\n',
}
"""Each names another one."""


def test_what_a_folder_names_may_come_with_it(tally: FakeTally, tmp_path: Path) -> None:
    for path, text in NAMING.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    refused = settings(tally, "put", tmp_path / "schedule/mondays.toml")
    assert (refused.exit_code, refused.stderr) == (
        3,
        "tally: schedule/mondays: no dashboard is saved as mornings\n",
    )
    assert settings(tally, "put", tmp_path).exit_code == 0
    hold(tally.settings, "cohort", "fans", None, 2)
    assert settings(tally, "put", tmp_path / "question/fans-buy.toml").exit_code == 0  # it stands already
    hold(tally.settings, "question", "fans-buy", None, 2)
    back = settings(tally, "rollback", "question/fans-buy", "--to", "1")
    assert (back.exit_code, "no cohort is saved as fans" in back.stderr) == (3, True)


def test_what_another_names_is_deleted_after_it(tally: FakeTally, tmp_path: Path) -> None:
    for path, text in NAMING.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    assert settings(tally, "put", tmp_path).exit_code == 0
    refused = settings(tally, "delete", "question/fans-buy", "--over", "1")
    assert (refused.exit_code, refused.stderr) == (
        3,
        "tally: question/fans-buy is named by dashboard/mornings: change or delete that first\n",
    )
    for address in ("schedule/mondays", "dashboard/mornings", "question/fans-buy", "cohort/fans"):
        assert settings(tally, "delete", address, "--over", "1").exit_code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_counts_where_none_of_a_kind_is_put(tally: FakeTally, kind: str) -> None:
    told = settings(tally, "list", kind).stdout
    assert told.startswith(f"No {kind} is put")
    assert ("what was deployed counts" in told) == KINDS[kind].is_single
    if kind in ("cohort", "question", "sql", "import_map"):
        assert told == f"No {kind} is put.\n"


def test_a_deleted_one_can_be_brought_back(tally: FakeTally) -> None:
    hold(tally.settings, "cohort", "buyers", ONCE)
    told = settings(tally, "delete", "cohort/buyers", "--over", "1").stdout
    assert told == (
        "cohort/buyers is deleted: version 2. `tally settings rollback cohort/buyers` brings it back.\n"
    )
    assert settings(tally, "rollback", "cohort/buyers").exit_code == 0
    hold(tally.settings, "kpis", "kpis", '[net_revenue]\nowner = "anna"\n')
    told = settings(tally, "delete", "kpis", "--over", "1").stdout
    assert "Without it what was deployed counts, with the next night. `tally settings rollback kpis`" in told


def test_a_subscription_is_of_an_address_that_may_be_mailed(tally: FakeTally, tmp_path: Path) -> None:
    file = tmp_path / "eve.toml"
    file.write_text('email = "eve@else.example"\n')
    refused = settings(tally, "put", file, "--as", "subscription/eve")
    assert refused.exit_code == 3
    assert "subscription/eve: eve@else.example: no verified address of an account" in refused.stderr
    file.write_text('email = "eve@shop.example"\n')
    assert settings(tally, "put", file, "--as", "subscription/eve").exit_code == 0
