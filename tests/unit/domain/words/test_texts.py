"""Both languages say the same things, and all that the code asks for is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tally.domain.audit.verdicts import Verdict
from tally.domain.reports.kpis import KPIS, Unit
from tally.domain.words.words import LANGUAGES, Text, read_texts

ROOT = Path(__file__).parents[4]
ROOMS = ("layers", "functions", "cli")
PLURALS = {"one", "other"}
ENGLISH, FRENCH = read_texts("en"), read_texts("fr")


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def places(text: Text) -> set[str]:
    return {place for form in forms(text) for place in re.findall(r"{(\w+)}", form)} - {"n"}


def list_asked() -> Iterator[tuple[str, str, bool]]:
    """(file, key, whether only its beginning is known) of all `say("...")`."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                if node.func.attr != "say" or not node.args:
                    continue
                match node.args[0]:
                    case ast.Constant(value=str(key)):
                        yield f"{path.name}:{node.lineno}", key, False
                    case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                        yield f"{path.name}:{node.lineno}", start, True


def test_both_languages_have_the_same_keys() -> None:
    formulas = {f"formula.{name}" for name in KPIS}
    """English ones stand in kpis.toml, with what they explain."""
    assert set(ENGLISH) | formulas == set(FRENCH)
    assert set(LANGUAGES) == {"en", "fr"}


def test_both_texts_of_a_key_have_the_same_places_and_all_plurals() -> None:
    for key, english in ENGLISH.items():
        french = FRENCH[key]
        assert places(english) == places(french), key
        assert isinstance(english, str) == isinstance(french, str), key
        for text in (english, french):
            assert isinstance(text, str) or set(text) == PLURALS, key
            assert all(form.strip() for form in forms(text)), key


def test_every_text_that_the_code_asks_for_exists() -> None:
    asked = list(list_asked())
    missing = [
        (where, key)
        for where, key, is_beginning in asked
        if not (any(known.startswith(key) for known in ENGLISH) if is_beginning else key in ENGLISH)
    ]
    assert len(asked) > 10
    assert missing == []


def test_every_kpi_verdict_and_unit_has_a_name() -> None:
    wanted = {f"kpi.{name}" for name in KPIS}
    wanted |= {f"verdict.{verdict}" for verdict in Verdict} | {f"unit.{unit}" for unit in Unit}
    assert wanted <= set(ENGLISH)
    named = {key for key in ENGLISH if key.startswith(("kpi.", "verdict.", "unit."))}
    assert named <= wanted, "a name of nothing"


def test_french_puts_narrow_spaces_where_french_does() -> None:
    """Imprimerie nationale: a narrow space that does not break before ; : ! ? and within guillemets."""
    for key, text in FRENCH.items():
        for form in forms(text):
            assert not re.search(r"(?<![\u202f])[;:!?»]", form.replace("://", "")), key
            assert "'" not in form, f"{key}: the apostrophe is curved"
            assert not re.search("«(?!\u202f)", form), key
