"""The page's pure modules and its words: run by Node where it is, the rest by Python."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tally.domain.reports.kpis import KPIS

from cli.web_release import read_told_words

WEB = Path(__file__).parents[2] / "web"
CHECKS = sorted(Path(__file__).parent.glob("*_checks.mjs"))
SAID = re.compile(r"""(?:words\.(?:say|has|name)\(|showEmpty\(words,)\s*["'`]([^"'`]+)["'`]""")


def read_words(language: str) -> dict[str, str | dict[str, str]]:
    """All words of a language, of mails and files, the shell and every room; a key stands in one of them."""
    found: dict[str, str | dict[str, str]] = read_told_words(language)
    for path in [WEB / f"words/{language}.json", *sorted(WEB.glob(f"*/words.{language}.json"))]:
        words = json.loads(path.read_text())
        assert words.keys() & found.keys() == set(), path
        found |= words
    return found


def places(text: str | dict[str, str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", " ".join(text.values()) if isinstance(text, dict) else text))


def used_keys() -> set[str]:
    """Whole keys, and what stands before a place: `verdict.${...}` is `verdict.`."""
    texts = [path.read_text() for path in WEB.rglob("*.js") if path.name != "vega.js"]
    return {key.partition("${")[0] for text in texts for key in SAID.findall(text)}


def test_both_languages_say_the_same() -> None:
    english, french = read_words("en"), read_words("fr")
    formulas = {f"formula.{name}" for name in KPIS}
    assert english.keys() | formulas == french.keys()
    assert {key for key in english if places(english[key]) != places(french[key])} == set()


def test_every_used_word_is_there() -> None:
    words = read_words("fr").keys()
    lacking = {key for key in used_keys() if not any(word == key or word.startswith(key) for word in words)}
    assert lacking == set()
    assert len(used_keys()) > 30


def test_french_is_spaced_as_in_france() -> None:
    """A thin space, which never breaks, before high signs and inside quotation marks."""
    texts = json.dumps(read_words("fr"), ensure_ascii=False)
    assert re.findall(r"\w[:;!?»](?![\w\"/])|« |«\w| [:;!?»]", re.sub(r'": ', "", texts)) == []


def test_nothing_is_written_as_markup() -> None:
    """Texts are text nodes, and neither styles nor scripts stand inside HTML: the page's policy holds."""
    texts = {path.name: path.read_text() for path in WEB.rglob("*.js") if path.name != "vega.js"}
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://\w"
    )
    assert {name for name, text in texts.items() if risky.search(text)} == set()
    assert not re.search(r"<style|style=|<script>|\son\w+=", (WEB / "index.html").read_text())


def test_imports_lead_somewhere() -> None:
    for path in WEB.rglob("*.js"):
        for target in re.findall(r"""(?:from|import\()\s*["'](\.[^"']+)["']""", path.read_text()):
            assert (path.parent / target).resolve().is_file(), f"{path}: {target}"
    for target in re.findall(r"/assets/HASH/([\w/.]+)", (WEB / "index.html").read_text()):
        assert (WEB / target).is_file(), target


def test_pure_modules() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed: the page's pure modules are not tried")
    run = subprocess.run([node, "--test", *CHECKS], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
