"""settings: what the build read, as a table."""

from tally.domain.settings.setting import SettingAddress
from tally.domain.settings.standing import StandingSettings
from tally.use_cases.refresh_models import setting_rows

from tests.settings import MemorySettings, writer
from tests.sql.tables import check


def test_a_row_is_a_setting_that_stands() -> None:
    store = MemorySettings()
    writer(store, "o'hara").put(SettingAddress("sql", "prices"), "select 'a;b' as c")
    writer(store).put(SettingAddress.parse("opening_hours"), "opens_at = '07:00'")
    check(
        "settings",
        """
        kind          | name          | version | written_by | written_at          | text
        opening_hours | opening_hours | 1       | anna       | 2026-11-30 09:15:00 | opens_at = '07:00'
        sql           | prices        | 1       | o'hara     | 2026-11-30 09:15:00 | select 'a;b' as c
        """,
        {"settings": setting_rows(StandingSettings.of(store.list_newest()))},
    )
