"""What happens to personal data before anything is stored: keep, hash, drop or truncate, by property name.

Names are compared without case, spaces, `_` and `-`: `firstName` is `First Name`; a leading `$` counts.
Every treatment done twice gives what it gave once, so that a replay changes nothing.
docs/guides/tracking-plan.md gives the formula of the hash for the shop's own systems.
"""

import hmac
import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, cast

from tally.domain.plan.hidden_members import ADDRESS_NAMES, name_of_pair, treat_address

HASH_PREFIX = "hmac:"
KEPT_CHARACTERS = 4
"""Of a truncated text: the year of a birthday, the region of a postal code."""

_HASHED = re.compile(r"hmac:[0-9a-f]{64}")
_PHONE = re.compile(r"\+?[0-9 ()./-]{1,40}")
_SHORTEST_PHONE = 5
_NO_DIGITS = re.compile(r"[^0-9]")
_IGNORED = str.maketrans("", "", " _-")
_IPV4_NETWORK_BYTES, _IPV6_NETWORK_BYTES = 3, 6  # /24 and /48: a household's provider, not the household
_DIGITS_BITS = 13_000
"""Python refuses to write integers of more than 4,300 digits."""

_MOST_NAMES, _LONGEST_NAME = 4096, 255
"""Remembered at once: a sender that makes names up fills no memory."""

CONTAINERS = frozenset({dict, list})
"""JSON's values that hold others."""

Json = dict[str, Any]


class Treatment(StrEnum):
    """What is done with a value. Truncate keeps an IP's network, of other texts the first characters.

    Of a number it keeps nothing: the first digits of 641260800, a birthday in 1990, are no year.
    """

    KEEP = "keep"
    HASH = "hash"
    DROP = "drop"
    TRUNCATE = "truncate"


def plain_name(name: str) -> str:
    """A property's name as names of personal data are compared."""
    return name.casefold().translate(_IGNORED)


def normalise(text: str) -> str:
    """Different spellings of one e-mail address or phone number as one text.

    E-mail (holds an @): lower case. Phone number (five digits or more, with what is written between them):
    its digits, without leading 00. Anything else: trimmed.
    """
    text = text.strip()
    if "@" in text:
        return text.lower()
    return _NO_DIGITS.sub("", text).removeprefix("00") if is_phone(text) else text


def is_phone(text: str) -> bool:
    """Whether a text is taken for a phone number."""
    text = text.strip()
    return bool(_PHONE.fullmatch(text)) and len(_NO_DIGITS.sub("", text)) >= _SHORTEST_PHONE


def is_hashed(text: str) -> bool:
    """Whether a text is a hash that HASH made."""
    return _HASHED.fullmatch(text) is not None


def hash_text(text: str, salt: bytes) -> str:
    """HMAC-SHA256 of the normalised text in hexadecimal, behind `hmac:`; what is hashed already stays."""
    if not text.strip() or is_hashed(text):
        return text
    message = normalise(text).encode("utf-8", "surrogatepass")
    return HASH_PREFIX + hmac.digest(salt, message, "sha256").hex()


