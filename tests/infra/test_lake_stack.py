"""What is kept: encrypted, private, over TLS, with an end where an end is due."""

import tomllib
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tally.adapters.athena.missing_tables import MissingTables

from tests.infra.synthesis import ROOT, Deployment

# Renaming any of these makes CloudFormation delete the old and create an empty new one.
KEPT = {
    "Logs6819BB44": "AWS::S3::Bucket",
    "Lake5F1B88EA": "AWS::S3::Bucket",
    "Witness5C2207A9": "AWS::S3::Bucket",
    "Results25575328": "AWS::S3::Bucket",
    "SentFiles30833688": "AWS::S3::Bucket",
    "Catalog": "AWS::Glue::Database",
    "Inner": "AWS::Glue::Database",
    "Records": "AWS::Glue::Database",
    "Landing": "AWS::Glue::Table",
    "Quarantine": "AWS::Glue::Table",
    "WitnessEvents": "AWS::Glue::Table",
    "ScheduledAnswers": "AWS::Glue::Table",
    "WriteKeys3188BAF3": "AWS::SecretsManager::Secret",
    "SaltDBAE3CEC": "AWS::SecretsManager::Secret",
}


def test_names_of_what_is_kept_never_change(on_aws: Deployment) -> None:
    kinds = {"AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::Glue::Database", "AWS::Glue::Table"}
    resources = on_aws.lake.body["Resources"].items()
    assert {name: each["Type"] for name, each in resources if each["Type"] in kinds} == KEPT


def test_five_buckets_are_encrypted_and_closed(on_aws: Deployment) -> None:
    buckets = on_aws.lake.properties("AWS::S3::Bucket")
    assert len(buckets) == 5
    for bucket in buckets:
        rule = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert "VersioningConfiguration" not in bucket  # an erased person must not live on as an old version


def test_every_bucket_refuses_plain_http(on_aws: Deployment) -> None:
    policies = on_aws.lake.properties("AWS::S3::BucketPolicy")
    assert len(policies) == 5
    for policy in policies:
        denied = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [s["Condition"] for s in denied]


def test_a_version_of_a_setting_is_written_once(on_aws: Deployment) -> None:
    statements = [
        each
        for policy in on_aws.lake.properties("AWS::S3::BucketPolicy")
        for each in policy["PolicyDocument"]["Statement"]
        if "Null" in each["Condition"]
    ]
    (once,) = statements
    assert (once["Effect"], once["Action"], once["Principal"]) == ("Deny", "s3:PutObject", {"AWS": "*"})
    assert once["Resource"]["Fn::Join"][1][1] == "/settings/*"
    assert once["Condition"] == {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
    }


def test_every_bucket_but_the_log_bucket_is_logged(on_aws: Deployment) -> None:
    logged = [b for b in on_aws.lake.properties("AWS::S3::Bucket") if "LoggingConfiguration" in b]
    assert sorted(b["LoggingConfiguration"]["LogFilePrefix"] for b in logged) == [
        "lake/",
        "results/",
        "sentfiles/",
        "witness/",
    ]


def test_what_has_served_its_time_goes(on_aws: Deployment) -> None:
    days: dict[str, int] = {}
    for bucket in on_aws.lake.properties("AWS::S3::Bucket"):
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert {"DaysAfterInitiation": 7} in [r.get("AbortIncompleteMultipartUpload") for r in rules]
        days |= {r.get("Prefix", "logs"): r["ExpirationInDays"] for r in rules if "ExpirationInDays" in r}
    assert days == {
        "logs": 90,
        "landing/": 90,
        "records/": 90,
        "claims/": 20,
        "quarantine/": 400,
        "unreadable/": 90,
        "events/": 400,
        "rejected/": 400,
        "athena/": 30,
        "answers/": 7,
        "answers/files/": 1,
        "spent/": 7,
        "page/": 35,
        "sent/": 35,
        "files/": 400,
        "scheduled_answers/": 400,
        "values/": 400,
    }


def test_a_claim_outlives_its_parcel(on_aws: Deployment) -> None:
    queue_days = (
        max(q["MessageRetentionPeriod"] for q in on_aws.pipeline.properties("AWS::SQS::Queue")) / 86400
    )
    lake = [
        rule
        for bucket in on_aws.lake.properties("AWS::S3::Bucket")
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if rule.get("Prefix") == "claims/"
    ]
    assert lake[0]["ExpirationInDays"] > queue_days


def test_data_stays_when_the_aws_stack_goes(on_aws: Deployment, on_emulator: Deployment) -> None:
    for kind in ("AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::Glue::Database"):
        assert {r["DeletionPolicy"] for r in on_aws.lake.of_type(kind).values()} == {"Retain"}
        assert {r["DeletionPolicy"] for r in on_emulator.lake.of_type(kind).values()} == {"Delete"}


