"""What may be odd with an event that is stored all the same."""

from enum import StrEnum


class Oddity(StrEnum):
    """Closed list of what landing notes in `violations` whatever the plan and its mode say (our decision).

    Such a value is kept as sent in the event's properties, and its column does without it. But an
    address stays where it stands.
    """

    ODD_VALUE = "odd_value"
    """A value of another shape than its column's, of no money, id or time: a coupon as a list."""
    UNKNOWN_LABEL = "unknown_label"
    """A platform, country or currency that is none of the list, or might be several."""
    PLACEHOLDER_ID = "placeholder_id"
    """An id that means nobody, such as "undefined"."""
    PLAIN_EMAIL = "plain_email"
    """What looks like an e-mail address and is stored as it was sent: the plan treats no such name."""
