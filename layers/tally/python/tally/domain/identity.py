"""Who did it, as sent. Which devices belong to one person is decided later, by the model identity_map."""

DEVICE_PREFIX = "$device:"


Identity = tuple[str | None, str | None, str | None]
"""distinct_id, user_id and device_id of an event; all None when it names nobody."""


def identify(user_id: str | None, device_id: str | None, distinct_id: str | None) -> Identity:
    """Mixpanel's simplified rule: a user id wins, then the device; a lone distinct id is one of the two.

    Empty text is no id: RudderStack's browser SDK sends userId "" for anonymous visitors. Mixpanel's $anon_id
    may come with the prefix of a device before it.
    """
    if device_id and device_id.startswith(DEVICE_PREFIX):
        device_id = device_id[len(DEVICE_PREFIX) :]
    if user_id:
        return user_id, user_id, device_id or None
    if device_id:
        return DEVICE_PREFIX + device_id, None, device_id
    if not distinct_id or distinct_id == DEVICE_PREFIX:
        return None, None, None
    if distinct_id.startswith(DEVICE_PREFIX):
        return distinct_id, None, distinct_id[len(DEVICE_PREFIX) :]
    return distinct_id, distinct_id, None
