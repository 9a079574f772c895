"""The country of an event that names none, its region and city, by the address it came from.

An address in the event (Mixpanel's and our own `ip`, Segment's `context.ip`) stands for the visitor's; `0`
says that none does. Otherwise it is the caller's, which is stored nowhere, but for events of servers.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb

from tally.adapters.aws.layer_files import find_layer_file
from tally.adapters.landing.wire_fields import Json
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.errors import Misconfigured
from tally.domain.events.countries import country_code
from tally.domain.events.platforms import SERVER

_MOST_REMEMBERED = 100_000
_COUNTRY = attrgetter("country")


class FoundPlace(NamedTuple):
    """Where an address is: ISO 3166 two-letter code; region and city as the database calls them."""

    country: str
    region: str | None = None
    city: str | None = None


PlaceOf = Callable[[str], FoundPlace | None]
"""The place of an address, None of what is none or is not known."""


def deployed_places(file: str) -> PlaceOf | None:
    """Looks up addresses in the MMDB database in this file of a layer; None where no file is set.

    Each address once: a batch has many events of few visitors.
    """
    if not file:
        return None
    return lru_cache(_MOST_REMEMBERED)(place_database(find_layer_file(file)))


def place_database(file: Path) -> PlaceOf:
    """The lookup in one database; Misconfigured when the file is none."""
    try:
        reader = maxminddb.open_database(file)
    except maxminddb.InvalidDatabaseError as error:
        raise Misconfigured(
            f"{file.name} is no MMDB database: {error}. See docs/guides/countries.md"
        ) from error

    def place_of(address: str) -> FoundPlace | None:
        try:
            return _read_place(reader.get(address))
        except (ValueError, TypeError):  # no address; no text that could be one
            return None

    return place_of


def _read_place(record: object) -> FoundPlace | None:
    """Databases of cities have region and city as well, as objects (MaxMind, DB-IP) or texts (IPinfo)."""
    if not isinstance(record, dict):
        return None
    code = _read_code(record)
    if code is None:
        return None
    divisions = record.get("subdivisions")
    region = divisions[0] if isinstance(divisions, list) and divisions else record.get("region")
    return FoundPlace(code, _read_name(region), _read_name(record.get("city")))


def _read_name(found: object) -> str | None:
    """A plain name, or the English one of an object, else its code."""
    if isinstance(found, dict):
        names = found.get("names")
        found = (names.get("en") if isinstance(names, dict) else None) or found.get("iso_code")
    return found if isinstance(found, str) and found else None


def _read_code(record: Json) -> str | None:
    """MaxMind's and DB-IP's records have an object `country`, IPinfo's and others a plain code."""
    found = record.get("country", record.get("country_code"))
    code = found.get("iso_code") if isinstance(found, dict) else found
    return country_code(code) if isinstance(code, str) else None


def nowhere(_address: str) -> None:
    """Where there is no table."""
    return


def has_places(receipts: Iterable[Receipt], place_of: PlaceOf) -> bool:
    """Whether there is a table, or a gateway that told some caller's country."""
    return place_of is not nowhere or any(map(_COUNTRY, receipts))


def addresses_in(events: Sequence[Json], container: str) -> list[Any]:
    """What each event says of its visitor's address; None where it says nothing."""
    return [inner.get("ip") if type(inner := event.get(container)) is dict else None for event in events]


def visitor_places(
    receipts: Sequence[Receipt], addresses: Sequence[Any], platforms: Sequence[Any], place_of: PlaceOf
) -> list[FoundPlace | None]:
    """Place of each event; `platforms` as the events state them."""
    found: list[FoundPlace | None] = []
    last, of_caller = None, None
    for receipt, address, platform in zip(receipts, addresses, platforms, strict=True):
        if address is not None:
            found.append(place_of(address) if isinstance(address, str) else None)
            continue
        if receipt is not last:
            last = receipt
            of_caller = _place_of_caller(receipt, place_of)
        is_servers = platform == SERVER and receipt.protocol is not Protocol.MIXPANEL  # there ip=1 has asked
        found.append(None if is_servers else of_caller)
    return found


def _place_of_caller(receipt: Receipt, place_of: PlaceOf) -> FoundPlace | None:
    """The gateway knows the country alone: region and city are the database's, where both agree."""
    known = place_of(receipt.ip) if receipt.ip else None
    country = country_code(receipt.country)
    if country is None or (known and known.country == country):
        return known
    return FoundPlace(country)
