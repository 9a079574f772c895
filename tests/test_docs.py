"""What the documents promise is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pictures import draw_way_of_an_event

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))
TALLY = Path(sys.executable).with_name("tally")


def read(path: str) -> str:
    return (ROOT / path).read_text()


def slugs(document: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def tracked_texts() -> dict[str, str]:
    """Every file of the repository that is text, by its path."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [name for name in listed.stdout.split("\n") if (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text(errors="replace") for name in files}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_anchors_lead_to_headings(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", document.read_text())
    wrong = [
        (page, anchor)
        for page, anchor in links
        if anchor not in slugs(document.parent / page if page else document)
    ]
    assert wrong == []


def test_pages_that_files_name_exist() -> None:
    """In code, messages, docstrings, SQL headers, tests and pages alike."""
    missing = {
        (name, page)
        for name, text in tracked_texts().items()
        for page in re.findall(r"(?<![\w/.])docs/[\w/.-]*\w", text)
        if not (ROOT / page).exists()
    }
    assert missing == set()


def test_the_index_has_every_page() -> None:
    linked = set(re.findall(r"\]\(([^)#:]+)\)", read("docs/README.md")))
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md")}
    one_by_one = {str(path.relative_to(ROOT / "docs")) for path in DECISIONS}
    assert pages - one_by_one - {"README.md"} <= linked


@pytest.mark.parametrize(
    "page", [page for page in DOCUMENTS if page.parent != ROOT], ids=lambda path: path.name
)
def test_a_page_says_for_whom_it_is(page: Path) -> None:
    """Decisions have one reader, whom their index names."""
    if page in DECISIONS:
        return
    title, first, *_ = page.read_text().split("\n\n")
    assert title.startswith("# ")
    assert re.match("For [a-z]", first)


def test_the_index_of_decisions_is_that_of_the_files() -> None:
    rows = re.findall(
        r"^\| \[(.*)\]\((.*)\) \| (.*) \| (.*) \|$", read("docs/decisions/README.md"), re.MULTILINE
    )
    titles = {path.name: path.read_text().partition("\n")[0].removeprefix("# ") for path in DECISIONS}
    assert {name: title for title, name, _, _ in rows} == titles
    assert [name for _, name, _, _ in rows] == [path.name for path in DECISIONS]
    for _, name, sentence, status in rows:
        assert sentence.endswith("."), name
        assert re.fullmatch(r"stands|amended by \d{4}|replaced by \d{4}", status), name


def test_the_way_of_an_event_names_every_function() -> None:
    functions = {path.parent.name for path in ROOT.glob("functions/*/handler.py")}
    page = read("docs/reference/way-of-an-event.md")
    rows = set(re.findall(r"^\| \d+ \| \[(\w+)\]\(\.\./\.\./functions", page, re.MULTILINE))
    assert functions == rows


def test_readme_is_a_door() -> None:
    """About 600 words beside what the two commands print; the rest has pages of its own."""
    prose = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", read("README.md"), flags=re.DOTALL)
    assert 300 <= len(prose.split()) <= 700
    assert "](docs/reference/glossary.md)" in prose


def test_the_picture_is_what_its_script_draws() -> None:
    redraw = "run: python -m docs.pictures.draw_way_of_an_event"
    assert draw_way_of_an_event.PATH.read_text() == draw_way_of_an_event.draw_picture(), redraw


def test_the_picture_names_functions_that_exist() -> None:
    kinds = {"collector", "witness", "night"}
    drawn = {box.name for box in draw_way_of_an_event.BOXES if box.kind in kinds}
    functions = {path.parent.name for path in ROOT.glob("functions/*/handler.py")}
    assert drawn == functions - {
        "compact_events",
        "quarantine_event",
        "forget_customer",
        "publish_answers",
        "answer_report",
        "export_report",
        "read_page",
        "send_daily_report",
        "send_schedules",
        "serve_settings",
        "change_subscription",
    }


def test_the_picture_shows_numbers_of_the_readme() -> None:
    for _, value, verdict, _ in draw_way_of_an_event.NUMBERS:
        assert re.search(rf"net_revenue.*{value}  {verdict}", read("README.md"))


def test_make_targets_exist() -> None:
    named = {
        target for page in DOCUMENTS for target in re.findall(r"`make ([a-z][a-z-]*)", page.read_text())
    } | set(re.findall(r"^make ([a-z][a-z-]*)", read("README.md"), re.MULTILINE))
    assert {"demo", "check"} <= named
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    assert named <= targets


def test_modules_that_are_run_do_something() -> None:
    text = "\n".join(map(read, ("Makefile", "cdk.json"))) + "".join(page.read_text() for page in DOCUMENTS)
    named = set(re.findall(r"python -m ((?:bench|cli|docs|infra|requirements|tables|tests)[\w.]*)", text))
    assert {"infra.app", "infra.compare_settings", "bench"} <= named
    for module in named:
        path = ROOT / module.replace(".", "/")
        file = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        assert 'if __name__ == "__main__":' in file.read_text(), module


def tally_help(*words: str) -> str:
    done = subprocess.run([TALLY, *words, "--help"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_page_of_commands_names_every_command() -> None:
    commands = set(re.findall(r"^  ([a-z-]+)  ", tally_help(), re.MULTILINE))
    assert "up" in commands
    page = read("docs/reference/commands.md")
    assert {command for command in commands if f"tally {command}" not in page} == set()


def test_every_command_has_help_and_formats() -> None:
    for command in (
        "query",
        "kpis",
        "audit",
        "run",
        "import",
        "quarantine",
        "demo",
        "forget",
        "export-person",
    ):
        text = tally_help(command)
        assert "--format" in text, command
        assert "[table|json|csv" in text, command


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_tracked_names_a_registry_or_a_home() -> None:
    banned = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "/ro" + "ot/"])
    )
    hits = [name for name, text in tracked_texts().items() if banned.search(text)]
    assert hits == []
