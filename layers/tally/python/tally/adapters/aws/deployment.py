"""One deployed Tally, as whoever drives it from outside sees it: its region, stacks, keys and queues."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tally.adapters.aws.parcels_waiting import SqsParcels
from tally.domain.collecting.key_ring import SHAPE, KeyRing, read_key_ring, write_key_ring
from tally.domain.errors import Misconfigured

STACKS = ("TallyLake", "TallyPipeline")
LOCAL_CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
NOT_DEPLOYED = "deploy Tally first, with `make deploy` (AWS) or `tally up` (this machine)"
_QUEUES = ("tally-events", "tally-witness")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An AWS region, or the cloud on this machine: then the endpoints are URLs, on AWS None.

    `front_endpoint` is where the HTTP API answers, `athena_endpoint` Athena, `aws_endpoint` everything else.
    """

    region: str
    front_endpoint: str | None = None
    aws_endpoint: str | None = None
    athena_endpoint: str | None = None

    def name_variables(self) -> dict[str, str]:
        """Variables that lead boto3, and the tools built on it, here."""
        named = {
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "AWS_ENDPOINT_URL_ATHENA": self.athena_endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }
        if self.aws_endpoint is not None:
            named |= {name.upper(): value for name, value in LOCAL_CREDENTIALS.items()}
        return {name: value for name, value in named.items() if value is not None}

    def client(self, service: str, **config: Any) -> Any:
        """A boto3 client of this place; `config` as in botocore.config.Config."""
        vendor: Any = boto3  # its stubs know services only by literal name
        if self.aws_endpoint is None:
            return vendor.client(service, region_name=self.region, config=Config(**config))
        return vendor.client(
            service,
            region_name=self.region,
            endpoint_url=self.athena_endpoint if service == "athena" else self.aws_endpoint,
            config=Config(**config),
            **LOCAL_CREDENTIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(Place):
    """One deployed Tally.

    `url` is the API's base, without a slash at its end; `write_key` the key of the source `shop` (or of the
    first one). `outputs` are the stacks' outputs by key, such as LakeBucket. `dev_url` is where this
    machine's Tally shows what arrived (docs/guides/testing-your-app.md), on AWS None. `plan_file` is the
    tracking plan that `tally up` deployed here.
    """

    url: str
    write_key: str
    witness_url: str
    outputs: dict[str, str] = field(default_factory=dict)
    dev_url: str | None = None
    plan_file: str | None = None

    @classmethod
    def deployed_at(cls, place: Place) -> Self:
        """Read the outputs of both stacks, and the write key."""
        outputs = _read_stack_outputs(place)
        missing = {"EventsUrl", "WriteKeysSecret"} - outputs.keys()
        if missing:
            raise Misconfigured(f"The stacks have no output {', '.join(sorted(missing))}: {NOT_DEPLOYED}")
        keys = _fetch_key_ring(place, outputs["WriteKeysSecret"])
        url = place.front_endpoint or outputs["EventsUrl"].rstrip("/")
        return cls(
            **asdict(place),
            url=url,
            write_key=choose_key(keys),
            witness_url=f"{url}/w",
            outputs=outputs,
            dev_url=f"{place.athena_endpoint}/dev" if place.athena_endpoint else None,
        )

    @property
    def page_url(self) -> str:
        """The page's address; Misconfigured where the stacks have none yet."""
        if "PageUrl" not in self.outputs:
            raise Misconfigured(f"The stacks have no output PageUrl: {NOT_DEPLOYED}")
        return f"{self.outputs['PageUrl']}/"

    def key_ring(self) -> KeyRing:
        """All write keys of every source."""
        return _fetch_key_ring(self, self.outputs["WriteKeysSecret"])

    def write_keys(self) -> dict[str, str]:
        """The write key of every source, the newest where it has several."""
        return {source: keys[0] for source, keys in self.key_ring().items()}

    def store_key_ring(self, ring: KeyRing) -> None:
        """Make this the value of the secret that holds the write keys."""
        self.client("secretsmanager").put_secret_value(
            SecretId=self.outputs["WriteKeysSecret"], SecretString=write_key_ring(ring)
        )

    def parcels_waiting(self) -> SqsParcels:
        """Both queues; what was given up is not counted, for it does not land by itself."""
        queues = self.client("sqs")
        return SqsParcels(queues, [queues.get_queue_url(QueueName=name)["QueueUrl"] for name in _QUEUES])


def choose_key(ring: KeyRing) -> str:
    """The key that `tally` itself sends with: the newest of `shop`, or of the first source."""
    return (ring.get("shop") or next(iter(ring.values())))[0]


def _read_stack_outputs(place: Place) -> dict[str, str]:
    cloudformation = place.client("cloudformation")
    found: dict[str, str] = {}
    for stack in STACKS:
        try:
            described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as error:
            raise Misconfigured(f"Stack {stack} is not there ({error}): {NOT_DEPLOYED}") from error
        found |= {item["OutputKey"]: item["OutputValue"] for item in described.get("Outputs", [])}
    return found


def _fetch_key_ring(place: Place, secret_id: str) -> KeyRing:
    secret = place.client("secretsmanager").get_secret_value(SecretId=secret_id)
    try:
        return read_key_ring(secret["SecretString"])
    except ValueError as error:
        raise Misconfigured(f"The secret with the write keys cannot be read ({error}): {SHAPE}") from error
