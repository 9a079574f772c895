"""import_records: quarantine before landing, each object once, counts of what lies there now."""

from dataclasses import dataclass

import pytest
from tally.use_cases.import_records import ImportRecords, RecordsImported

from tests.fakes import Journal, Killed, Rows


@dataclass(frozen=True)
class Batch:
    """Versions and reasons as a test likes them."""

    name: str
    rows: Rows
    reasons: tuple[str, ...] = ()

    @property
    def batch_id(self) -> str:
        return f"id of {self.name}"

    @property
    def refused_name(self) -> str:
        return f"bad-{self.name}"

    @property
    def refused(self) -> Rows:
        return Rows(self.reasons)


class Area:
    """See ports.LandingArea."""

    def __init__(self, journal: Journal, held: set[str]) -> None:
        self._journal, self._held = journal, held

    def put(self, name: str, rows: Rows) -> bool:
        self._journal.note("put", name, len(rows))
        is_new = name not in self._held
        self._held.add(name)
        return is_new


FILE = [
    Batch("a", Rows("xyz"), ("wrong_type", "wrong_type")),
    Batch("b", Rows(), ("not_a_row",)),
    Batch("c", Rows("p")),
]
EFFECTS = [("put", "bad-a", 2), ("put", "a", 3), ("put", "bad-b", 1), ("put", "c", 1)]


def land(journal: Journal, held: set[str]) -> RecordsImported:
    return ImportRecords(Area(journal, held), Area(journal, held))(FILE)


def test_what_is_refused_is_kept_before_the_rest_lands() -> None:
    journal = Journal()
    found = land(journal, set())
    assert journal.effects == EFFECTS
    assert found == RecordsImported(7, 4, 0, ("id of a", "id of c"), {"wrong_type": 2, "not_a_row": 1})


def test_what_lies_there_already_is_told_apart() -> None:
    held: set[str] = set()
    land(Journal(), held)
    assert land(Journal(), held) == RecordsImported(7, 0, 4, (), {"wrong_type": 2, "not_a_row": 1})


@pytest.mark.parametrize("effect", range(len(EFFECTS)))
def test_killed_anywhere_the_same_file_again_does_the_rest(effect: int) -> None:
    held: set[str] = set()
    with pytest.raises(Killed):
        land(Journal(killed_before=effect), held)
    land(Journal(), held)
    assert held == {name for _, name, _ in EFFECTS}
