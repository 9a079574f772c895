"""Where Tally runs: on this machine (written down by `tally up`) or in an AWS account (from its stacks)."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from tally.domain.errors import Misconfigured

ROOT = Path(__file__).parents[1]
STACKS = ("TallyLake", "TallyPipeline")
LOCAL_CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
NOT_DEPLOYED = "deploy Tally first, with `make deploy` (AWS) or `tally up` (this machine)"
_FILE = "endpoint.json"


def tally_home() -> Path:
    """The folder of everything that one running Tally keeps: TALLY_HOME, or .tally in the checkout."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / ".tally").absolute()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One deployed Tally.

    `url` is the API's base, without a slash at its end; `write_key` the key of the source `shop` (or of the
    first one). `outputs` are the stacks' outputs by key, such as LakeBucket. `aws_endpoint` and
    `athena_endpoint` are None on AWS.
    """

    url: str
    write_key: str
    witness_url: str
    region: str
    aws_endpoint: str | None = None
    athena_endpoint: str | None = None
    outputs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, *, aws: bool = False) -> Self:
        """The Tally of this machine, or with `aws` (or where none was started here) that of the account."""
        file = tally_home() / _FILE
        if file.exists() and not aws:
            return cls(**json.loads(file.read_text()))
        if aws or boto3.Session().get_credentials():
            return cls.of_account()
        raise Misconfigured(f"No Tally runs here: {NOT_DEPLOYED}")

    @classmethod
    def of_account(cls) -> Self:
        """The Tally of the AWS account that boto3's credentials lead to."""
        session = boto3.Session()
        if session.get_credentials() is None:
            raise Misconfigured("No AWS credentials: set AWS_PROFILE, or run `aws configure`")
        if session.region_name is None:
            raise Misconfigured("No AWS region: set AWS_REGION to the one that Tally is deployed in")
        return cls.from_stacks(session.region_name)

    @classmethod
    def from_stacks(
        cls, region: str, aws_endpoint: str | None = None, athena_endpoint: str | None = None
    ) -> Self:
        """Read the outputs of both stacks, and the write key."""
        place = cls("", "", "", region, aws_endpoint, athena_endpoint)
        outputs = place._stack_outputs()
        missing = {"EventsUrl", "WriteKeysSecret"} - outputs.keys()
        if missing:
            raise Misconfigured(f"The stacks have no output {', '.join(sorted(missing))}: {NOT_DEPLOYED}")
        secret = place.client("secretsmanager").get_secret_value(SecretId=outputs["WriteKeysSecret"])
        keys = json.loads(secret["SecretString"])
        url = place._reachable(outputs["EventsUrl"].rstrip("/"))
        write_key = keys.get("shop") or next(iter(keys.values()))
        return cls(url, write_key, f"{url}/w", region, aws_endpoint, athena_endpoint, outputs)

    def save(self) -> None:
        """Write it down for the other commands."""
        file = tally_home() / _FILE
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(file)

    @staticmethod
    def forget() -> None:
        """Remove what `save` wrote, if anything."""
        (tally_home() / _FILE).unlink(missing_ok=True)

    def client(self, service: str, **config: Any) -> Any:
        """A boto3 client of this Tally's place; `config` as in botocore.config.Config."""
        vendor: Any = boto3  # its stubs know services only by literal name
        if self.aws_endpoint is None:
            return vendor.client(service, region_name=self.region, config=Config(**config))
        endpoint = self.athena_endpoint if service == "athena" else self.aws_endpoint
        return vendor.client(
            service,
            region_name=self.region,
            endpoint_url=endpoint or self.aws_endpoint,
            config=Config(**config),
            **LOCAL_CREDENTIALS,
        )

    def _stack_outputs(self) -> dict[str, str]:
        cloudformation = self.client("cloudformation")
        found: dict[str, str] = {}
        for stack in STACKS:
            try:
                described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            except ClientError as error:
                raise Misconfigured(f"Stack {stack} is not there ({error}): {NOT_DEPLOYED}") from error
            except BotoCoreError as error:
                raise Misconfigured(f"CloudFormation cannot be reached: {error}") from error
            found |= {item["OutputKey"]: item["OutputValue"] for item in described.get("Outputs", [])}
        return found

    def _reachable(self, url: str) -> str:
        """The emulator's host name is known to some resolvers only; its path form works anywhere."""
        if self.aws_endpoint is None:
            return url
        api_id = url.split("//", 1)[1].split(".", 1)[0]
        return f"{self.aws_endpoint}/_aws/execute-api/{api_id}/$default"
