"""What a statement of SQL does to what is stored, told by its first words.

Athena takes one statement at a time, and the first word tells what it is. Behind WITH it is the first one
outside of brackets. What is not known to read counts as writing.
"""

import re
from dataclasses import dataclass

from tally.domain.errors import BadQuestion

_READING = {"SELECT", "WITH", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN"}
_BEHIND_WITH = {"SELECT", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP"}
_ONLY_ADDING = {"CREATE", "INSERT", "UNLOAD", "MSCK", "OPTIMIZE", "PREPARE"}
"""What takes nothing away. OPTIMIZE writes the same rows into fewer files."""

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|(?P<quoted>'(?:''|[^'])*(?:'|\Z)|\"(?:\"\"|[^\"])*(?:\"|\Z)|`[^`]*(?:`|\Z))"
    r"|(?P<word>\w+)|(?P<sign>\S)",
    re.S,
)
_TARGETS = (
    r"(?P<verb>DROP) (?P<kind>TABLE|VIEW|DATABASE|SCHEMA) (?:IF EXISTS )?",
    r"(?P<verb>DELETE) FROM ",
    r"(?P<verb>TRUNCATE) (?:TABLE )?",
    r"(?P<verb>INSERT OVERWRITE) (?:INTO )?(?:TABLE )?",
    r"(?P<verb>INSERT) INTO (?:TABLE )?",
    r"(?P<verb>UPDATE) ",
    r"(?P<verb>MERGE) INTO ",
    r"(?P<verb>ALTER) TABLE ",
    r"(?P<verb>VACUUM) ",
    r"(?P<verb>OPTIMIZE) ",
    r"(?P<verb>CREATE)(?: OR REPLACE)?(?: EXTERNAL)? (?P<kind>TABLE|VIEW|DATABASE|SCHEMA) "
    r"(?:IF NOT EXISTS )?",
)
_PART = r'(?:"(?:[^"]|"")*"|`[^`]*`|[^ .;("`]+)'
_NAME = rf"(?P<name>{_PART}(?: \. {_PART})*)"
_WORDS = {
    "DROP": "drops",
    "DELETE": "deletes rows of",
    "TRUNCATE": "empties",
    "INSERT OVERWRITE": "replaces rows of",
    "INSERT": "adds rows to",
    "UPDATE": "changes rows of",
    "MERGE": "changes rows of",
    "ALTER": "alters",
    "VACUUM": "removes old snapshots of",
    "OPTIMIZE": "rewrites the files of",
    "CREATE": "makes",
}


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """One statement: its words and signs without comments."""

    parts: tuple[str, ...]

    @classmethod
    def read(cls, sql: str) -> "SqlStatement":
        """BadQuestion where there are several statements, or none."""
        found = list(_TOKEN.finditer(sql))
        if any(each[0].startswith("/*") and "/*" in each[0][2:] for each in found):
            raise BadQuestion("A comment stands within a comment, which SQL does not have: take one out")
        tokens = [each[0] for each in found if each.lastgroup]
        while tokens and tokens[-1] == ";":
            tokens.pop()
        if ";" in tokens:
            raise BadQuestion("These are several statements: give one at a time")
        if not any(map(str.isalnum, "".join(tokens))):
            raise BadQuestion("There is no statement in it")
        return cls(tuple(tokens))

    @property
    def verb(self) -> str:
        """The word that tells what it does, in capitals: its first one, or what follows a WITH."""
        first = next((part.upper() for part in self.parts if part != "("), "")
        if first != "WITH":
            return first
        depth = 0
        for part in self.parts:
            depth += (part == "(") - (part == ")")
            if depth == 0 and part.upper() in _BEHIND_WITH:
                return part.upper()
        return first

    @property
    def reads(self) -> bool:
        """Whether it can change nothing. EXPLAIN ANALYZE runs what it explains."""
        words = [part.upper() for part in self.parts[:3]]
        if words[:2] == ["EXPLAIN", "ANALYZE"]:
            return SqlStatement(self.parts[3 if words[2:] == ["VERBOSE"] else 2 :]).reads
        return self.verb in _READING

    @property
    def takes_away(self) -> bool:
        """Whether something that is stored may be gone after it."""
        replaces = self._starts("CREATE OR REPLACE TABLE", "INSERT OVERWRITE")
        return not self.reads and (replaces or self.verb not in _ONLY_ADDING)

    @property
    def table(self) -> str | None:
        """The table or view whose rows it is about, as a query names it; None: there is none."""
        found = self._target
        if found is None or found.groupdict().get("kind", "TABLE").upper() not in ("TABLE", "VIEW"):
            return None
        return found["name"].replace(" . ", ".").replace("`", '"')

    @property
    def effect(self) -> str:
        """What it does, as `drops the table lake.landing`."""
        found = self._target
        if found is None:
            return f"runs {self.verb}"
        kind = found.groupdict().get("kind", "table").lower()
        return f"{_WORDS[found['verb'].upper()]} the {kind} {found['name'].replace(' . ', '.')}"

    @property
    def drops_tables(self) -> bool:
        """Whether tables go, maybe with their files."""
        return self._starts("DROP TABLE", "DROP DATABASE", "DROP SCHEMA")

    def _starts(self, *beginnings: str) -> bool:
        return " ".join(self.parts).upper().startswith(beginnings)

    @property
    def _target(self) -> re.Match[str] | None:
        text = " ".join(self.parts)
        found = (re.match(pattern + _NAME, text, re.I) for pattern in _TARGETS)
        return next((each for each in found if each), None)
