"""A queue of parcels and the dead-letter queue beside it."""

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.tally_function import TallyFunction
from infra.stage import Stage

TRIES = 5
LONGEST = Duration.days(14)  # SQS's own limit: time to notice, mend and redrive

# Lambda closes a batch at its 6 MB invocation limit, whatever the number says: 500 parcels of up to 12 KB, or
# 5 of a megabyte. But a claim is small, and so may a zipped body be: 500 of them with nothing but refused
# events land in two or three of the five tries (decision 0009).
PARCELS_PER_BATCH = 500
LANDERS_AT_ONCE = 10


class ParcelQueuePair(Construct):
    """`tally-<name>` and `tally-<name>-dead`, encrypted, reached over TLS only."""

    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, visibility_timeout: Duration
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = name
        self.dead = self._add_queue("Dead", f"tally-{name}-dead")
        self.queue = self._add_queue(
            "Queue",
            f"tally-{name}",
            visibility_timeout=visibility_timeout,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=TRIES),
        )

    def _add_queue(self, construct_id: str, name: str, **rest: object) -> sqs.Queue:
        return sqs.Queue(
            self,
            construct_id,
            queue_name=name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=LONGEST,
            **rest,  # type: ignore[arg-type]  # jsii's keyword arguments
        )

    def deliver_to(self, lander: TallyFunction, stage: Stage) -> None:
        """Land parcels in batches; those that fail come back alone, once their visibility ends."""
        lander.function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=PARCELS_PER_BATCH,
                max_batching_window=stage.batching_window,
                max_concurrency=LANDERS_AT_ONCE,
                report_batch_item_failures=True,
            )
        )
