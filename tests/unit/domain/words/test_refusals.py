"""Every sentence with which the API refuses is French, too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tally.domain.answering.caller import Role
from tally.domain.reports.written.field import Form
from tally.domain.schedules.export_schedule import SentThing
from tally.domain.words.refusals import read_refusals, tell_refusal
from tally.domain.words.words import read_texts
from tally.use_cases.serve_settings import IN_OWNERS_NAME

TALLY = Path(__file__).parents[4] / "layers/tally/python/tally"
TOLD = read_refusals("fr")
REFUSALS = {
    *("BadQuestion", "TooMuch", "NotAllowed", "NoSuchAnswer", "NoSuchSetting", "StatementFailed", "Busy"),
    *("NotPublished", "SettingChanged", "SettingNamed"),
}
PROBLEM = "make_problem_file"
"""A night's answer to a saved question has its refusal in a file."""
OF_COMMANDS = {"saved_sql.py", "sql_text.py", "sql_statement.py", "change_setting.py"}
"""They are raised where only a command comes, or told again before the API does."""
OF_SETTINGS = {
    *("cohort_text.py", "dashboard_text.py", "question_text.py", "saved_by.py", "setting_bodies.py"),
    *("subscription_text.py", "setting.py", "toml_text.py", "schedule_text.py", "named_settings.py"),
    *("recipients.py", "sent_persons.py"),
}
"""Of settings that are written over HTTP, what is wrong with their texts."""


CODE = r'Viewed;|Completed;|at least 2;|"\w+":'
"""What people type, in French sentences as in English ones."""


def write_template(node: ast.expr) -> str | None:
    """A sentence as code has it, with {0} for what it puts in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    texts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    numbers = iter(range(len(texts)))
    return "".join(f"{{{next(numbers)}}}" if text is None else str(text) for text in texts)


def list_sentences() -> Iterator[str]:
    for path in sorted(TALLY.rglob("*.py")):
        if path.name in OF_COMMANDS:
            continue
        names = REFUSALS | {PROBLEM} | ({"Misconfigured"} if path.name in OF_SETTINGS else set())
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                sentence = node.args[-1 if node.func.id == PROBLEM else 0] if node.args else None
                template = write_template(sentence) if sentence else None
                if template is not None and re.search(r"\w", re.sub(r"{\d}", "", template)):
                    yield template


def test_each_is_there_and_no_other() -> None:
    said = {*list_sentences()}
    assert len(said) > 150
    assert (said - TOLD.keys(), TOLD.keys() - said) == (set(), set())


OF_ENGLISH = {
    "A {0} needs {1}: {2}": "the field's help",
    "{0} is a {1}: {2} is none. {3}": "the field's help",
    "{0}: this is no text that can be stored: {1}": "Python's reason",
}
"""Their last place is English of this kind: French does without."""


def test_french_has_the_same_places_and_french_letters() -> None:
    for english, french in TOLD.items():
        places, said = set(re.findall(r"{\d", english)), set(re.findall(r"{\d", french))
        assert places - said == ({max(places)} if english in OF_ENGLISH else set()), english
        assert "'" not in french, english
        told = re.sub(CODE, "", french)
        assert not re.search(r"(?<![\u202f])[;:!?»](?= |$)", told), english


def test_each_word_of_ours_that_is_put_in_has_french() -> None:
    named = {name for text in TOLD.values() for name in re.findall(r"{\d:(\w+)}", text)}
    words = {
        "setting": {"cohort", *IN_OWNERS_NAME, *SentThing},
        "role": {"nobody", *Role},
        "form": {*Form},
    }
    assert named == words.keys()
    for name, known in words.items():
        told = {text for key, text in read_texts("en").items() if key.startswith(f"{name}.")}
        assert told == known, name


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("A funnel has 2 to 30 steps, this one 1", "Un entonnoir a de 2 à 30 étapes, celui-ci 1"),
        ("The question is longer than 64 KiB", "La question dépasse 64 Kio"),
        (
            "'x' is no span of time: write 30s, 45m, 24h, 7d or 2w",
            "'x' n\u2019est pas une durée\u202f: écrivez 30s, 45m, 24h, 7d ou 2w",
        ),
        (
            "At most 10,000 rows are given: ask for a limit up to that",
            "10\u202f000 lignes au plus sont données\u202f: demandez une limite jusque-là",
        ),
        ("cohort/a-b: panel is a list of objects", "cohort/a-b\u202f: panel est une liste d\u2019objets"),
        (
            "schedule/mondays: no dashboard is saved as question",
            "schedule/mondays\u202f: rien n\u2019est enregistré sous question (tableau de bord)",
        ),
        (
            "Lists of persons are for administrators or executives: ask for their number instead",
            "Les listes de personnes sont réservées (administrateurs ou dirigeants)\u202f: demandez plutôt "
            "leur nombre",
        ),
        (
            "question/a is named by dashboard/b, schedule/c: change or delete that first",
            "question/a est utilisé par dashboard/b, schedule/c\u202f: modifiez ou supprimez d\u2019abord ce "
            "qui l\u2019utilise",
        ),
        ("a new sentence: of tomorrow", "a new sentence: of tomorrow"),
    ],
)
def test_what_was_put_in_stays(english: str, french: str) -> None:
    assert (tell_refusal("fr", english), tell_refusal("en", english)) == (french, english)
