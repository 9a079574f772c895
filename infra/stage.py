"""What differs between deployments: what `-c key=value` can set, and what follows from the target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aws_cdk import Duration, RemovalPolicy

GIBIBYTE = 1024**3
_MMDB_METADATA_BYTES = 128 * 1024  # at most, by the format's specification
ROOT = Path(__file__).resolve().parent.parent


class Target(StrEnum):
    """Where the app is deployed to."""

    AWS = "aws"
    EMULATOR = "emulator"


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment.

    `timezone` (IANA name), `opens_at` (HH:MM, local) and `currency` (ISO 4217) are the shop's.
    `query_limit_gib` bounds what one Athena query may scan. `alarm_email` gets the alarms, if given.
    `tracking_plan` is the plan's file, `countries` a country database (MMDB), if any.
    `key_events_per_second` bounds what one write key may send to one instance of the collector; None is no
    bound.
    """

    target: Target = Target.AWS
    timezone: str = "Europe/Rome"
    opens_at: str = "07:00"
    currency: str = "EUR"
    database: str = "lake"
    alarm_email: str | None = None
    query_limit_gib: int = 100
    tracking_plan: Path = ROOT / "tracking_plan.toml"
    countries: Path | None = None
    key_events_per_second: int | None = None

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> "Stage":
        """Read the CDK context; ValueError says which key or value is wrong and what would be right."""
        _refuse_unknown(context, [field.name for field in fields(cls)])
        return cls(
            target=_parse_target(context.get("target") or "aws"),
            timezone=_parse_timezone(context.get("timezone") or "Europe/Rome"),
            opens_at=_parse_local_time(context.get("opens_at") or "07:00"),
            currency=_parse_currency(context.get("currency") or "EUR"),
            database=_parse_database(context.get("database") or "lake"),
            alarm_email=context.get("alarm_email") or None,
            query_limit_gib=_parse_positive(context.get("query_limit_gib") or "100"),
            tracking_plan=_find_file("tracking_plan", context.get("tracking_plan") or "tracking_plan.toml"),
            key_events_per_second=_parse_bound(context.get("key_events_per_second")),
            countries=_find_country_database(found) if (found := context.get("countries")) else None,
        )

    @property
    def records_database(self) -> str:
        """The Glue database of all versions of records; no build is named so (they have a _ before)."""
        return f"{self.database}records"

    @property
    def is_emulator(self) -> bool:
        """True when this deploys into the emulator on one machine."""
        return self.target is Target.EMULATOR

    @property
    def removal_of_data(self) -> RemovalPolicy:
        """What deleting the stack does to the shop's data: kept on AWS, gone with the emulator."""
        return RemovalPolicy.DESTROY if self.is_emulator else RemovalPolicy.RETAIN

    @property
    def fixed_write_keys(self) -> str | None:
        """The first write keys where they are no secret: an app's settings stay right from start to start."""
        return '{"shop": "local-shop"}' if self.is_emulator else None

    @property
    def batching_window(self) -> Duration:
        """How long landing gathers parcels into one object: fewer files against a shorter wait."""
        return Duration.seconds(1 if self.is_emulator else 60)

    @property
    def commit_rate(self) -> str:
        """How often new events are committed to the lake."""
        return "1 minute" if self.is_emulator else "5 minutes"

    def visibility_timeout(self, function_timeout: Duration) -> Duration:
        """How long a parcel stays hidden while it lands: AWS asks for 6 function timeouts and the window.

        The emulator hides it for as long as the function may run: somebody is waiting at the screen.
        """
        times = 1 if self.is_emulator else 6
        return Duration.seconds(times * int(function_timeout.to_seconds()) + 60)


def _refuse_unknown(context: Iterable[str], known: Sequence[str]) -> None:
    """A misspelt key would be no error of its own, and no bound or no alarm.

    The CDK's own keys (`@aws-cdk/...`, `aws:cdk:...`, `cli-telemetry`) are not spelt as ours are.
    """
    for key in context:
        name = key.replace("-", "_")
        if key in known or not (key.isidentifier() or name in known):
            continue
        close = get_close_matches(name, known, n=1)
        meant = f": did you mean {close[0]}?" if close else "."
        raise ValueError(f"-c {key}=...: Tally has no such value{meant} See docs/guides/deploy.md")


def _parse_target(value: str) -> Target:
    try:
        return Target(value)
    except ValueError:
        raise ValueError(f"-c target={value}: use target=aws or target=emulator") from None


def _parse_timezone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"-c timezone={value}: use an IANA name such as Europe/Rome") from None


def _parse_local_time(value: str) -> str:
    try:
        return f"{time.fromisoformat(value):%H:%M}"
    except ValueError:
        raise ValueError(f"-c opens_at={value}: use a local time such as 07:00") from None


def _parse_currency(value: str) -> str:
    if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise ValueError(f"-c currency={value}: use a code of ISO 4217 such as EUR")
    return value


def _parse_database(value: str) -> str:
    if not (value.isascii() and value.replace("_", "").isalnum() and value == value.lower()):
        raise ValueError(f"-c database={value}: use lower-case letters, digits and _")
    return value


def _find_file(key: str, value: str) -> Path:
    path = ROOT / value
    if not path.is_file():
        raise ValueError(f"-c {key}={value}: there is no such file; paths start at the checkout")
    return path


def _find_country_database(value: str) -> Path:
    path = _find_file("countries", value)
    # The format's own mark, before the metadata at the end: a wrong file would make landing wait.
    if b"\xab\xcd\xefMaxMind.com" not in path.read_bytes()[-_MMDB_METADATA_BYTES:]:
        raise ValueError(
            f"-c countries={value}: this is no MMDB file (is it still zipped?): docs/guides/countries.md"
        )
    return path


def _parse_bound(value: str | None) -> int | None:
    if value and (not str(value).isdecimal() or int(value) < 1):
        raise ValueError(f"-c key_events_per_second={value}: use a whole number of events, at least 1")
    return int(value) if value else None


def _parse_positive(value: str) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise ValueError(f"-c query_limit_gib={value}: use a whole number of GiB, at least 1")
    return int(value)
