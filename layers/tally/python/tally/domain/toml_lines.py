"""Lines of TOML, as drafts and settings are written."""

import json
import re
from collections.abc import Iterable

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def format_list(key: str, names: Iterable[str]) -> str:
    """A list of texts, on several lines where it is long."""
    texts = [format_text(name) for name in names]
    line = f"{key} = [{', '.join(texts)}]"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{key} = [", *(f"    {text}," for text in texts), "]"])


def format_key(name: str) -> str:
    """A key, in quotes where it must have them."""
    return name if _BARE.fullmatch(name) else format_text(name)


def format_text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def comment_out(text: str) -> str:
    """Each line as a comment."""
    return "\n".join(f"# {line}" for line in text.split("\n"))
