"""Settings that name a customer: erasing leaves them, so a person must hear of it."""

import re
from collections.abc import Iterable, Sequence

from tally.ports.settings import SettingStore


def find_mentions(store: SettingStore, ids: Iterable[str]) -> Sequence[str]:
    """Such as "cohort/buyers, version 2": each version, also an older one, whose text holds an id."""
    words = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in ids))
    return [
        f"{version.address}, version {version.number}"
        for newest in store.list_newest()
        for version in store.read_history(newest.address)
        if version.text is not None and words.search(version.text)
    ]


def tell_mentions(mentions: Sequence[str]) -> str:
    """What to do about them."""
    return (
        f"The text of settings names this id, and erasing leaves it: {'; '.join(mentions)}. Put each without "
        "it, and delete these versions below settings/ in the lake's bucket"
    )
