"""A real Trino in a process of its own, asked over a socket: rows of a statement, or its stages."""

import atexit
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlglot import exp

from tests.trino.artifacts import KEPT, classpath

PORT = "TALLY_TRINO_PORT"
"""The variable that names the port of a Trino that runs already; without it a process starts its own."""

_JVM = ("-Xmx1500M", "-XX:+UseSerialGC", "-Xshare:auto", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8")
_TRINO = (
    "-Djdk.attach.allowAttachSelf=true",
    "-Djol.skipHotspotSAAttach=true",
    "-XX:-OmitStackTraceInFastThrow",
)


class Refused(Exception):
    """Trino's answer to a statement that it does not take, such as "TYPE_MISMATCH: line 1:28: ..."."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A statement's columns, their types in Trino's words, and its rows as Python values."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def as_dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Trino:
    """One connection; statements on it run one after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._lines = self._socket.makefile("rw", encoding="utf-8", newline="\n")

    def run(self, sql: str) -> Rows:
        """Rows of one statement; Refused with Trino's reason."""
        answer = self._ask({"sql": sql})
        readers = [_reader(kind) for kind in answer["types"]]
        rows = [
            tuple(read(value) for read, value in zip(readers, row, strict=True)) for row in answer["rows"]
        ]
        return Rows(tuple(answer["columns"]), tuple(answer["types"]), rows)

    def stages(self, sql: str) -> int:
        """How many stages a distributed plan of the statement has; it does not run."""
        return int(self._ask({"plan": sql})["stages"])

    def bytes_read(self, sql: str) -> int:
        """What the scans of a statement gave to it, by Trino's statistics; it runs, its rows go nowhere."""
        return int(self._ask({"read": sql})["bytes"])

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        self._lines.write(json.dumps(question) + "\n")
        self._lines.flush()
        answer: dict[str, Any] = json.loads(self._lines.readline())
        if "error" in answer:
            raise Refused(f"{answer['error']}: {answer['message']}")
        return answer


@cache
def trino() -> Trino:
    """This process's connection: to the Trino that PORT names, else to one that ends with this process."""
    port = os.environ.get(PORT)
    found = Trino(int(port) if port else _start().port)
    atexit.register(found.close)
    return found


@dataclass(frozen=True, slots=True)
class Started:
    """A Trino that ends when its standard input does, so with the process that started it."""

    process: "subprocess.Popen[str]"
    port: int


@contextmanager
def started() -> Iterator[Started]:
    """A Trino for as long as the block lasts."""
    found = _start()
    try:
        yield found
    finally:
        found.process.communicate()


def _start() -> Started:
    command = ["java", *_JVM, *_TRINO, "-cp", classpath(), "TrinoLines"]
    with (KEPT / "log").open("w") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdout
    port = process.stdout.readline()
    assert port, f"Trino did not start, see {log.name}"
    return Started(process, int(port))


@cache
def _reader(kind: str) -> Callable[[Any], Any]:
    """What makes a Python value of an answer's cell."""
    if kind == "unknown" or kind == "json":
        return lambda value: value
    read = _read_type(exp.DataType.build(kind, dialect="trino"))
    return lambda value: None if value is None else read(value)


def _read_type(kind: exp.DataType) -> Callable[[Any], Any]:
    parts = [_nullable(part) for part in kind.expressions]
    match kind.this.name:
        case "ARRAY":
            return lambda items: [parts[0](item) for item in items]
        case "STRUCT":
            names = [part.name for part in kind.expressions]
            return lambda items: {n: read(item) for n, read, item in zip(names, parts, items, strict=True)}
        case "MAP":
            return lambda pairs: {parts[0](key): parts[1](value) for key, value in pairs}
        case "DECIMAL":
            return Decimal
        case "DOUBLE" | "FLOAT":
            return float
        case "DATE":
            return date.fromisoformat
        case "TIMESTAMP":
            return datetime.fromisoformat
    return lambda value: value


def _nullable(part: exp.Expression) -> Callable[[Any], Any]:
    kind = part.args.get("kind") if isinstance(part, exp.ColumnDef) else part
    if not isinstance(kind, exp.DataType):
        return lambda value: value
    read = _read_type(kind)
    return lambda value: None if value is None else read(value)
