"""Numbers that pages tell and code fixes are the same.

A fact is a page, its words with a gap, and the code's number for the gap.
"""

import re
import tomllib
from dataclasses import fields
from datetime import timedelta

import pytest
from tally.adapters.collecting import throttle, write_keys
from tally.adapters.erasing import lake_rows, text_objects
from tally.adapters.iceberg import table_layout
from tally.adapters.lake import iceberg_lake, landing_index
from tally.adapters.landing import event_columns, event_reader
from tally.adapters.wire import transport
from tally.domain.audit import verdicts
from tally.domain.collecting import limits, weight
from tally.domain.events import event_time, mixpanel_rules
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.landing_record import LATENESS
from tally.domain.people.identity import MOST_USERS_OF_A_DEVICE
from tally.domain.plan import personal_data, scrubbing, sent_values
from tally.domain.plan.plan_check import MOST_VIOLATIONS
from tally.use_cases import audit_lake, commit_events, compact_events, land_events, land_witness
from tally.use_cases.refresh_models import RefreshModels

from cli.commands import plan
from cli.home import ROOT
from functions.land_events import handler as land_handler
from infra import lake_stack
from infra.constructs import alarms, front_door, ingestion, lake_keeping, nightly, parcel_queue
from infra.stage import Stage
from local.athena import engine, executions

MIB = 1024**2
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
STAGE = Stage()


def word(number: float) -> str:
    assert number == int(number)
    return WORDS[int(number)]


def mib(size: int) -> int:
    assert size % MIB == 0
    return size // MIB


def minutes(time: timedelta) -> int:
    return int(time / timedelta(minutes=1))


def pinned(file: str, package: str) -> str:
    [version] = re.findall(rf"^{package}==(.*)$", (ROOT / "requirements" / file).read_text(), re.MULTILINE)
    return str(version)


def default(owner: type, name: str) -> int:
    [value] = [field.default for field in fields(owner) if field.name == name]
    return int(value)


def alarm_count() -> int:
    """Entries of the runbook, which tests/infra holds to the alarms of the stacks."""
    return len(re.findall(r"^## tally-", (ROOT / "docs/guides/runbook.md").read_text(), re.MULTILINE))


LANDS_TOGETHER = mib(land_events.MAX_OBJECT_BYTES)
LAND_MINUTES = int(ingestion.LAND_LIMIT.to_minutes()) - land_handler.SPARE_MS // 60_000
COMMITS_A_MONTH = 30 * 24 * 60 // int(STAGE.commit_rate.split()[0])
SNAPSHOT_DAYS = compact_events.SNAPSHOT_AGE.days

