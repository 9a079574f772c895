"""change_subscription: by who is logged in, by the link of a mail, and by a mail that came back."""

import os
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.call_log import LineLog
from tally.adapters.answering.http_reports import Reply, ReportCall, make_reply, parse_body
from tally.adapters.answering.http_settings import read_version
from tally.adapters.answering.http_unsubscribe import follow_link
from tally.adapters.aws.clients import read_secret, s3_client, topic_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.sending.alarm_topic import SnsPerson
from tally.domain.answering.caller import Rights
from tally.domain.daily_report.returned_mail import read_returned
from tally.settings import SubscriptionSettings
from tally.use_cases.change_setting import ChangeSetting
from tally.use_cases.change_subscription import ChangeSubscription

log = LineLog("change_subscription")
read_key = cache(read_secret)


@cache
def changer() -> ChangeSubscription:
    """The use case with its adapters, made once."""
    settings = SubscriptionSettings.from_env(os.environ)
    store = S3Settings(s3_client(), settings.lake_bucket)
    return ChangeSubscription(
        store,
        lambda who: ChangeSetting(store, lambda: datetime.now(UTC), who, settings.clock),
        Rights(frozenset()),
        SnsPerson(topic_client(), settings.topic_arn),
        settings.language,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: an event of SES by EventBridge, or a call of the API, payload format 2.0."""
    if event.get("source") == "aws.ses":
        return {"ended": changer().end_returned(read_returned(event["detail"]))}
    if event["rawPath"].endswith("/v1/unsubscribe"):
        end = partial(changer().end, written_by="the link of a mail")
        return follow_link(event, read_key(os.environ["TALLY_LINK_SECRET"]), end, changer().language)
    return answer_call(event, lambda call: respond(event, call), log)


def respond(event: dict[str, Any], call: ReportCall) -> Reply:
    """The caller's own subscription, with its version as ETag."""
    if call.method == "PUT":
        shown = changer().put(call.caller, parse_body(call.body), read_version(event))
    else:
        shown = changer().read(call.caller)
    return make_reply(200, "application/json", shown, {"etag": f'"{shown["version"]}"'})
