"""The stateless stack: everything that computes. Made again, it has lost nothing that had landed."""

import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.constructs.alarms import Alarms, AlarmTopic
from infra.constructs.analysts import Analysts
from infra.constructs.answering import Answering
from infra.constructs.dashboard import add_dashboard
from infra.constructs.erasing import Erasing
from infra.constructs.front_door import FrontDoor
from infra.constructs.ingestion import EventIngestion, WitnessIngestion
from infra.constructs.lake_keeping import LakeKeeping
from infra.constructs.layers import Layers
from infra.constructs.mailing import Mailing
from infra.constructs.modelling import Modelling
from infra.constructs.nightly import Nightly
from infra.constructs.page import Page
from infra.constructs.schedule import Schedule
from infra.constructs.sending_schedules import SendingSchedules
from infra.constructs.setting_editors import SettingEditors
from infra.lake_stack import LakeStack
from infra.layer_archives import LayerArchive
from infra.stage import Stage


class PipelineStack(Stack):
    """The way of an event, from the HTTP API to the published KPIs, and what watches over it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        build_layer: Callable[[str], LayerArchive],
        **stack: object,
    ) -> None:
        super().__init__(scope, construct_id, **stack)  # type: ignore[arg-type]  # jsii's keyword arguments
        layers = Layers(
            self, "Layers", build=build_layer, plan=stage.tracking_plan, countries=stage.countries
        )
        self.events = EventIngestion(self, "Events", stage=stage, lake=lake, layers=layers)
        self.witness = WitnessIngestion(self, "Witness", stage=stage, lake=lake, layers=layers)
        self.keeping = LakeKeeping(self, "Keeping", stage=stage, lake=lake, layers=layers)
        self.modelling = Modelling(self, "Modelling", stage=stage, lake=lake, layers=layers)
        self.functions = [
            *(self.events.collector, self.events.lander, self.witness.collector, self.witness.lander),
            *(self.keeping.commit, self.keeping.compact, self.keeping.quarantine),
            *(self.modelling.refresh, self.modelling.audit),
            *(self.modelling.publish_kpis, self.modelling.publish_answers),
        ]
        self.door = FrontDoor(
            self, "FrontDoor", stage=stage, collector=self.events.collector, witness=self.witness.collector
        )
        telling = AlarmTopic(self, "Telling", stage=stage)
        self.topic = telling.topic
        self.nightly = Nightly(
            self,
            "Nightly",
            looping=[self.keeping.commit, self.keeping.compact],
            building=[self.modelling.refresh, self.modelling.audit, self.modelling.publish_kpis],
            adding=self.modelling.publish_answers,
            telling=telling,
        )
        self.erasing = Erasing(
            self,
            "Erasing",
            stage=stage,
            lake=lake,
            layers=layers,
            queues=[self.events.parcels, self.witness.parcels],
            nightly=self.nightly.state_machine,
        )
        self.page = Page(self, "Page", stage=stage, staff=lake.staff)
        self.answering = Answering(self, "Answering", stage=stage, lake=lake, layers=layers, page=self.page)
        self.functions += [self.erasing.forget, *self.answering.functions]
        self.mailing = Mailing(
            self,
            "Mailing",
            stage=stage,
            lake=lake,
            layers=layers,
            page_url=f"{self.page.url}/",
            answering=self.answering,
            telling=telling,
        )
        self.schedules = SendingSchedules(
            self,
            "Schedules",
            stage=stage,
            lake=lake,
            layers=layers,
            answering=self.answering,
            mailing=self.mailing,
            telling=telling,
            page_url=f"{self.page.url}/",
        )
        self.functions += [self.mailing.send, self.mailing.change, self.schedules.send]
        self.analysts = Analysts(self, "Analysts", stage=stage, lake=lake)
        self.editors = SettingEditors(self, "SettingEditors", lake=lake)
        self._schedule(stage)
        self._watch(stage, lake)

    def _schedule(self, stage: Stage) -> None:
        Schedule(
            self,
            "CommitSchedule",
            name="tally-commit-events",
            expression=f"rate({stage.commit_rate})",
            timezone="UTC",
            action="lambda:InvokeFunction",
            target_arn=self.keeping.commit.function.function_arn,
        )
        Schedule(
            self,
            "NightlySchedule",
            name="tally-nightly",
            expression="cron(15 3 * * ? *)",  # after the last events of the evening, before the shop opens
            timezone=stage.timezone,
            action="states:StartExecution",
            target_arn=self.nightly.state_machine.state_machine_arn,
        )

    def _watch(self, stage: Stage, lake: LakeStack) -> None:
        alarms = Alarms(self, "Alarms", topic=self.topic)
        for function in self.functions:
            alarms.watch_function(function)
        queues = [self.events.parcels, self.witness.parcels]
        for queue in queues:
            alarms.watch_queue(queue)
        alarms.watch_api(self.door.api, "collector")
        alarms.watch_api(self.answering.api, "reports")
        alarms.watch_throttle(self.events.collector)
        alarms.watch_nightly(self.nightly.state_machine)
        alarms.watch_commits(self.keeping.commit)
        alarms.watch_unreadable_objects(self.keeping.commit)
        alarms.watch_audit(self.modelling.audit)
        board = add_dashboard(
            self,
            alarms=alarms.alarms,
            api=self.door.api,
            queues=queues,
            functions=self.functions,
            machine=self.nightly.state_machine,
        )
        for name, value in {
            "EventsUrl": self.door.api.api_endpoint,
            "ReportsUrl": self.answering.api.api_endpoint,
            "PageUrl": self.page.url,
            "PageDomain": self.page.distribution.distribution_domain_name,
            "PageBucket": self.page.bucket.bucket_name,
            "PageClient": self.page.client.ref,
            "LoginUrl": lake.staff.login_url,
            "NightlyStateMachine": self.nightly.state_machine.state_machine_arn,
            "AlarmTopic": self.topic.topic_arn,
            "AnalystPolicy": self.analysts.policy.managed_policy_arn,
            "SettingsEditorPolicy": self.editors.policy.managed_policy_arn,
            "PlanEditorPolicy": self.editors.plan_policy.managed_policy_arn,
            "Dashboard": board.dashboard_name,
            "TrackingPlan": mark_plan(stage.tracking_plan),
        }.items():
            CfnOutput(self, name, value=value)


def mark_plan(file: Path) -> str:
    """What `tally status` compares the plan at hand with: JSON of the file's name, mode, events and hash."""
    content = file.read_bytes()
    plan = tomllib.loads(content.decode())
    return json.dumps(
        {
            "file": file.name,
            "mode": plan.get("mode", "observe"),
            "events": len(plan.get("events", {})),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    )
