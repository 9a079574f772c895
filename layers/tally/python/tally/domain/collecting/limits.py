"""How large a body may be; docs and replies quote these numbers."""

MAX_RECEIVED_BYTES = 4 * 1024 * 1024
"""A body as received. A Lambda is called with at most 6 MiB, and base64 adds a third."""

MAX_BODY_BYTES = 20 * 1024 * 1024
"""The same body unzipped: what landing can hold in memory beside its columns."""

MAX_EVENT_BYTES = 1024 * 1024
"""One event's JSON."""

MAX_EVENTS = 50_000
"""Events in one body: 20 MiB of the shortest useful events would be 700,000 of them."""

MAX_PARCEL_BYTES = 1_000_000
"""A queue message; SQS takes 1,048,576 bytes with its attributes. Above it the body becomes a claim."""

MAX_REJECTIONS_ANSWERED = 1000
"""Rejections listed in one answer: 50,000 of them would not fit a Lambda's 6 MiB reply."""

MAX_ID_LENGTH = 255
"""Characters of a profile's id: it is repeated in each row of an update. Mixpanel cuts texts here."""
