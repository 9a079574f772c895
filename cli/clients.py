"""Which Tally a command speaks to: that of this machine (written down by `tally up`) or of an AWS account."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import boto3
from tally.adapters.aws.deployment import NOT_DEPLOYED, Deployment, Place
from tally.domain.errors import Misconfigured
from tally.use_cases.await_landing import AwaitLanding

ROOT = Path(__file__).parents[1]
OWNERS_FILE = 0o600
"""The mode of a file that nobody but its owner may read."""
_FILE = "endpoint.json"
_LOOK_EVERY_S, _AWS_LOOK_EVERY_S = 0.5, 5.0


def tally_home() -> Path:
    """The folder of everything that one running Tally keeps: TALLY_HOME, or .tally in the checkout."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / ".tally").absolute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Deployment):
    """The deployment that `tally` commands speak to."""

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

    def save(self) -> None:
        """Write it down for the other commands, for their user only: a write key is in it."""
        file = tally_home() / _FILE
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=OWNERS_FILE)
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(file)


def forget() -> None:
    """Remove what `Endpoint.save` wrote, if anything."""
    (tally_home() / _FILE).unlink(missing_ok=True)


def wait_until_landed(endpoint: Endpoint, update: Callable[[str], None]) -> None:
    """Return once all that was accepted has landed; see AwaitLanding."""
    look_every_s = _LOOK_EVERY_S if endpoint.aws_endpoint else _AWS_LOOK_EVERY_S
    AwaitLanding(endpoint.parcels_waiting(), look_every_s, time.sleep, time.monotonic)(update)
