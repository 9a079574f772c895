"""Names of events that tell of a message or a parcel: nobody need have been in the shop for them.

Segment's e-mail spec, and the events that Braze, Iterable, Klaviyo and SendGrid send, say "Email Sent", "Push
Notification Bounced", "SMS Delivered", "Opened Email" or "spam_report". That such a name is no visit is our
decision: mails are opened by their receiver, and by scanners, far from the shop.
"""

import re
from typing import Final

LONGEST = 200
"""Characters of a name that are looked at: a name may have a million."""

_MESSAGES = (
    *("email", "mail", "mailing", "message", "sms", "mms", "rcs", "whatsapp", "push", "notification"),
    *("newsletter", "webhook", "reminder", "campaign", "broadcast", "letter", "postcard", "digest"),
    *("invoice", "receipt", "confirmation", "verification", "alert", "survey"),
)
_BETWEEN = (
    "link",
    "links",
    "soft",
    "hard",
    "ios",
    "android",
    "web",
    "app",
    "foreground",
    "marked",
    "as",
    "was",
)
_DONE = (
    *("sent", "delivered", "undelivered", "opened", "clicked", "tapped", "bounced", "dropped", "deferred"),
    *("failed", "rejected", "queued", "processed", "scheduled", "suppressed", "received", "read", "blocked"),
    *("skipped", "expired", "converted", "complained", "unsubscribed"),
)
_NOUNS = (
    *(
        "send",
        "sends",
        "delivery",
        "open",
        "opens",
        "click",
        "clicks",
        "bounce",
        "bounces",
        "drop",
        "failure",
    ),
    *("complaint", "unsubscribe", "read"),
)
_PARCELS = ("order", "orders", "parcel", "package", "shipment", "item", "items", "product", "products")
_ON_THE_WAY = ("packed", "picked", "delayed", "in[^a-z]*transit", "out[^a-z]*for[^a-z]*delivery")
_ALONE = (
    *("shipped", "dispatched", "delivered", "undelivered", "fulfilled", "bounced"),
    *("unsubscribed", "spam", "spam[^a-z]*reports?", "spam[^a-z]*reported"),
)


def _either(*words: str) -> str:
    return f"({'|'.join(words)})"


_SPACE = "[^a-z]*"
_START, _END = "(^|[^a-z])", "($|[^a-z])"
_MESSAGE = f"{_either(*_MESSAGES)}s?{_SPACE}"
_FILL = f"({_either(*_BETWEEN, *_MESSAGES)}{_SPACE}){{0,4}}"

PATTERN: Final = "|".join(
    (
        f"{_START}{_MESSAGE}{_FILL}{_either(*_DONE, *_NOUNS)}{_END}",
        f"{_START}{_either(*_DONE)}{_SPACE}{_FILL}{_either(*_MESSAGES)}s?$",
        f"{_START}{_either(*_PARCELS)}{_SPACE}{_either(*_ON_THE_WAY)}{_END}",
        f"({_START}|{_either(*_PARCELS)}){_either(*_ALONE)}[^a-z]*$",
        f"^{_either(*_ALONE)}{_SPACE}{_either(*_PARCELS, 'from', 'to')}{_END}",
    )
)
"""A regular expression of lower-case names, in words that RE2, Trino and Python read alike.

Blanks, `_` and camelCase do not count. A verb stands beside what it is of: "Notification Settings Opened"
is somebody's click.
"""

_FIND = re.compile(PATTERN)


def is_message_name(name: str) -> bool:
    """Whether an event of this name tells of a message or a parcel. models ask the same of PATTERN in SQL."""
    return _FIND.search(name[:LONGEST].lower()) is not None
