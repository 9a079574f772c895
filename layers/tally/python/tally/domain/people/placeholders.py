"""Ids that mean nobody: what programs write where they know none.

From public reports of shops and SDKs, the ids that PostHog refuses (its docs on identifying users), RFC 9562
(the nil and the max UUID) and Apple's and Android's documentation (a limited advertising id is all zeros).
All are in small letters here: case does not count.
"""

from collections.abc import Iterable, Iterator

from tally.domain.people.identity import DEVICE_PREFIX

_WORDS = (
    *("null", "undefined", "none", "nil", "nan", "true", "false", "inf", "infinity", "undef", "nullptr"),
    *("anonymous", "anon", "guest", "unknown", "unidentified", "empty", "blank", "missing"),
    *("unset", "not set", "notset", "not_set", "not-set", "not provided", "not available", "no value"),
    *("not_authenticated", "unauthenticated", "not logged in", "not_logged_in", "logged_out", "n/a"),
    *("id", "uid", "uuid", "guid", "email", "alias", "idfa", "idfv", "gaid", "aaid", "adid"),
)
_OWN_NAMES = (
    *("user", "customer", "client", "visitor", "member", "person", "profile", "contact", "account"),
    *("device", "anonymous", "anon", "distinct", "identified", "previous", "external", "advertising"),
    *("order", "transaction", "event", "message", "insert", "group", "company", "session"),
)
"""Of fields that hold an id, without the `id` behind them."""

_QUOTES = ("{}", '"{}"', "'{}'", "`{}`", "({})", "<{}>", "[{}]", "{{{}}}")
_OBJECTS = ("object", "undefined", "null", "array", "window", "promise", "function", "htmlinputelement")
_MOST_ZEROS = 40
_CONSTANTS = (
    *("-0", "-1", "#n/a", "#na", "<na>", "\\n", "optional(nil)", "0x0"),
    *("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "f" * 32),
    *("00:00:00:00:00:00", "02:00:00:00:00:00"),  # what iOS and Android give for a hardware address
    "9774d56d682e549c",  # the one Android id of many phones: issuetracker.google.com/issues/36949180
)
_OPENINGS = ("{{", "${", "<%", "%%", "#{")
"""Of a template that nobody filled in, such as {{ customer.id }}."""


def _spell_own_names() -> Iterator[str]:
    for name in _OWN_NAMES:
        yield from (f"{name}{between}id" for between in ("", "_", "-", " ", "."))
        yield f"${name}_id"


def _list_placeholders() -> Iterator[str]:
    for word in (*_WORDS, *_spell_own_names()):
        yield from (quote.format(word) for quote in _QUOTES)
    yield from (f"[object {kind}]" for kind in _OBJECTS)
    yield from ("0" * zeros for zeros in range(1, _MOST_ZEROS + 1))
    yield from _CONSTANTS


def with_devices(placeholders: Iterable[str]) -> frozenset[str]:
    """The same in small letters, alone and as ids of devices."""
    small = frozenset(map(str.lower, placeholders))
    return small | {DEVICE_PREFIX + one for one in small}


PLACEHOLDERS = with_devices(_list_placeholders()) | {DEVICE_PREFIX}


TEMPLATE_SIGNS = "{<%"
"""Every template holds one of them; one letter is looked for forty times as fast as two."""


def is_template(text: str) -> bool:
    """Whether all of a text is one."""
    return text.removeprefix(DEVICE_PREFIX).startswith(_OPENINGS)
