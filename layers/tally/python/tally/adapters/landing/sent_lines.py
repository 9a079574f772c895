"""What senders call their lines, as one list: whatever shape it came in.

Mobile bridges send JSON text (rudderlabs/rudder-sdk-react-native#286), PHP objects by number, tag managers
lists within lists, and many a null between. What is no object is no line: it stays in the list, and stands
there for a line of which nothing is known.
"""

from typing import Any

import msgspec
from msgspec import DecodeError

from tally.domain.events.standard_properties import LINE_SPELLINGS, standard_name

_DECODE = msgspec.json.Decoder().decode
_OBJECTS = frozenset({dict})


def list_lines(sent: object) -> list[Any] | None:
    """The lines: objects, but for what is none. None where nothing was sent.

    A plain list of objects is returned as it is.
    """
    if type(sent) is list and set(map(type, sent)) <= _OBJECTS:
        return sent
    value = _read_text(sent)
    if value is None or value == "":
        return None
    if isinstance(value, dict) and not _is_line(value):
        if not any(map(_holds_lines, value.values())):
            return [sent] if value else []
        value = list(value.values())
    if isinstance(value, dict):
        return [value]
    return [line for each in value for line in _read_element(each)] if isinstance(value, list) else [sent]


def _read_element(sent: object) -> list[Any]:
    """None, one, or those of a list within the list; an empty one is an object that PHP wrote."""
    value = _read_text(sent)
    if value is None:
        return []
    if value == []:
        return [{}]
    if _holds_lines(value):
        return [value] if isinstance(value, dict) else list(value)
    return [sent]


def _read_text(value: Any) -> Any:
    """The value that JSON text of a list or an object stands for; blanks are no text."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text == "null":
        return None
    if text[:1] not in ("[", "{"):
        return value if text else ""
    try:
        return _DECODE(text)
    except (DecodeError, RecursionError):
        return value


def _holds_lines(value: object) -> bool:
    """Whether it is an object, or a list of nothing else."""
    if isinstance(value, list):
        return bool(value) and set(map(type, value)) == _OBJECTS
    return isinstance(value, dict)


def _is_line(value: dict[str, Any]) -> bool:
    """Whether any member bears the name of a line's field."""
    return any(standard_name(name, LINE_SPELLINGS) is not None for name in value)