def truncate_text(text: str) -> str:
    """203.0.113.77 -> 203.0.113.0, 2001:db8:1:2::3 -> 2001:db8:1::, other texts to KEPT_CHARACTERS."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return text if len(text) <= KEPT_CHARACTERS else truncate_text(text[:KEPT_CHARACTERS])
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    network = address.packed[: _IPV4_NETWORK_BYTES if address.version == 4 else _IPV6_NETWORK_BYTES]
    return str(ipaddress.ip_address(network.ljust(len(address.packed), b"\0")))


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Treats parsed JSON in place, at any depth. `treatments` by plain name."""

    treatments: Mapping[str, Treatment]
    salt: bytes = field(default=b"", repr=False)
    _known: dict[str, Treatment] = field(default_factory=dict, repr=False)
    _kept: set[str] = field(default_factory=set, repr=False)

    def holds(self, value: Any) -> bool:
        """Whether this JSON value holds personal data, however deep. A tenth of the time of treating it."""
        waiting: list[Iterable[Any]] = [[value]]
        while waiting:
            for inner in waiting.pop():
                if type(inner) is list:
                    waiting.append(inner)
                elif type(inner) is dict:
                    if not self._are_kept(inner.keys()) or self._is_hidden_in(inner):
                        return True
                    waiting.append(inner.values())
        return False

    def treat(self, nodes: Sequence[Any], flat: Collection[str] = ()) -> bool:
        """Treat all members of these objects and of those in these lists, however deep.

        Whether there were personal data. Members of `flat` are not looked into. Objects with the same names
        are treated together: one by one it takes three times as long.
        """
        is_personal = False
        waiting = [_find_objects(nodes)]
        while waiting:
            for names, group in _group_alike(waiting.pop()).items():
                is_personal |= self.treat_hidden(names, group)
                columns = list(zip(*map(dict.values, group), strict=True))
                for name, column in zip(names, columns, strict=True):
                    if self.treatment_of(name) is not Treatment.KEEP:
                        is_personal = True
                        for node in group:
                            self.treat_member(node, name)
                    elif name not in flat and not CONTAINERS.isdisjoint(map(type, column)):
                        waiting.append(_find_objects(column))
            flat = ()
        return is_personal

    def treat_hidden(self, names: Collection[str], group: Sequence[Json]) -> bool:
        """Treat what stands in objects with these names under no name of its own; whether there was any."""
        is_personal = False
        for name in ADDRESS_NAMES.intersection(names):
            for node in group:
                address = node[name]
                if type(address) is str and (treated := treat_address(address, self._treat_text)) != address:
                    node[name], is_personal = treated, True
        if "value" in names:
            for node in group:
                named = name_of_pair(node)
                if named is not None and self.treatment_of(named) is not Treatment.KEEP:
                    held = {named: node["value"]}
                    self.treat_member(held, named)
                    node["value"], is_personal = held.get(named), True
        return is_personal

    def _is_hidden_in(self, node: Json) -> bool:
        return self.treat_hidden(node.keys(), [dict(node)])

    def _treat_text(self, name: str, value: str) -> str | None:
        held = {name: value}
        if self.treatment_of(name) is not Treatment.KEEP:
            self.treat_member(held, name)
        return held.get(name)

    def _are_kept(self, names: KeysView[str]) -> bool:
        """Whether members of these names stay as they are; nearly always one look tells."""
        if names <= self._kept:
            return True
        if any(self.treatment_of(name) is not Treatment.KEEP for name in names):
            return False
        if len(self._kept) + len(names) > _MOST_NAMES:
            self._kept.clear()
        self._kept.update(name for name in islice(names, _MOST_NAMES) if len(name) <= _LONGEST_NAME)
        return True

    def treat_member(self, node: Json, name: str) -> None:
        """Treat one member of an object as its name asks for, with all that is inside of it."""
        treatment, value = self.treatment_of(name), node[name]
        if treatment is Treatment.DROP:
            del node[name]
        elif isinstance(value, dict | list):
            self._treat_scalars(value, treatment)
        elif treatment is not Treatment.KEEP:
            node[name] = self._treat_scalar(value, treatment)

    def treatment_of(self, name: str) -> Treatment:
        """What is done with a property of this name."""
        known = self._known.get(name)
        if known is None:
            known = self.treatments.get(plain_name(name), Treatment.KEEP)
            if len(self._known) >= _MOST_NAMES:
                self._known.clear()
            if len(name) <= _LONGEST_NAME:
                self._known[name] = known
        return known

    def _treat_scalars(self, node: Json | list[Any], treatment: Treatment) -> None:
        waiting: list[Any] = [node]
        while waiting:
            place = waiting.pop()
            for key, value in _list_entries(place):
                if isinstance(value, dict | list):
                    waiting.append(value)
                else:
                    place[key] = self._treat_scalar(value, treatment)

    def _treat_scalar(self, value: Any, treatment: Treatment) -> str | bool | None:
        if value is None or isinstance(value, bool):  # `mobile` of browsers is no phone number, but yes or no
            return value
        if treatment is Treatment.TRUNCATE:
            return truncate_text(value) if isinstance(value, str) else None
        if isinstance(value, int) and value.bit_length() > _DIGITS_BITS:
            value = hex(value)
        return hash_text(value if isinstance(value, str) else str(value), self.salt)


def _group_alike(nodes: list[Json]) -> dict[tuple[str, ...], list[Json]]:
    """Objects by the names of their members."""
    names = list(map(tuple, nodes))
    if len(set(names)) == 1:
        return {names[0]: nodes}
    groups: dict[tuple[str, ...], list[Json]] = {}
    for key, node in zip(names, nodes, strict=True):
        groups.setdefault(key, []).append(node)
    return groups


def _find_objects(values: Sequence[Any]) -> list[Json]:
    """The objects among these values and in the lists among them."""
    found: list[Json] = []
    waiting = [values]
    while waiting:
        for value in waiting.pop():
            if type(value) is dict:
                found.append(value)
            elif type(value) is list:
                waiting.append(value)
    return found


def _list_entries(node: Json | list[Any]) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict):
        return iter(list(node.items()))
    return cast("Iterator[tuple[Any, Any]]", enumerate(list(node)))
