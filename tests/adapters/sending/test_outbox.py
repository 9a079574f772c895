"""Which mails were begun: one run has each, what was refused comes again, what is stuck is told once."""

from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from moto import mock_aws
from tally.adapters.sending.outbox import LONGEST_SENDING, S3Outbox
from tally.domain.daily_report.mail import Claim, Handover, Posted

DAY, NOW = date(2026, 3, 4), datetime(2026, 3, 4, 7, tzinfo=UTC)
ANA = "ana@shop.example"


@pytest.fixture
def outbox() -> S3Outbox:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="results")
        yield S3Outbox(s3, "results")  # type: ignore[misc]  # a fixture that ends


def test_a_mail_is_claimed_once_a_day(outbox: S3Outbox) -> None:
    assert outbox.claim(DAY, ANA, NOW) is Claim.OURS
    assert outbox.claim(DAY, "Ana@Shop.example", NOW) is Claim.TAKEN
    assert outbox.claim(DAY, "leo@shop.example", NOW) is Claim.OURS
    outbox.end(DAY, ANA, Handover(Posted.ACCEPTED, "m-1"))
    assert outbox.claim(DAY, ANA, NOW + LONGEST_SENDING) is Claim.TAKEN
    assert outbox.claim(DAY + timedelta(days=1), ANA, NOW) is Claim.OURS


def test_what_was_refused_may_be_tried_again(outbox: S3Outbox) -> None:
    outbox.claim(DAY, ANA, NOW)
    outbox.end(DAY, ANA, Handover(Posted.REFUSED, "MessageRejected"))
    assert outbox.claim(DAY, ANA, NOW) is Claim.OURS


def test_a_run_that_was_killed_is_told_once(outbox: S3Outbox) -> None:
    outbox.claim(DAY, ANA, NOW)
    assert outbox.claim(DAY, ANA, NOW + timedelta(minutes=1)) is Claim.TAKEN
    assert outbox.claim(DAY, ANA, NOW + LONGEST_SENDING) is Claim.STUCK
    assert outbox.claim(DAY, ANA, NOW + LONGEST_SENDING) is Claim.TAKEN


def test_no_address_is_in_a_name(outbox: S3Outbox) -> None:
    outbox.claim(DAY, ANA, NOW)
    [held] = outbox.s3.list_objects_v2(Bucket="results")["Contents"]
    assert held["Key"].startswith("sent/daily/2026-03-04/")
    assert "ana" not in held["Key"]
