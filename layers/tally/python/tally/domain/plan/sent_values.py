"""What the values of one property were, as far as a draft of a plan needs it."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tally.domain.events.event_time import epoch_ms
from tally.domain.plan.personal_data import HASH_PREFIX, Treatment
from tally.domain.plan.planned_properties import PropertyType

MOST_ALLOWED, LONGEST_ALLOWED = 8, 40
"""More values than that, or longer ones, are no closed list."""

ENOUGH_TO_ALLOW = 200
"""Values seen of a property before the few among them count as all there are."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_KINDS: Mapping[type, PropertyType] = {
    str: PropertyType.STRING,
    int: PropertyType.INTEGER,
    float: PropertyType.NUMBER,
    Decimal: PropertyType.NUMBER,
    bool: PropertyType.BOOLEAN,
    list: PropertyType.LIST,
    dict: PropertyType.OBJECT,
}


@dataclass
class SentValues:
    """Of one property: types of its values, and its texts as long as they are few."""

    kinds: set[PropertyType] = field(default_factory=set)
    values: int = 0
    texts: set[str] = field(default_factory=set)
    are_times: bool = True
    treatment: Treatment | None = None

    def add(self, value: Any) -> None:
        """Take one value in."""
        self.values += 1
        self.kinds.add(_KINDS[type(value)])
        if not isinstance(value, str):
            self.are_times = False
            return
        self.are_times = self.are_times and _is_time(value)
        if len(self.texts) <= MOST_ALLOWED:
            self.texts.add(value[: LONGEST_ALLOWED + 1])
        self.treatment = self.treatment or _guess_treatment(value)

    @property
    def type(self) -> PropertyType:
        """What all values share."""
        if self.kinds == {PropertyType.INTEGER, PropertyType.NUMBER}:
            return PropertyType.NUMBER
        if len(self.kinds) > 1:
            return PropertyType.ANY
        (kind,) = self.kinds
        return PropertyType.TIMESTAMP if kind is PropertyType.STRING and self.are_times else kind

    @property
    def allowed(self) -> list[str]:
        """Its texts where they are most likely all there are; else none."""
        is_closed = 1 < len(self.texts) <= MOST_ALLOWED and max(map(len, self.texts)) <= LONGEST_ALLOWED
        is_known = self.values >= ENOUGH_TO_ALLOW and self.treatment is None
        return sorted(self.texts) if self.type is PropertyType.STRING and is_closed and is_known else []


def _is_time(text: str) -> bool:
    if not _ISO_TIME.fullmatch(text):
        return False
    try:
        epoch_ms(text, naive_is_utc=True)
    except (ValueError, OverflowError):
        return False
    return True


def _guess_treatment(text: str) -> Treatment | None:
    """What to do with a value that looks personal."""
    if _MAIL.fullmatch(text.strip()) or text.startswith(HASH_PREFIX):
        return Treatment.HASH
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return Treatment.DROP
