"""E-mail addresses that are stored as they were sent, under no name that the plan treats: told, not treated.

One look at the texts of a whole chunk tells where an @ stands; only those few events are looked at.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.landing.event_oddities import Oddities
from tally.adapters.landing.landing_plan import LandingPlan
from tally.domain.events.oddities import Oddity
from tally.domain.plan.hidden_members import has_email

_SIGNS = ("@", "%40")


def note_plain_emails(
    plan: LandingPlan, properties: "pa.Array[Any]", urls: "pa.Array[Any] | None", oddities: Oddities
) -> None:
    """Note them by the names that hold them: of `properties`, JSON texts, and of the column `url`."""
    for row, text in _find_candidates(properties):
        for name in plan.find_plain_emails(text):
            oddities.note(row, Oddity.PLAIN_EMAIL, name)
    if urls is None or plan.is_listed("url"):
        return
    for row, url in _find_candidates(urls):
        if has_email(url):
            oddities.note(row, Oddity.PLAIN_EMAIL, "url")


def _find_candidates(texts: "pa.Array[Any]") -> Iterator[tuple[int, str]]:
    """Texts that hold a sign of such an address, with their rows; mostly no text of a chunk does."""
    buffer = texts.buffers()[-1]
    together = b"" if buffer is None else buffer.to_pybytes()
    if not any(sign.encode() in together for sign in _SIGNS):
        return
    at, encoded = (pc.match_substring(texts, sign) for sign in _SIGNS)
    rows: Any = pc.indices_nonzero(pc.or_(at, encoded))
    for row in rows.to_pylist():
        yield row, texts[row].as_py()
