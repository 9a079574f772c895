"""From an app's request to Parquet in a bucket: once for the events, once for the witness, nothing shared."""

from aws_cdk import Duration
from constructs import Construct

from infra.constructs.layers import COUNTRIES_FILE, PLAN_FILE, Layers
from infra.constructs.parcel_queue import ParcelQueuePair
from infra.constructs.setting_editors import ANY_SETTING
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import PLAN_VERSIONS, LakeStack
from infra.stage import Stage

COLLECT_MB = 512
COLLECT_LIMIT = Duration.seconds(10)
LAND_MB = 1769  # one whole CPU
LAND_LIMIT = Duration.minutes(5)
BATCH_NAMES = "An object is named after its batch."
CLAIM_NAMES = "A claim is named after the hash of its body."


class EventIngestion(Construct):
    """collect_events, tally-events, land_events."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, lake: LakeStack, layers: Layers
    ) -> None:
        super().__init__(scope, construct_id)
        bucket = lake.lake
        self.parcels = ParcelQueuePair(
            self, "Parcels", name="events", visibility_timeout=stage.visibility_timeout(LAND_LIMIT)
        )
        self.collector = TallyFunction(
            self,
            "collect_events",
            layers=layers.collecting,
            memory_mb=COLLECT_MB,
            timeout=COLLECT_LIMIT,
            settings={
                "queue_url": self.parcels.queue.queue_url,
                "lake_bucket": bucket.bucket_name,
                "write_keys_secret": lake.write_keys.secret_arn,
                "events_per_second": str(stage.key_events_per_second or ""),
            },
            uses_powertools=False,
        )
        self.collector.allow(["secretsmanager:GetSecretValue"], [lake.write_keys.secret_arn])
        self.collector.allow(["sqs:SendMessage"], [self.parcels.queue.queue_arn])
        self.collector.allow_objects(["s3:PutObject"], bucket, ["claims/*"], CLAIM_NAMES)
        self.lander = TallyFunction(
            self,
            "land_events",
            layers=layers.landing_events,
            memory_mb=LAND_MB,
            timeout=LAND_LIMIT,
            settings={
                "lake_bucket": bucket.bucket_name,
                "timezone": stage.timezone,
                "tracking_plan": PLAN_FILE,
                "countries": COUNTRIES_FILE if stage.countries else "",
                "salt_secret": lake.salt.secret_arn,
            },
        )
        self.lander.allow(["secretsmanager:GetSecretValue"], [lake.salt.secret_arn])
        self.lander.allow_objects(["s3:GetObject"], bucket, ["claims/*"], CLAIM_NAMES)
        self.lander.allow_objects(["s3:PutObject"], bucket, ["landing/*", "quarantine/*"], BATCH_NAMES)
        # who is kept out, and whether a newer plan was put, by the names of objects
        self.lander.allow(["s3:ListBucket"], [bucket.bucket_arn])
        self.lander.allow_objects(["s3:GetObject"], bucket, [PLAN_VERSIONS], ANY_SETTING)
        self.lander.keep_timezone(bucket)
        self.parcels.deliver_to(self.lander, stage)


class WitnessIngestion(Construct):
    """collect_witness, tally-witness, land_witness."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, lake: LakeStack, layers: Layers
    ) -> None:
        super().__init__(scope, construct_id)
        self.parcels = ParcelQueuePair(
            self, "Parcels", name="witness", visibility_timeout=stage.visibility_timeout(LAND_LIMIT)
        )
        self.collector = TallyFunction(
            self,
            "collect_witness",
            layers=layers.collecting,
            memory_mb=COLLECT_MB,
            timeout=COLLECT_LIMIT,
            settings={
                "witness_queue_url": self.parcels.queue.queue_url,
                "write_keys_secret": lake.write_keys.secret_arn,
            },
            uses_powertools=False,
        )
        self.collector.allow(["secretsmanager:GetSecretValue"], [lake.write_keys.secret_arn])
        self.collector.allow(["sqs:SendMessage"], [self.parcels.queue.queue_arn])
        self.lander = TallyFunction(
            self,
            "land_witness",
            layers=layers.landing_witness,
            memory_mb=LAND_MB,
            timeout=LAND_LIMIT,
            settings={
                "witness_bucket": lake.witness.bucket_name,
                "lake_bucket": lake.lake.bucket_name,
                "tracking_plan": PLAN_FILE,
            },
        )
        self.lander.allow_listing(lake.lake, PLAN_VERSIONS)
        self.lander.allow_objects(["s3:GetObject"], lake.lake, [PLAN_VERSIONS], ANY_SETTING)
        self.lander.allow_objects(["s3:PutObject"], lake.witness, ["events/*", "rejected/*"], BATCH_NAMES)
        self.parcels.deliver_to(self.lander, stage)
