"""A sentence that names a command names one that there is, with options and choices that it takes."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import tally

ROOT = Path(__file__).parents[2]
ROOMS = ("cli", "layers", "functions", "local")
PLACE = "PLACE"


def list_texts() -> Iterator[tuple[str, str]]:
    """Each with the name of its file; what code puts in is PLACE."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from ((path.name, text) for text in read_texts(ast.parse(path.read_text())))


def read_texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else PLACE for part in parts)
        case ast.Constant(value=str(text)):
            yield re.sub(r"{\w*}", PLACE, text)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from read_texts(child)


def list_commands() -> Iterator[tuple[str, str]]:
    """Those in backquotes, and texts that are one."""
    for file, text in list_texts():
        whole = re.fullmatch(r"tally ([a-z_]+( +#.*| [^ .:]+)*)", text)
        for told in [whole[1]] if whole else re.findall(r"`tally ([^`]+)`", text):
            yield file, re.sub(r" +#.*", "", told)


def find_fault(told: str) -> str | None:
    command: click.Command = tally
    words = shlex.split(told)
    while isinstance(command, click.Group) and words and (found := _find_part(command, words[0])):
        command, words = found, words[1:]
    if words[:1] == [PLACE]:
        return None
    if command is tally and not words[0].startswith("--"):
        return "no command"
    known = {"--help", *(name for each in command.params for name in each.opts)}
    if strange := [word for word in words if word.startswith("--") and word not in known]:
        return f"no option {strange[0]}"
    choices = [
        each.type.choices
        for each in command.params
        if isinstance(each, click.Argument) and isinstance(each.type, click.Choice)
    ]
    if words and choices and words[0] not in choices[0]:
        return f"no choice {words[0]}"
    return None


def _find_part(group: click.Group, name: str) -> click.Command | None:
    return group.get_command(click.Context(group), name)


def test_each_is_there() -> None:
    told = [*list_commands()]
    assert len(told) > 70
    assert [(*each, fault) for each in told if (fault := find_fault(each[1]))] == []


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("settings list board", "no choice board"),
        ("audit --idz", "no option --idz"),
        ("dashbord", "no command"),
        ("run nightly", None),
    ],
)
def test_one_that_is_not_is_found(told: str, fault: str | None) -> None:
    assert find_fault(told) == fault
