"""Values of answers as people read them, in tables and charts alike."""

NOT_SET, EMPTY = "(not set)", "(empty)"


def name_segment(segment: str | None) -> str:
    """A value of a breakdown, also one that is none and one that is the empty text."""
    return NOT_SET if segment is None else segment or EMPTY


def format_share(share: float | None, sign: str = "") -> str:
    """Such as 41.7 %; - for none. `sign` "+" tells a change, such as +3.0 %."""
    return "-" if share is None else f"{share:{sign}.1%}".replace("%", " %")


def format_number(value: float | None) -> str:
    """Such as 1,234 or 0.0417; - for none."""
    if value is None:
        return "-"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"
