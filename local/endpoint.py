"""Where Tally runs: on this machine (written down by `tally up`) or in an AWS account (from its stacks)."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from tally.domain.errors import Misconfigured
from tally.domain.key_ring import SHAPE, KeyRing, read_key_ring

ROOT = Path(__file__).parents[1]
STACKS = ("TallyLake", "TallyPipeline")
LOCAL_CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
NOT_DEPLOYED = "deploy Tally first, with `make deploy` (AWS) or `tally up` (this machine)"
OWNERS_FILE = 0o600
"""The mode of a file that nobody but its owner may read."""
_FILE = "endpoint.json"


def tally_home() -> Path:
    """The folder of everything that one running Tally keeps: TALLY_HOME, or .tally in the checkout."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / ".tally").absolute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An AWS region, or the cloud on this machine: then both endpoints are URLs, on AWS None."""

    region: str
    aws_endpoint: str | None = None
    athena_endpoint: str | None = None

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
class Endpoint(Place):
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
    def load(cls, *, aws: bool = False) -> Self:
        """The Tally of this machine, or with `aws` (or where none was started here) that of the account."""
        file = tally_home() / _FILE
        if file.exists() and not aws:
            return cls(**json.loads(file.read_text()))
        session = boto3.Session()
        if session.get_credentials() is None:
            hint = "set AWS_PROFILE, or run `aws configure`"
            raise Misconfigured(
                f"No AWS credentials: {hint}" if aws else f"No Tally runs here: {NOT_DEPLOYED}"
            )
        if session.region_name is None:
            raise Misconfigured("No AWS region: set AWS_REGION to the one that Tally is deployed in")
        return cls.deployed_at(Place(region=session.region_name))

    @classmethod
    def deployed_at(cls, place: Place) -> Self:
        """Read the outputs of both stacks, and the write key."""
        outputs = _stack_outputs(place)
        missing = {"EventsUrl", "WriteKeysSecret"} - outputs.keys()
        if missing:
            raise Misconfigured(f"The stacks have no output {', '.join(sorted(missing))}: {NOT_DEPLOYED}")
        keys = _key_ring(place, outputs["WriteKeysSecret"])
        url = _reachable(outputs["EventsUrl"].rstrip("/"), place.aws_endpoint)
        return cls(
            **asdict(place),
            url=url,
            write_key=chosen_key(keys),
            witness_url=f"{url}/w",
            outputs=outputs,
            dev_url=f"{place.athena_endpoint}/dev" if place.athena_endpoint else None,
        )

    def key_ring(self) -> KeyRing:
        """All write keys of every source."""
        return _key_ring(self, self.outputs["WriteKeysSecret"])

    def write_keys(self) -> dict[str, str]:
        """The write key of every source, the newest where it has several."""
        return {source: keys[0] for source, keys in self.key_ring().items()}

    def save(self) -> None:
        """Write it down for the other commands, for their user only: a write key is in it."""
        file = tally_home() / _FILE
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=OWNERS_FILE)
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(file)


def chosen_key(ring: KeyRing) -> str:
    """The key that `tally` itself sends with: the newest of `shop`, or of the first source."""
    return (ring.get("shop") or next(iter(ring.values())))[0]


def forget() -> None:
    """Remove what `Endpoint.save` wrote, if anything."""
    (tally_home() / _FILE).unlink(missing_ok=True)


def _stack_outputs(place: Place) -> dict[str, str]:
    cloudformation = place.client("cloudformation")
    found: dict[str, str] = {}
    for stack in STACKS:
        try:
            described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as error:
            raise Misconfigured(f"Stack {stack} is not there ({error}): {NOT_DEPLOYED}") from error
        found |= {item["OutputKey"]: item["OutputValue"] for item in described.get("Outputs", [])}
    return found


def _key_ring(place: Place, secret_id: str) -> KeyRing:
    secret = place.client("secretsmanager").get_secret_value(SecretId=secret_id)
    try:
        return read_key_ring(secret["SecretString"])
    except ValueError as error:
        raise Misconfigured(f"The secret with the write keys cannot be read ({error}): {SHAPE}") from error


def _reachable(url: str, aws_endpoint: str | None) -> str:
    """The emulator's host name is known to some resolvers only; its path form works anywhere."""
    if aws_endpoint is None:
        return url
    api_id = url.split("//", 1)[1].split(".", 1)[0]
    return f"{aws_endpoint}/_aws/execute-api/{api_id}/$default"
