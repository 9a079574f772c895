"""The runbook has one entry per alarm, no more and no less."""

import re

from tests.infra.synthesis import ROOT, Deployment


def test_every_alarm_has_its_entry(on_aws: Deployment) -> None:
    alarms = [alarm["AlarmName"] for alarm in on_aws.pipeline.properties("AWS::CloudWatch::Alarm")]
    entries = re.findall(r"^## (tally-\S+)$", (ROOT / "docs/guides/runbook.md").read_text(), re.MULTILINE)
    assert sorted(entries) == sorted(alarms)


def test_every_entry_says_what_to_do() -> None:
    for entry in re.split(r"^## tally-", (ROOT / "docs/guides/runbook.md").read_text(), flags=re.MULTILINE)[
        1:
    ]:
        for part in ("**Means**", "**Look first**", "**Mend**"):
            assert part in entry, entry.splitlines()[0]


def test_every_alarm_leads_to_its_entry(on_aws: Deployment) -> None:
    for alarm in on_aws.pipeline.properties("AWS::CloudWatch::Alarm"):
        assert alarm["AlarmDescription"].endswith(f"See docs/guides/runbook.md, {alarm['AlarmName']}.")
