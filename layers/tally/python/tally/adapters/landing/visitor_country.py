"""The country of an event that names none, by the address it came from.

An address in the event (Mixpanel's and our own `ip`, Segment's `context.ip`) stands for the visitor's; `0`
says that none does. Otherwise it is the caller's, which is stored nowhere, but for events of servers.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import maxminddb

from tally.adapters.aws.layer_files import find_layer_file
from tally.adapters.landing.wire_fields import Json
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.errors import Misconfigured
from tally.domain.events.platforms import SERVER

_MOST_REMEMBERED = 100_000
_LETTERS = 2
_COUNTRY = attrgetter("country")

CountryOf = Callable[[str], str | None]
"""The country of an address: ISO 3166 two-letter code."""


def deployed_countries(file: str) -> CountryOf | None:
    """Looks up addresses in the MMDB database in this file of a layer; None where no file is set.

    Each address once: a batch has many events of few visitors.
    """
    if not file:
        return None
    return lru_cache(_MOST_REMEMBERED)(country_database(find_layer_file(file)))


def country_database(file: Path) -> CountryOf:
    """The lookup in one database; Misconfigured when the file is none."""
    try:
        reader = maxminddb.open_database(file)
    except maxminddb.InvalidDatabaseError as error:
        raise Misconfigured(
            f"{file.name} is no MMDB database: {error}. See docs/guides/countries.md"
        ) from error

    def country_of(address: str) -> str | None:
        try:
            return _read_code(reader.get(address))
        except (ValueError, TypeError):  # no address; no text that could be one
            return None

    return country_of


def _read_code(record: object) -> str | None:
    """MaxMind's and DB-IP's records have an object `country`, IPinfo's and others a plain code."""
    if not isinstance(record, dict):
        return None
    found = record.get("country", record.get("country_code"))
    code = found.get("iso_code") if isinstance(found, dict) else found
    return code if isinstance(code, str) and len(code) == _LETTERS else None


def nowhere(_address: str) -> None:
    """Where there is no table."""
    return


def has_countries(receipts: Iterable[Receipt], country_of: CountryOf) -> bool:
    """Whether there is a table, or a gateway that told some caller's country."""
    return country_of is not nowhere or any(map(_COUNTRY, receipts))


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
