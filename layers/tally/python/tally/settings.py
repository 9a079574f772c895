"""One typed record of settings per function, read from the environment. Only entry points import this."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Self

from tally.domain.errors import Misconfigured

if TYPE_CHECKING:
    from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class Settings:
    """A field `lake_bucket` is read from TALLY_LAKE_BUCKET; a field without default must be set."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Self:
        """Read this function's settings, or say which variable is missing."""
        found = {}
        for field in fields(cls):
            name = f"TALLY_{field.name.upper()}"
            if name in environment:
                found[field.name] = environment[name]
            elif field.default is MISSING:
                raise Misconfigured(f"{name} is not set: deploy the stack again, it sets it on the function")
        return cls(**found)


@dataclass(frozen=True, slots=True)
class ClockedSettings(Settings):
    """Of functions that tell the shop's days."""

    timezone: str

    @property
    def clock(self) -> "ShopClock":
        """The shop's clock."""
        from tally.domain.shop.shop_clock import ShopClock  # noqa: PLC0415  # as of ModelSettings

        return ShopClock(self.timezone)


@dataclass(frozen=True, slots=True)
class CollectSettings(Settings):
    """collect_events."""

    queue_url: str
    lake_bucket: str
    write_keys_secret: str
    events_per_second: str = ""

    @property
    def throttle_rate(self) -> float:
        """Events a second that one key may send to one instance; 0 for no bound."""
        return float(self.events_per_second or 0)


@dataclass(frozen=True, slots=True)
class CollectWitnessSettings(Settings):
    """collect_witness."""

    witness_queue_url: str
    write_keys_secret: str


@dataclass(frozen=True, slots=True)
class LandSettings(Settings):
    """land_events. `tracking_plan` is the deployed file, by which it lands while no plan was ever put."""

    lake_bucket: str
    timezone: str
    tracking_plan: str = ""
    salt_secret: str = ""
    countries: str = ""


@dataclass(frozen=True, slots=True)
class LandWitnessSettings(Settings):
    """land_witness; in the lake's bucket the tracking plan is kept."""

    witness_bucket: str
    lake_bucket: str
    tracking_plan: str = ""


@dataclass(frozen=True, slots=True)
class TableSettings(Settings):
    """commit_events and quarantine_event."""

    lake_bucket: str
    database: str


@dataclass(frozen=True, slots=True)
class CompactSettings(TableSettings):
    """compact_events."""

    timezone: str


@dataclass(frozen=True, slots=True)
class ForgetSettings(Settings):
    """forget_customer. `queue_urls`: both queues and their dead-letter queues, with spaces between."""

    lake_bucket: str
    witness_bucket: str
    results_bucket: str
    exports_bucket: str
    database: str
    workgroup: str
    queue_urls: str
    nightly_arn: str

    @property
    def stores(self) -> dict[str, str]:
        """Where adapters.erasing finds rows of customers."""
        return {
            "lake_bucket": self.lake_bucket,
            "witness_bucket": self.witness_bucket,
            "results_bucket": self.results_bucket,
            "exports_bucket": self.exports_bucket,
            "database": self.database,
        }


@dataclass(frozen=True, slots=True)
class AnswerSettings(ClockedSettings):
    """answer_report, export_report and publish_answers.

    `persons_for`: the roles that may list persons, with spaces between; none is nobody.
    """

    lake_bucket: str
    results_bucket: str
    database: str
    workgroup: str
    gibibytes_each_day: str
    persons_for: str = ""

    @property
    def bytes_each_day(self) -> int:
        """What one person's questions may read on a day."""
        return int(self.gibibytes_each_day) * 1024**3


@dataclass(frozen=True, slots=True)
class PageSettings(Settings):
    """read_page."""

    results_bucket: str


class _Mails:
    """What whoever sends mails is told."""

    __slots__ = ()
    mail_from: str
    mail_owner: str

    @property
    def owner(self) -> str:
        """Who hears answers, and who wants no more mails."""
        return self.mail_owner or self.mail_from


@dataclass(frozen=True, slots=True)
class SendSettings(ClockedSettings, _Mails):
    """send_daily_report. Without `mail_from` it sends none; `mail_owner`, else the sender, hears answers."""

    lake_bucket: str
    results_bucket: str
    user_pool: str
    configuration_set: str
    mail_from: str = ""
    mail_owner: str = ""
    page_url: str = ""
    link_secret: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings(AnswerSettings, _Mails):
    """send_schedules: of reports what answer_report reads, and where they are sent; the alarms' `topic`.

    `language`: of what the person in charge is told.
    """

    exports_bucket: str
    user_pool: str
    configuration_set: str
    topic: str
    mail_from: str = ""
    mail_owner: str = ""
    page_url: str = ""
    language: str = "en"

    @property
    def sending(self) -> dict[str, str]:
        """Where adapters.sending finds what it needs."""
        return {
            "results": self.results_bucket,
            "exports": self.exports_bucket,
            "pool": self.user_pool,
            "configuration_set": self.configuration_set,
            "topic": self.topic,
        }


@dataclass(frozen=True, slots=True)
class SavedSettings(ClockedSettings):
    """serve_settings. `mail_from`: whom mails come from, or nobody."""

    lake_bucket: str
    user_pool: str
    mail_from: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionSettings(ClockedSettings):
    """change_subscription. `link_secret` names what signs the links of mails, `topic_arn` who is told."""

    lake_bucket: str
    link_secret: str
    topic_arn: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ModelSettings(Settings):
    """audit_lake."""

    lake_bucket: str
    results_bucket: str
    database: str
    workgroup: str
    timezone: str
    opens_at: str = "07:00"

    @property
    def clock(self) -> "ShopClock":
        """The shop's clock."""
        from tally.domain.shop.opening_hours import parse_opening_hours  # noqa: PLC0415
        from tally.domain.shop.shop_clock import ShopClock  # noqa: PLC0415  # time zones: 3 ms of a collector's start

        return ShopClock(self.timezone, parse_opening_hours(self.opens_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings(ModelSettings):
    """publish_kpis; without a plan its page says of no event what it means."""

    tracking_plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSettings(ModelSettings):
    """refresh_models; without a plan no event is called a visit, or none, by it."""

    witness_bucket: str
    tracking_plan: str = ""
    currency: str = "EUR"

    @property
    def buckets(self) -> dict[str, str]:
        """By what external tables call them."""
        return {"lake": self.lake_bucket, "witness": self.witness_bucket}