@pytest.mark.parametrize(
    ("table", "sections", "prefix"),
    [
        ("landing", ["events"], "landing"),
        ("quarantine", ["events", "quarantine"], "quarantine"),
        ("witness_events", ["witness"], "events"),
    ],
)
def test_external_tables_have_the_columns_of_the_code(
    on_aws: Deployment, table: str, sections: list[str], prefix: str
) -> None:
    declared = tomllib.loads((ROOT / "layers/tally/python/tally/domain/events/columns.toml").read_text())
    expected = [
        {"Name": name, "Type": facts["type"], "Comment": facts["comment"]}
        for section in sections
        for name, facts in declared[section].items()
    ]
    inputs = {p["TableInput"]["Name"]: p["TableInput"] for p in on_aws.lake.properties("AWS::Glue::Table")}
    found = inputs[table]
    assert found["StorageDescriptor"]["Columns"] == expected
    assert [key["Name"] for key in found["PartitionKeys"]] == ["dt"]
    assert found["Parameters"]["projection.enabled"] == "true"
    template = found["Parameters"]["storage.location.template"]["Fn::Join"][1]
    assert template[0] == "s3://"
    assert template[-1] == f"/{prefix}/dt=${{dt}}/"


def test_partitions_reach_back_as_far_as_objects_are_kept(on_aws: Deployment) -> None:
    inputs = [p["TableInput"] for p in on_aws.lake.properties("AWS::Glue::Table")]
    assert {i["Name"]: i["Parameters"]["projection.dt.range"] for i in inputs} == {
        "landing": "NOW-90DAYS,NOW+1DAYS",
        "quarantine": "NOW-400DAYS,NOW+1DAYS",
        "witness_events": "NOW-400DAYS,NOW+1DAYS",
        "scheduled_answers": "NOW-400DAYS,NOW+1DAYS",
    }


def test_a_table_that_is_made_again_is_the_stack_s(on_aws: Deployment) -> None:
    made: dict[str, Any] = {}

    class NoTables:
        def get_table(self, **asked: str) -> None:
            raise ClientError({"Error": {"Code": "EntityNotFoundException"}}, "GetTable")

        def create_table(self, **given: Any) -> None:
            made[given["TableInput"]["Name"]] = given["TableInput"]

    glue: Any = NoTables()
    buckets = {"lake": "Lake5F1B88EA", "witness": "Witness5C2207A9"}
    assert list(MissingTables(glue, "lake", buckets).make_again()) == list(made)
    declared = [p["TableInput"] for p in on_aws.lake.properties("AWS::Glue::Table")]
    of_events = [each for each in declared if each["Name"] != "scheduled_answers"]
    assert made == {each["Name"]: put_names_in(each) for each in of_events}


def put_names_in(part: Any) -> Any:
    """A part of a template with a resource's name where it refers to one."""
    if isinstance(part, list):
        return [put_names_in(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "Fn::Join" in part:
        return "".join(map(put_names_in, part["Fn::Join"][1]))
    return part.get("Ref") or {name: put_names_in(each) for name, each in part.items()}


def test_queries_are_limited_and_their_results_encrypted(on_aws: Deployment) -> None:
    found = {
        workgroup["Name"]: workgroup["WorkGroupConfiguration"]
        for workgroup in on_aws.lake.properties("AWS::Athena::WorkGroup")
    }
    limits = {name: settings["BytesScannedCutoffPerQuery"] for name, settings in found.items()}
    assert limits == {"tally": 100 * 1024**3, "tally-reports": 20 * 1024**3}
    for settings in found.values():
        encryption = settings["ResultConfiguration"]["EncryptionConfiguration"]
        assert encryption == {"EncryptionOption": "SSE_S3"}
    # Enforced, Athena would refuse every model: CREATE TABLE AS with an external_location.
    enforced = {name: settings["EnforceWorkGroupConfiguration"] for name, settings in found.items()}
    assert enforced == {"tally": False, "tally-reports": True}


def test_the_first_write_key_is_made_by_aws(on_aws: Deployment) -> None:
    generated, _ = [
        secret["GenerateSecretString"] for secret in on_aws.lake.properties("AWS::SecretsManager::Secret")
    ]
    assert generated["SecretStringTemplate"] == "{}"
    assert generated["GenerateStringKey"] == "shop"
    assert set(":/?#&=+% ") - set(generated["ExcludeCharacters"]) == {" "}  # spaces are out by default


def test_on_one_machine_the_first_write_key_is_always_the_same(on_emulator: Deployment) -> None:
    fixed, _ = on_emulator.lake.properties("AWS::SecretsManager::Secret")
    assert fixed["SecretString"] == '{"shop": "local-shop"}'
    assert "GenerateSecretString" not in fixed


def test_outputs(on_aws: Deployment) -> None:
    named = {name for name in on_aws.lake.body["Outputs"] if not name.startswith("ExportsOutput")}
    assert named == {
        "LakeBucket",
        "WitnessBucket",
        "ResultsBucket",
        "ExportsBucket",
        "Database",
        "Workgroup",
        "WriteKeysSecret",
        "SaltSecret",
        "UserPool",
        "UserPoolClient",
        "Timezone",
        "Settings",
        "MailSender",
    }
    assert on_aws.lake.body["Outputs"]["Timezone"]["Value"] == "Europe/Rome"


def test_the_salt_is_made_by_aws_and_outlives_the_stack(on_aws: Deployment) -> None:
    _, salt = on_aws.lake.of_type("AWS::SecretsManager::Secret").values()
    assert salt["Properties"]["GenerateSecretString"] == {"ExcludePunctuation": True, "PasswordLength": 64}
    assert salt["DeletionPolicy"] == "Retain"
