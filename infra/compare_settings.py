"""`python -m infra.compare_settings`: what a deployment would change of the values that are deployed.

`make deploy` runs it first. It prints a line for each change. One that would alter days that are published
(the time zone, the opening hour of a past day) ends it with a sentence and code 1.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import boto3
from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError

from infra.stage import Stage, read_settings_file

STACK = "TallyLake"
FOR_GOOD = {
    "timezone": "the business day is stored with each event",
    "database": "another one would be an empty lake",
}


def changes(deployed: Mapping[str, str], ahead: Mapping[str, str]) -> Iterator[str]:
    """A line for each value that becomes another."""
    for key in sorted({*deployed, *ahead}):
        before, after = deployed.get(key), ahead.get(key)
        if before != after:
            yield f"{key}: {before or 'not set'} -> {after or 'not set'}"


def refusal(deployed: Mapping[str, str], ahead: Mapping[str, str], today: str) -> str | None:
    """Why this must not be deployed, or None. `today` is a date; a day before it keeps its opening hour."""
    for key, reason in FOR_GOOD.items():
        if deployed.get(key, ahead[key]) != ahead[key]:
            return f"tally.toml: {key} is {deployed[key]} for good, for {reason}: leave it so"
    before, after = (_opening_until(told["opens_at"], today) for told in ({**ahead, **deployed}, ahead))
    if before == after:
        return None
    return (
        f"tally.toml: the opening hour of past days would change, {before} -> {after}, and with it numbers "
        "that are published: leave them, and write the new hour with its first day below [opens_at_from]"
    )


def _opening_until(opens_at: str, today: str) -> str:
    """What of "07:00 2026-06-01=10:00" holds for days up to this one."""
    first, *later = opens_at.split()
    return " ".join([first, *sorted(each for each in later if each.partition("=")[0] <= today)])


def main() -> None:
    """Compare tally.toml with the stack of the account and Region of the credentials."""
    deployed = _read_deployed()
    if deployed is None:
        print("Nothing is deployed here yet.")
        return
    try:
        ahead = Stage.from_context({}, read_settings_file()).told
    except ValueError as wrong:
        sys.exit(str(wrong))
    print("\n".join(changes(deployed, ahead)) or "The values stay as they are.")
    if why := refusal(deployed, ahead, f"{datetime.now(UTC):%Y-%m-%d}"):
        sys.exit(why)


def _read_deployed() -> dict[str, str] | None:
    try:
        # The CDK reads AWS_REGION, boto3 by itself does not.
        cloudformation = boto3.client("cloudformation", region_name=os.environ.get("AWS_REGION"))
        (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        sys.exit(f"AWS does not tell what is deployed: {error}")
    except NoCredentialsError:
        sys.exit("No AWS credentials: set AWS_PROFILE, or run `aws configure`")
    except NoRegionError:
        sys.exit("No Region: set AWS_REGION, such as eu-south-1")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return json.loads(outputs["Settings"]) if "Settings" in outputs else None


if __name__ == "__main__":
    main()
