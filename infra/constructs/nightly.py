"""The night's work as one state machine: its graph is the picture of how data flows."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.constructs.alarms import AlarmTopic
from infra.constructs.reasons import accept_resources
from infra.constructs.tally_function import TallyFunction

LONGEST_NIGHT = Duration.hours(6)

# b20261121t031500: the start of the execution, so a retried step and a redriven execution keep their build.
BUILD_NAME = (
    "{% 'b' & $lowercase($replace($substring($states.context.Execution.StartTime, 0, 19), /[-:]/, '')) %}"
)

# Trying again cannot mend these (tally.domain.errors): tell a person at once.
HOPELESS = ["Misconfigured", "PermanentFailure"]
PASSING = ["TemporaryFailure", "States.TaskFailed", "States.Timeout", "Lambda.TooManyRequestsException"]

# A function's own words are in the JSON that Lambda gives as the cause; a timeout gives a text.
CAUSE = (
    r"""{% ($parts := $split($string($states.errorOutput.Cause), /"errorMessage": *"|", *"errorType"/);"""
    r""" $substring($replace($exists($parts[1]) ? $parts[1] : $parts[0], '\\"', '"'), 0, 1000)) %}"""
)

STOPPED_SUBJECT = "{% 'Tally: the night stopped in ' & $states.input.step %}"
STOPPED_MESSAGE = (
    "{% 'The nightly run stopped in ' & $states.input.step & '.\\n\\n'"
    " & 'Cause: ' & $states.input.error & ': ' & $states.input.cause & '\\n\\n'"
    " & 'Until it is mended: the tables and figures of the night before stay published, and the daily report'"
    " & ' says that new ones are late. Nothing is lost.\\n\\n'"
    " & 'What to do:\\n'"
    " & '1. See how the step fails: tally run ' & $states.input.step & ' --verbose\\n'"
    " & '2. Mend it as docs/guides/runbook.md says, ' & $states.input.entry & '\\n'"
    " & '3. Make the figures: tally run nightly\\n\\n'"
    " & 'The run: ' & $states.context.Execution.Name"
    " & ' (docs/guides/runbook.md, tally-nightly-failed)' %}"
)

LACKING_SUBJECT = "{% 'Tally: the night is published, but ' & $states.input.step & ' failed' %}"
LACKING_MESSAGE = (
    "{% 'Tables, figures and page of this night are published. Then ' & $states.input.step & ' failed.\\n\\n'"
    " & 'Cause: ' & $states.input.error & ': ' & $states.input.cause & '\\n\\n'"
    " & 'Until it is mended: a dashboard asks its saved questions when somebody opens it.\\n\\n'"
    " & 'What to do:\\n'"
    " & '1. See how the step fails: tally run ' & $states.input.step & ' --verbose\\n'"
    " & '2. Mend it as docs/guides/runbook.md says, ' & $states.input.entry & '\\n'"
    " & '3. Make the answers: tally run ' & $states.input.step & '\\n\\n'"
    " & 'The run: ' & $states.context.Execution.Name %}"
)


class Nightly(Construct):
    """commit, compact, refresh, audit, publish; a failure tells a person and leaves yesterday's tables.

    Once the night is published one more step adds to it: its failure tells a person, and the night ends well.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        looping: list[TallyFunction],
        building: list[TallyFunction],
        adding: TallyFunction,
        telling: AlarmTopic,
    ) -> None:
        """`looping` are called until nothing remains, `building` and `adding` once, with the build's name."""
        super().__init__(scope, construct_id)
        stopped = self._add_failure_path(telling.topic)
        published = sfn.Succeed.jsonata(self, "published")
        lacking = self._add_mail("tell what lacks", telling.topic, LACKING_SUBJECT, LACKING_MESSAGE)
        added = self._add_task(adding, {"build": "{% $build %}"}, failing=lacking.next(published))
        following: sfn.IChainable = added.next(published)
        for step in reversed(building):
            task = self._add_task(step, {"build": "{% $build %}"}, failing=stopped)
            following = task.next(following)
        for step in reversed(looping):
            task = self._add_task(step, {}, failing=stopped)
            more = sfn.Choice.jsonata(self, f"{step.verb_noun}: more?")
            more.when(sfn.Condition.jsonata("{% $states.input.remaining = true %}"), task)
            more.otherwise(following)
            task.next(more)
            following = task
        start = sfn.Pass.jsonata(self, "name the build", assign={"build": BUILD_NAME})
        self.state_machine = self._add_state_machine(start.next(following))
        telling.allow_publishing(self.state_machine)
        self._accept_findings([*looping, *building, adding])

    def _add_task(
        self, step: TallyFunction, payload: dict[str, str], failing: sfn.IChainable
    ) -> tasks.LambdaInvoke:
        """Call the function; `failing` comes next where its retries did not help."""
        task = tasks.LambdaInvoke.jsonata(
            self,
            step.verb_noun,
            lambda_function=step.function,
            payload=sfn.TaskInput.from_object(payload),
            outputs="{% $states.result.Payload %}",
            retry_on_service_exceptions=False,
        )
        task.add_retry(errors=HOPELESS, max_attempts=0)
        task.add_retry(
            errors=PASSING,
            interval=Duration.seconds(5),
            backoff_rate=3,
            max_attempts=3,
            jitter_strategy=sfn.JitterType.FULL,
        )
        task.add_catch(
            failing,
            errors=["States.ALL"],
            outputs={
                "step": step.verb_noun,
                "error": "{% $states.errorOutput.Error %}",
                "cause": CAUSE,
                "entry": f"tally-{step.verb_noun.replace('_', '-')}-errors",
            },
        )
        return task

    def _add_failure_path(self, topic: sns.ITopic) -> sfn.IChainable:
        tell = self._add_mail("tell a person", topic, STOPPED_SUBJECT, STOPPED_MESSAGE)
        return tell.next(
            sfn.Fail.jsonata(self, "failed", error="NightlyFailed", cause="The alarm topic got the reason.")
        )

    def _add_mail(self, name: str, topic: sns.ITopic, subject: str, message: str) -> tasks.SnsPublish:
        return tasks.SnsPublish.jsonata(
            self, name, topic=topic, subject=subject, message=sfn.TaskInput.from_text(message)
        )

    def _add_state_machine(self, definition: sfn.IChainable) -> sfn.StateMachine:
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name="/aws/vendedlogs/states/tally-nightly",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        return sfn.StateMachine(
            self,
            "Machine",
            state_machine_name="tally-nightly",
            definition_body=sfn.DefinitionBody.from_chainable(definition),
            query_language=sfn.QueryLanguage.JSONATA,
            timeout=LONGEST_NIGHT,
            tracing_enabled=True,
            logs=sfn.LogOptions(destination=log, level=sfn.LogLevel.ALL),
        )

    def _accept_findings(self, steps: list[TallyFunction]) -> None:
        accept_resources(
            self.state_machine,
            ["*"],
            "AWS knows no narrower resource for X-Ray segments and for delivering Step Functions logs.",
        )
        accept_resources(
            self.state_machine,
            [f"{step.function.function_arn}:*" for step in steps],
            "The CDK allows versions of a function along with the function.",
        )
