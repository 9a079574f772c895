"""The values of `cdk deploy -c key=value`."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.country_database import write_database

if TYPE_CHECKING:
    from infra.stage import Stage


def stage_of(**context: str) -> "Stage":
    from infra.stage import Stage

    return Stage.from_context(context)


def test_defaults_deploy_to_aws_for_a_shop_in_rome() -> None:
    from infra.stage import Stage, Target

    assert stage_of() == Stage(Target.AWS, "Europe/Rome", "07:00", "EUR", "lake", None, 100)


def test_every_value_can_be_set() -> None:
    from infra.stage import Stage, Target

    stage = stage_of(
        target="emulator",
        timezone="Asia/Tokyo",
        opens_at="10:30",
        currency="JPY",
        database="shop_2",
        alarm_email="a@example.com",
        query_limit_gib="5",
    )
    assert stage == Stage(Target.EMULATOR, "Asia/Tokyo", "10:30", "JPY", "shop_2", "a@example.com", 5)


@pytest.mark.parametrize(
    ("key", "value", "advice"),
    [
        ("target", "gcp", "target=aws or target=emulator"),
        ("timezone", "Rome", "Europe/Rome"),
        ("timezone", "../etc/passwd", "Europe/Rome"),
        ("opens_at", "7 am", "07:00"),
        ("currency", "Euro", "EUR"),
        ("currency", "eur", "EUR"),
        ("database", "My-Lake", "lower-case"),
        ("query_limit_gib", "0", "at least 1"),
        ("query_limit_gib", "ten", "whole number"),
        ("key_events_per_second", "0", "at least 1"),
        ("persons_for", "everyone", "use nobody, or some of everybody, executives, administrators"),
        ("key_events_per_second", "fast", "whole number"),
    ],
)
def test_a_wrong_value_says_what_would_be_right(key: str, value: str, advice: str) -> None:
    with pytest.raises(ValueError, match=key) as error:
        stage_of(**{key: value})
    assert advice in str(error.value)


def file_of(tmp_path: Path, text: str) -> "Stage":
    from infra.stage import Stage, read_settings_file

    file = tmp_path / "tally.toml"
    file.write_text(text)
    return Stage.from_context({}, read_settings_file(file))


def test_the_file_of_the_checkout_is_one_that_can_be_read() -> None:
    from infra.stage import Stage, read_settings_file

    assert Stage.from_context({}, read_settings_file()) == Stage()


def test_a_file_sets_every_value(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.touch()
    stage = file_of(
        tmp_path,
        f"""
        timezone = "Asia/Tokyo"
        opens_at = "10:30"
        currency = "JPY"
        database = "shop_2"
        alarm_email = "a@example.com"
        query_limit_gib = 5
        key_events_per_second = 50
        tracking_plan = "{plan}"
        [opens_at_from]
        2026-06-01 = "11:00"
        2026-07-01 = "12:00"
        """,
    )
    assert stage.opens_at == "10:30 2026-06-01=11:00 2026-07-01=12:00"
    assert (stage.timezone, stage.currency, stage.database) == ("Asia/Tokyo", "JPY", "shop_2")
    assert (stage.alarm_email, stage.query_limit_gib) == ("a@example.com", 5)
    assert (stage.key_events_per_second, stage.tracking_plan) == (50, plan)


def test_the_context_goes_before_the_file() -> None:
    from infra.stage import Stage

    assert Stage.from_context({"currency": "JPY"}, {"currency": "GBP"}).currency == "JPY"
    assert Stage.from_context({}, {"currency": "GBP"}).currency == "GBP"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('timezone = "Rome"', "tally.toml: timezone = Rome: use an IANA name"),
        ('timezon = "Europe/Rome"', "tally.toml: timezon: Tally has no such value: did you mean timezone?"),
        ('target = "emulator"', "tally.toml: target: Tally has no such value"),
        ("timezone = ", "tally.toml is no TOML"),
        ("opens_at_from = 5", "write [opens_at_from], and below it"),
        ('[opens_at_from]\nJune = "10:00"', "use a local time such as 07:00, and for a change below"),
        ('[opens_at_from]\n2026-06-01 = "ten"', "use a local time such as 07:00"),
        ('tracking_plan = "nowhere.toml"', "there is no such file"),
    ],
)
def test_a_wrong_file_says_what_to_change(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        file_of(tmp_path, text)


def test_a_missing_file_is_named() -> None:
    from infra.stage import read_settings_file

    with pytest.raises(ValueError, match=r"shop\.toml cannot be read: No such file"):
        read_settings_file(Path("shop.toml"))


def test_nothing_goes_to_aws_that_nobody_would_hear_of() -> None:
    import aws_cdk as cdk

    from infra.app import choose_stage

    with pytest.raises(SystemExit, match=r"alarm_email is not set"):
        choose_stage(cdk.App())
    assert choose_stage(cdk.App(context={"alarm_email": ""})).alarm_email is None
    assert choose_stage(cdk.App(context={"target": "emulator"})).alarm_email is None


@pytest.mark.parametrize("key", ["key_event_per_second", "alarm-email", "timezones"])
def test_a_misspelt_key_is_not_passed_over(key: str) -> None:
    with pytest.raises(
        ValueError, match=rf"-c {key}=.*did you mean (key_events_per_second|alarm_email|timezone)"
    ):
        stage_of(**{key: "5"})


def test_a_key_that_is_like_no_other_is_refused_too() -> None:
    with pytest.raises(ValueError, match=r"-c colour=\.\.\.: Tally has no such value\. See"):
        stage_of(colour="red")


def test_a_mistake_ends_the_deployment_with_a_sentence_alone() -> None:
    import aws_cdk as cdk

    from infra.app import choose_stage

    with pytest.raises(SystemExit, match=r"^-c timezone=Rome: use an IANA name"):
        choose_stage(cdk.App(context={"timezone": "Rome"}))


def test_keys_of_the_cdk_are_its_own() -> None:
    from infra.stage import Stage

    own = {
        "@aws-cdk/aws-iam:minimizePolicies": True,
        "aws:cdk:bundling-stacks": ["**"],
        "cli-telemetry": False,
    }
    assert Stage.from_context(own) == Stage()


def test_the_emulator_commits_and_lands_sooner() -> None:
    from infra.stage import Stage, Target

    emulator, aws = Stage(Target.EMULATOR), Stage()
    assert emulator.batching_window.to_seconds() < aws.batching_window.to_seconds()
    assert (emulator.commit_rate, aws.commit_rate) == ("1 minute", "5 minutes")


def test_the_tracking_plan_is_that_of_the_checkout_or_another(tmp_path: Path) -> None:
    other = tmp_path / "plan.toml"
    other.touch()
    assert stage_of(tracking_plan=str(other)).tracking_plan == other
    assert stage_of().tracking_plan.read_text().startswith("#")
    with pytest.raises(ValueError, match="no such file"):
        stage_of(tracking_plan="nowhere.toml")


def test_no_bound_for_a_key_unless_one_is_set() -> None:
    assert stage_of().key_events_per_second is None
    assert stage_of(key_events_per_second="500").key_events_per_second == 500


def test_who_may_list_persons() -> None:
    told = {"": "administrators", "nobody": "", "executives administrators": "administrators executives"}
    for value, roles in told.items():
        assert stage_of(persons_for=value).persons_for == roles


def test_a_country_database_is_the_shops_choice(tmp_path: Path) -> None:
    database = tmp_path / "any.mmdb"
    write_database(database, {"203.0.113.0/24": {"country": {"iso_code": "FR"}}})
    assert stage_of(countries=str(database)).countries == database
    assert stage_of().countries is None
    with pytest.raises(ValueError, match=r"countries=nowhere.mmdb.*no such file"):
        stage_of(countries="nowhere.mmdb")
    database.write_bytes(gzip.compress(database.read_bytes()))
    with pytest.raises(ValueError, match=r"any.mmdb: this is no MMDB file"):
        stage_of(countries=str(database))


@pytest.mark.parametrize(
    "text",
    [
        *("07:00", "07:00 2026-06-01=10:00", "", "7 am", "07:00 June=10:00", "07:00 2026-06-01=ten"),
        *("07:00 2026-06-01", "07:00 2026-06-01=10:00 2026-06-01=11:00"),
    ],
)
def test_a_deployment_takes_the_opening_hours_that_functions_can_read(text: str) -> None:
    """infra imports no runtime code, so each reads them by itself."""
    from tally.domain.shop.opening_hours import parse_opening_hours

    from infra.values import parse_opening

    def is_taken(read: Callable[[str], object]) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return True

    assert is_taken(parse_opening) == is_taken(parse_opening_hours)
