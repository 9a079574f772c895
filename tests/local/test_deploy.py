"""What `tally up` tells the CDK, and what the CDK says, as `tally up` passes it on."""

import pytest
from tally.domain.errors import Misconfigured

from cli.plan_file import PLAN
from infra.constructs import answering, front_door
from local import cloud
from local.deploy import _shorten_line, context_options


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "TallyLake |  3/12 | 9:30:01 PM | CREATE_COMPLETE | AWS::S3::Bucket | Lake (Lake5F1B88EA)",
            "TallyLake 3 of 12 resources",
        ),
        ("  built the layer arrow: 35 MB zipped, 3.0 s\n", "built the layer arrow: 35 MB zipped, 3.0 s"),
        (
            "TallyLake: start: Publishing TallyLake Template (current_account-current_region-1)\n",
            "TallyLake: start: Publishing TallyLake Template",
        ),
        ("\n", ""),
    ],
)
def test_output_in_short(line: str, said: str) -> None:
    assert _shorten_line(line) == said


def test_values_of_the_user_reach_the_cdk() -> None:
    options = context_options(PLAN, ["countries=a b.mmdb", "key_events_per_second=5"])
    assert options[-4:] == ["-c", "countries=a b.mmdb", "-c", "key_events_per_second=5"]
    assert options[:-4] == context_options(PLAN) == ["-c", "target=emulator", "-c", f"tracking_plan={PLAN}"]


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("target=aws", "make deploy"),
        ("tracking_plan=draft.toml", "--plan"),
        ("countries", "-c KEY=VALUE"),
    ],
)
def test_a_value_that_is_not_for_here_says_what_to_do(value: str, advice: str) -> None:
    with pytest.raises(Misconfigured, match=advice):
        context_options(PLAN, [value])


def test_the_api_that_has_a_port_of_its_own_is_the_one_that_is_deployed() -> None:
    assert cloud.API_ID == front_door.STABLE_ID
    assert cloud.REPORTS_API_ID == answering.STABLE_ID
