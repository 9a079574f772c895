"""What differs between deployments: tally.toml's values, those of `-c`, and what follows from the target."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from aws_cdk import Duration, RemovalPolicy

from infra import values
from infra.values import ROOT

GIBIBYTE = 1024**3


class Target(StrEnum):
    """Where the app is deployed to."""

    AWS = "aws"
    EMULATOR = "emulator"


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment.

    `timezone` (IANA name), `opens_at` (see values.parse_opening) and `currency` (ISO 4217) are the shop's.
    `query_limit_gib` bounds what one Athena query may scan. `alarm_email` gets the alarms, if given.
    Mails come from `mail_from`, whose domain proves itself to SES; None sends none.
    `tracking_plan` is the plan's file, `countries` a country database (MMDB), if any.
    `key_events_per_second` bounds what one write key may send to one instance of the collector; None is no
    bound. `persons_for` are the roles that may list persons over HTTP, with spaces between. `page_domain` is
    the page's own host name, if any, and `page_certificate` the ARN of its certificate (ACM, us-east-1).
    `language` is what somebody sees who has chosen none. `front_endpoint` and `aws_endpoint` are where the
    emulator answers.
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
    mail_from: str | None = None
    persons_for: str = "administrators"
    language: str = "en"
    page_domain: str | None = None
    page_certificate: str | None = None
    front_endpoint: str = "http://127.0.0.1:4100"
    aws_endpoint: str = "http://127.0.0.1:4101"

    @classmethod
    def from_context(cls, context: Mapping[str, Any], file: Mapping[str, Any] | None = None) -> "Stage":
        """Read the CDK context, and below it the values of tally.toml.

        ValueError says which key or value is wrong, where it stands, and what would be right.
        """
        values.refuse_unknown(context, [*_READERS], "-c {}=...")
        given = {key: str(value) for key, value in context.items() if key in _READERS and value}
        told = {**(file or {}), **given}
        parsed = {}
        for key, read in _READERS.items():
            if value := told.get(key):
                try:
                    parsed[key] = read(value)
                except ValueError as wrong:
                    where = f"-c {key}={value}" if key in given else f"tally.toml: {key} = {value}"
                    raise ValueError(f"{where}: {wrong}") from None
        if parsed.get("page_domain") and not parsed.get("page_certificate"):
            raise ValueError("page_domain: write page_certificate, too: docs/guides/page.md")
        return cls(**parsed)

    @property
    def told(self) -> dict[str, str]:
        """The values that tally.toml can set, as text: what a later deployment is compared with."""
        found = {key: getattr(self, key) for key in _OF_THE_SHOP}
        return {
            key: value.name if isinstance(value, Path) else str(value)
            for key, value in found.items()
            if value is not None
        }

    @property
    def records_database(self) -> str:
        """The Glue database of all versions of records; no build is named so (they have a _ before)."""
        return f"{self.database}records"

    @property
    def inner_database(self) -> str:
        """The Glue database in which inner models are published; no build is named so, either."""
        return f"{self.database}inner"

    @property
    def is_emulator(self) -> bool:
        """True when this deploys into the emulator on one machine."""
        return self.target is Target.EMULATOR

    @property
    def aws_port(self) -> int:
        """The port of `aws_endpoint`."""
        return int(self.aws_endpoint.rpartition(":")[2])

    @property
    def sender(self) -> str | None:
        """Whom mails come from; on one machine they go no further than its inbox."""
        return self.mail_from or ("tally@shop.example" if self.is_emulator else None)

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


def _parse_target(value: str) -> Target:
    try:
        return Target(value)
    except ValueError:
        raise ValueError("use target=aws or target=emulator") from None


def read_settings_file(file: Path = ROOT / "tally.toml") -> dict[str, str]:
    """What stands in tally.toml; ValueError says what is wrong in it."""
    return values.read_file(file, _OF_THE_SHOP)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "target": _parse_target,
    "timezone": values.parse_timezone,
    "opens_at": values.parse_opening,
    "currency": values.parse_currency,
    "database": values.parse_database,
    "alarm_email": str,
    "mail_from": values.parse_address,
    "query_limit_gib": values.parse_gibibytes,
    "tracking_plan": values.find_file,
    "countries": values.find_country_database,
    "key_events_per_second": values.parse_bound,
    "persons_for": values.parse_roles,
    "language": values.parse_language,
    "page_domain": values.parse_domain,
    "page_certificate": values.parse_certificate,
    "front_endpoint": str,
    "aws_endpoint": str,
}
"""Each value's reader: text in, the field of Stage out; ValueError says what would be right."""

_OF_THE_SHOP = [key for key in _READERS if key not in ("target", "front_endpoint", "aws_endpoint")]
"""What tally.toml can set."""