FACTS = [
    # Landing: what lands together, and how
    ("decisions/0009-landing-by-columns.md", "several objects of at most {} MiB by weight", LANDS_TOGETHER),
    ("decisions/0009-landing-by-columns.md", "It parses {:,} events", event_reader._CHUNK_EVENTS),
    ("decisions/0009-landing-by-columns.md", "so that {} claims do not", parcel_queue.PARCELS_PER_BATCH),
    ("decisions/0009-landing-by-columns.md", "A body may hold {:,} of them", limits.MAX_EVENTS),
    ("decisions/0009-landing-by-columns.md", "and a batch {} such bodies", parcel_queue.PARCELS_PER_BATCH),
    ("decisions/0009-landing-by-columns.md", "its five tries of {} minutes", LAND_MINUTES),
    (
        "decisions/0009-landing-by-columns.md",
        "Below 10^{} of a column's smallest units a double",
        len(f"{event_columns._MOST_UNITS:.0f}") - 1,
    ),
    ("decisions/0013-the-front-door.md", "up to {} MiB of unzipped text", LANDS_TOGETHER),
    ("decisions/0013-the-front-door.md", "plus {} KiB for each event", weight.EVENT_BYTES // 1024),
    ("reference/security.md", "| what lands together | {} MiB of text", LANDS_TOGETHER),
    ("reference/security.md", "of the function's {:.1f} |", ingestion.LAND_MB // 100 / 10),
    ("reference/security.md", "messages that land in one run | {};", parcel_queue.PARCELS_PER_BATCH),
    ("reference/security.md", "what takes longer than {} minutes", LAND_MINUTES),
    ("reference/security.md", "at most {:,} members", transport._MAX_GZIP_MEMBERS),
    ("reference/security.md", "context of a Segment batch | {} MiB", mib(limits.MAX_EVENT_BYTES)),
    ("reference/security.md", "A key shorter than {} characters", scrubbing.SHORTEST_KEY),
    ("reference/security.md", "at most one look at the secret every {} s", write_keys.UNKNOWN_REFRESH_S),
    ("reference/openapi.yaml", "within the limits ({} MiB as received", mib(limits.MAX_RECEIVED_BYTES)),
    ("reference/openapi.yaml", "{} MiB unzipped, 50,000 events", mib(limits.MAX_BODY_BYTES)),
    ("reference/openapi.yaml", "MiB unzipped, {:,} events", limits.MAX_EVENTS),
    ("reference/openapi.yaml", "maxItems: {} ", limits.MAX_REJECTIONS_ANSWERED),
    ("reference/openapi.yaml", "number, minimum: {}", event_time.EARLIEST_MS // 1000),
    # The lake and its commits
    ("decisions/0001-one-list-of-columns.md", "{} columns written twice", len(EVENT_COLUMNS)),
    (
        "decisions/0004-models-are-built-in-their-own-database.md",
        "{} builds are kept",
        word(default(RefreshModels, "keep")),
    ),
    (
        "decisions/0005-the-snapshot-says-what-it-holds.md",
        "object of the {} minutes before it",
        minutes(LATENESS),
    ),
    ("decisions/0005-the-snapshot-says-what-it-holds.md", "back to {} days", landing_index._LISTED.days),
    ("decisions/0005-the-snapshot-says-what-it-holds.md", "are kept for {} days", SNAPSHOT_DAYS),
    (
        "decisions/0005-the-snapshot-says-what-it-holds.md",
        "at least {} of them",
        compact_events.SNAPSHOTS_KEPT,
    ),
    (
        "decisions/0005-the-snapshot-says-what-it-holds.md",
        "that is {},",
        COMMITS_A_MONTH * SNAPSHOT_DAYS // 30,
    ),
    (
        "decisions/0006-our-own-data-files.md",
        "for {} columns that queries",
        word(len(table_layout.EVENTS.bounded)),
    ),
    ("decisions/0006-our-own-data-files.md", "A commit of {:,} events", commit_events.ROWS_PER_COMMIT),
    (
        "decisions/0006-our-own-data-files.md",
        "{} million events at a time",
        word(iceberg_lake._KEYS_AT_ONCE // 10**6),
    ),
    ("reference/way-of-an-event.md", "Step 3 runs every {} minutes", word(int(STAGE.commit_rate.split()[0]))),
    # Time and people
    ("reference/time.md", "Less than {} seconds is no skew", event_time.CLOCK_TOLERANCE_MS // 1000),
    (
        "decisions/0015-small-skew-is-the-network.md",
        "off by {} seconds or more",
        event_time.CLOCK_TOLERANCE_MS // 1000,
    ),
    ("decisions/README.md", "off by less than {} seconds", event_time.CLOCK_TOLERANCE_MS // 1000),
    ("reference/people.md", "a request may hold {:,} operations", limits.MAX_EVENTS),
    ("reference/people.md", "of profiles are at most {} characters", limits.MAX_ID_LENGTH),
    ("reference/quarantine.md", "longer than {} bytes", mixpanel_rules.MAX_INSERT_ID_BYTES),
    ("reference/quarantine.md", "more than {} properties", mixpanel_rules.MAX_MEMBERS),
    ("reference/quarantine.md", "members or {} levels", mixpanel_rules.MAX_DEPTH),
    # The audit
    ("reference/audit.md", "with probability {:.1f} %", verdicts.NATURAL_LOSS * 100),
    ("reference/audit.md", "Below 1 in {:,.0f} the cell", 1 / verdicts.FALSE_ALARM),
    ("reference/audit.md", "pages closed: {:.0f} % is usual", verdicts.WITNESS_NATURAL_LOSS * 100),
    ("reference/audit.md", "ended more than {} hours ago", int(verdicts.LATE_WINDOW / timedelta(hours=1))),
    ("reference/audit.md", "reach {} days beyond", word(audit_lake._MARGIN.days)),
    # Personal data and erasing
    ("guides/tracking-plan.md", "at most {} of an event", MOST_VIOLATIONS),
    ("guides/numbers.md", "a device with more than {} users", MOST_USERS_OF_A_DEVICE),
    ("guides/privacy.md", "A device with more than {} users is nobody's", MOST_USERS_OF_A_DEVICE),
    ("reference/people.md", "A device on which more than {} users were seen", MOST_USERS_OF_A_DEVICE),
    ("guides/tracking-plan.md", "the first {} characters", personal_data.KEPT_CHARACTERS),
    ("guides/tracking-plan.md", "has it at least {} digits", personal_data._SHORTEST_PHONE),
    ("guides/tracking-plan.md", "at most {:,} events of each name", plan.SAMPLE),
    ("guides/tracking-plan.md", "each of at least {} events had", plan.ENOUGH),
    ("guides/tracking-plan.md", "where {} events had no", sent_values.ENOUGH_TO_ALLOW),
    ("guides/tracking-plan.md", "are 2 to {} texts", sent_values.MOST_ALLOWED),
    ("guides/tracking-plan.md", "in the last {} days (--since)", plan.DAYS),
    ("guides/tracking-plan.md", "under `claims/` for {} days", lake_stack.CLAIM_DAYS),
    ("guides/tracking-plan.md", "as it was sent, for {} days", lake_stack.QUARANTINE_DAYS),
    ("guides/tracking-plan.md", "for up to {:.0f} days", parcel_queue.LONGEST.to_days()),
    ("guides/privacy.md", "as sent (kept {} days)", lake_stack.CLAIM_DAYS),
    ("guides/privacy.md", "results of queries (kept {} days)", lake_stack.ATHENA_RESULT_DAYS),
    ("guides/privacy.md", "as they arrived (kept {} days)", lake_stack.LANDING_DAYS),
    ("guides/privacy.md", "(landing {},", lake_stack.LANDING_DAYS),
    ("guides/privacy.md", "quarantine and witness {})", lake_stack.QUARANTINE_DAYS),
    ("guides/privacy.md", "or unread above {} MiB", mib(text_objects.LARGEST_READ)),
    ("guides/privacy.md", "(a queue keeps {:.0f} days)", parcel_queue.LONGEST.to_days()),
    ("decisions/0014-erasing-a-customer.md", "under way ({} minutes)", minutes(lake_rows.MAY_BE_IN_FLIGHT)),
    ("decisions/0014-erasing-a-customer.md", "{} files of the lake are one commit", lake_rows.FILES_A_COMMIT),
    ("decisions/0014-erasing-a-customer.md", "bounds one scan, {} by default", STAGE.query_limit_gib),
    # Deployment
    ("guides/deploy.md", "an unknown one (every {} s at most)", write_keys.UNKNOWN_REFRESH_S),
    ("guides/deploy.md", "and otherwise after {} s", write_keys.FRESH_S),
    ("guides/deploy.md", "is in the bucket, {} at most", throttle.LONGEST_WAIT_S),
    ("guides/deploy.md", "by 500 events a second and holds {:,}", 500 * throttle.BURST_S),
    ("guides/deploy.md", "The throttle is {:,} requests", front_door.REQUESTS_PER_SECOND),
    ("guides/deploy.md", "(burst {:,})", front_door.BURST),
    ("guides/deploy.md", "{} for `/import`: raise", front_door.SLOW_ROUTE_PER_SECOND),
    ("guides/deploy.md", "Landing objects stay {} days", lake_stack.LANDING_DAYS),
    ("guides/deploy.md", "large for the queue {} days", lake_stack.CLAIM_DAYS),
    ("guides/deploy.md", "(a parcel may wait {:.0f})", parcel_queue.LONGEST.to_days()),
    ("guides/deploy.md", "quarantine and witness {} days", lake_stack.WITNESS_DAYS),
    ("guides/deploy.md", "query results {} days", lake_stack.ATHENA_RESULT_DAYS),
    ("guides/deploy.md", "{} alarms (", alarm_count()),
    ("guides/deploy.md", "alarms (${:.2f})", alarm_count() * 0.10),
    ("guides/deploy.md", "{:,} commits that find nothing", COMMITS_A_MONTH),
    ("guides/deploy.md", "| `timezone` | `{}` |", STAGE.timezone),
    ("guides/deploy.md", "| `opens_at` | `{}` |", STAGE.opens_at),
    ("guides/deploy.md", "| `currency` | `{}` |", STAGE.currency),
    ("guides/deploy.md", "| `database` | `{}` |", STAGE.database),
    ("guides/deploy.md", "| `query_limit_gib` | `{}` |", STAGE.query_limit_gib),
    # The runbook
    ("guides/runbook.md", "waits {:.0f} days in a `-dead` queue", parcel_queue.LONGEST.to_days()),
    ("guides/runbook.md", "it took longer than {:.0f} s", ingestion.COLLECT_LIMIT.to_seconds()),
    ("guides/runbook.md", "failed to land {} times", word(parcel_queue.TRIES)),
    ("guides/runbook.md", "has waited over {} minutes in `tally-events`", alarms.OLDEST_PARCEL_SECONDS // 60),
    ("guides/runbook.md", "more than {} landers can take", word(parcel_queue.LANDERS_AT_ONCE)),
    ("guides/runbook.md", "They wait in `landing/` ({} days)", lake_stack.LANDING_DAYS),
    ("guides/runbook.md", "another commit came first {} times over", word(commit_events._TRIES)),
    ("guides/runbook.md", "other commits came first {} times, or", word(lake_rows._ATTEMPTS)),
    ("guides/runbook.md", "did not end within {} hours", word(nightly.LONGEST_NIGHT.to_hours())),
    # One machine
    ("reference/known-differences.md", "ministackorg/ministack) {} and", pinned("ministack.in", "ministack")),
    ("reference/athena-stand-in.md", "{} statements run at a time", word(engine.AT_ONCE)),
    ("reference/athena-stand-in.md", "the last {:,} of them", executions.KEPT),
]


def said(page: str) -> str:
    """The page's words, whatever its lines."""
    return " ".join((ROOT / "docs" / page).read_text().split())


@pytest.mark.parametrize(("page", "words", "number"), FACTS, ids=lambda value: str(value)[:40])
def test_a_page_tells_what_the_code_fixes(page: str, words: str, number: float) -> None:
    sentence = words.format(number)
    assert sentence.lower() in said(page).lower()


def test_both_collectors_land_alike() -> None:
    """One number is told for both."""
    assert land_witness.MAX_OBJECT_BYTES == land_events.MAX_OBJECT_BYTES
    assert lake_stack.QUARANTINE_DAYS == lake_stack.WITNESS_DAYS


def test_what_a_lambda_may_take() -> None:
    assert lake_keeping.LIMIT.to_minutes() == 15
    assert "a Lambda runs 15 minutes" in said("guides/privacy.md")


def test_the_plan_that_ships_is_as_large_as_its_decision_says() -> None:
    text = (ROOT / "tracking_plan.toml").read_text()
    events = len(tomllib.loads(text)["events"])
    lines = round(len(text.splitlines()), -1)
    assert f"{events} events take {lines} lines" in said("decisions/0012-a-plan-at-landing.md")


def test_every_fact_has_one_gap() -> None:
    assert [words for _, words, _ in FACTS if len(re.findall(r"\{[^}]*\}", words)) != 1] == []
