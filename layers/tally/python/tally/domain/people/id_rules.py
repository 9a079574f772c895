"""The one form of an id, and whether it means anybody: alike for users, devices, groups, orders and events.

    IdRules().read(4711.0)         # "4711"
    IdRules().read(" u-1 ")        # "u-1"
    IdRules().read("Undefined")    # None: it means nobody

Blanks around an id, and whether a program wrote a whole number as 4711, 4711.0 or 4.711e3, say nothing (our
decision); Unicode is NFC (Unicode Standard Annex 15). A tracking plan may add placeholders, and say that case
does not count in ids that are e-mail addresses.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from tally.domain.events import json_values
from tally.domain.orders.order_number import SIGNS, order_number
from tally.domain.people.placeholders import PLACEHOLDERS, TEMPLATE_SIGNS, is_template, with_devices

_BETWEEN = "\x1f"
_TRIMMED = "\t\n\v\f\r\x1c\x1d\x1e \x00"
_INVISIBLE = f"{_TRIMMED}{_BETWEEN}\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u2060" + "".join(
    map(chr, range(0x2000, 0x200E))
)
"""White space of Unicode, and characters without width."""

_WHOLE = re.compile(r"(-?(?:0|[1-9][0-9]*))\.0")
"""How table programs write a whole number of a column that has gaps, such as pandas."""

_AT = "@"


@dataclass(frozen=True)
class IdRules:
    """`more_placeholders` are the shop's own; `ignores_email_case`: Anna@a.example is anna@a.example."""

    more_placeholders: frozenset[str] = frozenset()
    ignores_email_case: bool = False

    @classmethod
    def of(cls, more_placeholders: Iterable[str], *, ignores_email_case: bool) -> Self:
        """The rules with placeholders as somebody wrote them."""
        forms = (unicodedata.normalize("NFC", one.strip(_INVISIBLE)) for one in more_placeholders)
        return cls(with_devices(forms), ignores_email_case)

    def read(self, value: object, *, of_person: bool = False, of_order: bool = False) -> str | None:
        """An id's one form; None for a placeholder, null and empty text.

        `of_person`: it is a user's or a profile's, so that it may be an e-mail address. `of_order`: it is an
        order number. ValueError with a sentence when it is neither text nor a number.
        """
        form = self.form_of(value, of_person=of_person, of_order=of_order)
        return None if self.is_placeholder(form) else form

    def form_of(self, value: object, *, of_person: bool = False, of_order: bool = False) -> str:
        """The one form of text or a number, whoever it means; empty for null."""
        form = json_values.id_text(value) or ""
        if not form.isascii():
            form = unicodedata.normalize("NFC", form)
        form = form.strip(_INVISIBLE)
        if of_order:
            form = order_number(form)
        if whole := _WHOLE.fullmatch(form):
            form = whole[1]
        return form.lower() if of_person and self.ignores_email_case and _AT in form else form

    def is_placeholder(self, form: str) -> bool:
        """Whether an id in its one form means nobody."""
        return not form or form.lower() in self._placeholders or is_template(form)

    def are_plain(self, ids: Sequence[str], *, of_person: bool = False, of_order: bool = False) -> bool:
        """Whether each of these texts is surely an id in its one form: one look at all (some 40 ns each).

        Empty texts count as plain.
        """
        together = _BETWEEN.join(ids)
        if not together.isascii() or together.count(_BETWEEN) >= max(len(ids), 1):
            return False
        if any(map(together.__contains__, _TRIMMED + TEMPLATE_SIGNS)):
            return False
        if of_order and any(map(together.__contains__, SIGNS)):
            return False
        if "." in together and f".0{_BETWEEN}" in together + _BETWEEN:
            return False
        small = together.lower()
        if of_person and self.ignores_email_case and _AT in together and small != together:
            return False
        return self._placeholders.isdisjoint(ids if small == together else small.split(_BETWEEN))

    @cached_property
    def _placeholders(self) -> frozenset[str]:
        return PLACEHOLDERS | self.more_placeholders


ID_RULES = IdRules()
"""Where there is no tracking plan."""
