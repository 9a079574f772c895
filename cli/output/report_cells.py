"""Cells that the tables of several reports have, for people."""


def name_segment(segment: str | None) -> str:
    """A value of a breakdown, also one that is none and one that is the empty text."""
    return "(not set)" if segment is None else segment or "(empty)"


def format_share(share: float | None, sign: str = "") -> str:
    """Such as 41.7 %; - for none. `sign` "+" tells a change, such as +3.0 %."""
    return "-" if share is None else f"{share:{sign}.1%}".replace("%", " %")
