"""The values of a deployment as text: read from tally.toml, and checked one by one.

Each check raises ValueError that says what would be right.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MMDB_METADATA_BYTES = 128 * 1024  # at most, by the format's specification
ROOT = Path(__file__).resolve().parent.parent


def read_file(file: Path, known: Sequence[str]) -> dict[str, str]:
    """The values in tally.toml as the context would have them; ValueError says what is wrong."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file.name} is no TOML: {error}") from error
    changes = told.pop("opens_at_from", {})
    if not isinstance(changes, dict):
        raise ValueError(
            f'{file.name}: opens_at_from: write [opens_at_from], and below it 2026-06-01 = "10:00"'
        )
    refuse_unknown(told, known, f"{file.name}: {{}}")
    values = {key: str(value) for key, value in told.items()}
    if changes:
        first = values.get("opens_at", "07:00")
        values["opens_at"] = " ".join([first, *(f"{day}={at}" for day, at in changes.items())])
    return values


def refuse_unknown(context: Iterable[str], known: Sequence[str], spelling: str) -> None:
    """ValueError for a key that is none: a misspelt one would set nothing, in silence.

    The CDK's own keys (`@aws-cdk/...`, `aws:cdk:...`, `cli-telemetry`) are not spelt as ours are.
    """
    for key in context:
        name = key.replace("-", "_")
        if key in known or not (key.isidentifier() or name in known):
            continue
        close = get_close_matches(name, known, n=1)
        meant = f": did you mean {close[0]}?" if close else "."
        raise ValueError(f"{spelling.format(key)}: Tally has no such value{meant} See docs/guides/deploy.md")


def parse_timezone(value: str) -> str:
    """An IANA name."""
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("use an IANA name such as Europe/Rome") from None


def parse_opening(value: str) -> str:
    """A local time, and others from some days on, as functions read them."""
    first, *changes = value.split() or [""]
    try:
        time.fromisoformat(first)
        pairs = [each.split("=") for each in changes]
        days = [(date.fromisoformat(day), time.fromisoformat(at)) for day, at in pairs]
    except ValueError:
        raise ValueError(
            'use a local time such as 07:00, and for a change below [opens_at_from]: 2026-06-01 = "10:00"'
        ) from None
    if len(dict(days)) < len(days):
        raise ValueError("a day has two opening hours: give one")
    return value


def parse_currency(value: str) -> str:
    """A code of ISO 4217."""
    if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise ValueError("use a code of ISO 4217 such as EUR")
    return value


def parse_address(value: str) -> str:
    """An address that mails come from, without a name."""
    local, at, domain = value.rpartition("@")
    if not (local and at and "." in domain and value.isascii() and not set(value) & set(' ,;:<>"()')):
        raise ValueError("use the address alone, such as tally@shop.example")
    return value


def parse_database(value: str) -> str:
    """A name that Glue takes."""
    if not (value.isascii() and value.replace("_", "").isalnum() and value == value.lower()):
        raise ValueError("use lower-case letters, digits and _")
    return value


def find_file(value: str) -> Path:
    """A file of the checkout, or any by its whole path."""
    path = ROOT / value
    if not path.is_file():
        raise ValueError("there is no such file; paths start at the checkout")
    return path


def find_country_database(value: str) -> Path:
    """A database in MaxMind's format."""
    path = find_file(value)
    # The format's own mark, before the metadata at the end: a wrong file would make landing wait.
    if b"\xab\xcd\xefMaxMind.com" not in path.read_bytes()[-_MMDB_METADATA_BYTES:]:
        raise ValueError("this is no MMDB file (is it still zipped?): docs/guides/countries.md")
    return path


def parse_bound(value: str) -> int:
    """Events a second."""
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("use a whole number of events, at least 1")
    return int(value)


def parse_gibibytes(value: str) -> int:
    """A size."""
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("use a whole number of GiB, at least 1")
    return int(value)


LANGUAGES = ("en", "fr")


def parse_language(value: str) -> str:
    """A language that the page and Tally's reports speak."""
    if value not in LANGUAGES:
        raise ValueError(f"use {' or '.join(LANGUAGES)}")
    return value


def parse_domain(value: str) -> str:
    """A host name: no scheme, no path, no port."""
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", value):
        raise ValueError("use a host name in small letters such as tally.shop.example")
    return value


def parse_certificate(value: str) -> str:
    """The ARN of a certificate where CloudFront looks for it."""
    if not re.fullmatch(r"arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/[\w-]+", value):
        raise ValueError("use the ARN of a certificate of ACM in us-east-1, where CloudFront reads them")
    return value


ROLES = ("everybody", "executives", "administrators")


def parse_roles(value: str) -> str:
    """Roles with spaces between, or the word nobody."""
    roles = value.split()
    if roles == ["nobody"]:
        return ""
    if not roles or not set(roles) <= set(ROLES):
        raise ValueError(f"use nobody, or some of {', '.join(ROLES)} with spaces between")
    return " ".join(sorted(set(roles)))
