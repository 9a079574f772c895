"""The alarms, one entry each in docs/guides/runbook.md, and the topic that tells a person."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.parcel_queue import ParcelQueuePair
from infra.constructs.tally_function import TallyFunction
from infra.stage import Stage

SILENCE_IS_CALM = cloudwatch.TreatMissingData.NOT_BREACHING
SILENCE_IS_ALARM = cloudwatch.TreatMissingData.BREACHING
SILENCE_CHANGES_NOTHING = cloudwatch.TreatMissingData.IGNORE
FIVE_MINUTES = Duration.minutes(5)
OLDEST_PARCEL_SECONDS = 15 * 60  # landing takes a minute; a quarter of an hour means it has stopped


class AlarmTopic(Construct):
    """An encrypted SNS topic that CloudWatch and Step Functions may publish to."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        # CloudWatch alarms cannot publish to a topic under AWS's own key, so this one costs a key of its own.
        self._key = kms.Key(
            self,
            "Key",
            description="Tally's alarm topic",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.topic = sns.Topic(
            self, "Topic", topic_name="tally-alarms", master_key=self._key, enforce_ssl=True
        )
        self.topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        if stage.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))

    def allow_publishing(self, publisher: iam.IGrantable) -> None:
        """Allow a role of this account to publish: to the topic, and with the topic's key."""
        statements = {
            "sns:Publish": self.topic.topic_arn,
            "kms:Decrypt": self._key.key_arn,
            "kms:GenerateDataKey": self._key.key_arn,
        }
        for action, arn in statements.items():
            iam.Grant.add_to_principal(grantee=publisher, actions=[action], resource_arns=[arn])


class Alarms(Construct):
    """Every alarm is named `tally-...` and publishes to the topic when it starts and when it ends."""

    def __init__(self, scope: Construct, construct_id: str, *, topic: sns.ITopic) -> None:
        super().__init__(scope, construct_id)
        self.alarms: list[cloudwatch.Alarm] = []
        self._action = actions.SnsAction(topic)

    def watch_function(self, function: TallyFunction) -> None:
        """Any call of it that ended in an error."""
        name = function.verb_noun.replace("_", "-")
        errors = function.function.metric_errors(period=FIVE_MINUTES, statistic="Sum")
        self._add_alarm(
            f"{name}-errors", errors, 1, f"{function.verb_noun} failed at least once in five minutes."
        )

    def watch_queue(self, queue: ParcelQueuePair) -> None:
        """Parcels given up, and parcels that wait too long."""
        dead = queue.dead.metric_approximate_number_of_messages_visible(
            period=FIVE_MINUTES, statistic="Maximum"
        )
        self._add_alarm(
            f"{queue.name}-dead",
            dead,
            1,
            f"Parcels in tally-{queue.name}-dead were accepted but not landed; they are kept 14 days.",
        )
        age = queue.queue.metric_approximate_age_of_oldest_message(period=FIVE_MINUTES, statistic="Maximum")
        self._add_alarm(
            f"{queue.name}-queue-age",
            age,
            OLDEST_PARCEL_SECONDS,
            f"A parcel has waited over 15 minutes in tally-{queue.name}.",
        )

    def watch_api(self, api: http.HttpApi, name: str) -> None:
        """5xx answers: of the collector, events may be lost when the client does not try again."""
        failed = api.metric_server_error(period=FIVE_MINUTES, statistic="Sum")
        self._add_alarm(f"{name}-server-errors", failed, 1, f"The HTTP API of the {name} answered 5xx.")

    def watch_nightly(self, machine: sfn.IStateMachine) -> None:
        """A night that failed or did not end."""
        failed = machine.metric_failed(period=FIVE_MINUTES, statistic="Sum")
        self._add_alarm(
            "nightly-failed", failed, 1, "The nightly run failed; yesterday's tables are published."
        )
        late = machine.metric_timed_out(period=FIVE_MINUTES, statistic="Sum")
        self._add_alarm("nightly-timed-out", late, 1, "The nightly run did not end within six hours.")

    def watch_audit(self, audit: TallyFunction) -> None:
        """Cells in which the two collectors disagree; what an audit found holds until the next night's."""
        disputed = _make_logged_metric(audit, "DisputedCells", "Maximum")
        self._add_alarm(
            "audit-disputes",
            disputed,
            1,
            "The two collectors disagree: some numbers are disputed.",
            silence=SILENCE_CHANGES_NOTHING,
        )

    def watch_throttle(self, collector: TallyFunction) -> None:
        """Requests of a write key that sends too much: its apps wait, or lose events if they cannot."""
        throttled = _make_logged_metric(collector, "ThrottledRequests", "Sum")
        self._add_alarm("keys-throttled", throttled, 1, "A write key sent more than its share and got 429.")

    def watch_commits(self, commit: TallyFunction) -> None:
        """Two hours without a call of commit_events: the lake stands still."""
        calls = commit.function.metric_invocations(period=Duration.hours(1), statistic="Sum")
        self._add_alarm(
            "no-commit",
            calls,
            1,
            "commit_events has not run for two hours: queries see old events.",
            periods=2,
            below=True,
            silence=SILENCE_IS_ALARM,
        )

    def watch_unreadable_objects(self, commit: TallyFunction) -> None:
        """Landing objects that lie apart, until a person has put them back or discarded them.

        A commit may come a second later than five minutes after the last: that gap is no all-clear.
        """
        unreadable = _make_logged_metric(commit, "UnreadableObjects", "Maximum")
        self._add_alarm(
            "unreadable-objects",
            unreadable,
            1,
            "Landing objects could not be read and were set aside.",
            silence=SILENCE_CHANGES_NOTHING,
        )

    def _add_alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: int,
        description: str,
        *,
        periods: int = 1,
        below: bool = False,
        silence: cloudwatch.TreatMissingData = SILENCE_IS_CALM,
    ) -> None:
        operator = cloudwatch.ComparisonOperator
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"tally-{name}",
            alarm_description=f"{description} See docs/guides/runbook.md, tally-{name}.",
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=(
                operator.LESS_THAN_THRESHOLD if below else operator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            ),
            treat_missing_data=silence,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        self.alarms.append(alarm)


def _make_logged_metric(function: TallyFunction, name: str, statistic: str) -> cloudwatch.Metric:
    """A metric that the function itself writes to its log."""
    return cloudwatch.Metric(
        namespace="Tally",
        metric_name=name,
        dimensions_map={"service": function.verb_noun},
        period=FIVE_MINUTES,
        statistic=statistic,
    )
