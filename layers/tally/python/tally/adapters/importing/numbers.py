"""Numbers as people and tills write them: `1.234,56`, `1'200`, `12.50`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_WITH_SEPARATORS = re.compile(r"[+-]?[0-9]+([.,' \u00a0\u202f\u2019][0-9]+)+")
_ALSO = {" ": " \u00a0\u202f", "'": "'\u2019"}
"""What word processors and tills write for a space and an apostrophe."""


@dataclass(frozen=True)
class NumberFormat:
    """`decimal` None: the map tells nothing, and only what can be read in one way is read.

    `thousands` stands between groups of three digits, where it stands at all.
    """

    decimal: str | None = None
    thousands: str | None = None

    def read(self, text: str) -> Decimal:
        """The number in a text; ValueError with a sentence when it is none, or could be two."""
        text = text.strip()
        if self.decimal is None:
            if _AMBIGUOUS.fullmatch(text):
                raise ValueError(
                    f"{text!r} could mean {re.sub('[.,]', '.', text)} or {re.sub('[.,]', '', text)}: "
                    'say decimal = "." or "," under [file] of the map'
                )
            if _PLAIN.fullmatch(text):
                return Decimal(text)
        elif self._pattern.fullmatch(text):
            return Decimal(self._between.sub("", text).replace(self.decimal, "."))
        raise ValueError(f"{text!r} is no number{self._hint(text)}")

    @cached_property
    def _between(self) -> re.Pattern[str]:
        return re.compile(
            f"[{re.escape(_ALSO.get(self.thousands, self.thousands))}]" if self.thousands else "(?!)"
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        point = re.escape(self.decimal or ".")
        grouped = f"[0-9]{{1,3}}({self._between.pattern}[0-9]{{3}})+|" if self.thousands else ""
        return re.compile(rf"[+-]?(({grouped}[0-9]+)({point}[0-9]*)?|{point}[0-9]+)")

    def _hint(self, text: str) -> str:
        if not _WITH_SEPARATORS.fullmatch(text):
            return ""
        told = "decimal and thousands" if self.decimal is None else "other decimal and thousands"
        return f": say {told} under [file] of the map if they are what stands between the digits"
