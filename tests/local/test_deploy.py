"""What the CDK says, as `tally up` passes it on."""

import pytest

from local.deploy import _in_short


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
    assert _in_short(line) == said
