"""The country of an event that names none, by the address it came from.

An address in the event (Mixpanel's and our own `ip`, Segment's `context.ip`) stands for the visitor's; `0`
says that none does. Otherwise it is the caller's, which is stored nowhere, but for events of servers.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tally.adapters.landing.wire_fields import Json
from tally.domain.countries import CountryTable
from tally.domain.errors import Misconfigured
from tally.domain.platforms import SERVER
from tally.domain.receipt import Protocol, Receipt

_MOST_REMEMBERED = 100_000

CountryOf = Callable[[str], str | None]
"""The country of an address."""


def deployed_countries(file: str) -> CountryOf | None:
    """Looks up addresses in the table in this file of a layer; None where no file is set."""
    if not file:
        return None
    for folder in sys.path:
        place = Path(folder, file)
        if place.is_file():
            return remembered(CountryTable.from_bytes(place.read_bytes()).country_of)
    raise Misconfigured(f"no layer holds {file}: deploy the stacks again")


def remembered(country_of: CountryOf) -> CountryOf:
    """Looks each address up once: a batch has many events of few visitors."""
    known: dict[str, str | None] = {}

    def look(address: str) -> str | None:
        if address not in known:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            known[address] = country_of(address)
        return known[address]

    return look


def nowhere(_address: str) -> None:
    """Where there is no table."""
    return


def addresses_in(events: Sequence[Json], container: str) -> list[Any]:
    """What each event says of its visitor's address; None where it says nothing."""
    return [inner.get("ip") if type(inner := event.get(container)) is dict else None for event in events]


def visitor_countries(
    receipts: Sequence[Receipt], addresses: Sequence[Any], platforms: Sequence[Any], country_of: CountryOf
) -> list[str | None]:
    """Country of each event; `platforms` as the events state them."""
    found: list[str | None] = []
    last, of_caller = None, None
    for receipt, address, platform in zip(receipts, addresses, platforms, strict=True):
        if address is not None:
            found.append(country_of(address) if isinstance(address, str) else None)
            continue
        if receipt is not last:
            last = receipt
            of_caller = receipt.country or (country_of(receipt.ip) if receipt.ip else None)
        is_servers = platform == SERVER and receipt.protocol is not Protocol.MIXPANEL  # there ip=1 has asked
        found.append(None if is_servers else of_caller)
    return found
