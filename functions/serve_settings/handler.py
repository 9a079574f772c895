"""serve_settings: questions, cohorts, dashboards and schedules that people save, over HTTP."""

import os
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.call_log import LineLog
from tally.adapters.answering.http_reports import Reply, ReportCall, confirm, parse_body
from tally.adapters.answering.http_settings import read_setting_call, reply_setting, reply_settings
from tally.adapters.aws.clients import accounts_client, s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.sending.accounts import CognitoAccounts
from tally.domain.answering.caller import Rights
from tally.settings import SavedSettings
from tally.use_cases.change_setting import ChangeSetting
from tally.use_cases.check_schedule import CheckSchedule
from tally.use_cases.serve_settings import ServeSettings

log = LineLog("serve_settings")


@cache
def server() -> ServeSettings:
    """The use case with its adapters, made once."""
    settings = SavedSettings.from_env(os.environ)
    store = S3Settings(s3_client(), settings.lake_bucket)
    accounts = CognitoAccounts(accounts_client, settings.user_pool)
    checks = {"schedule": CheckSchedule(accounts, settings.mail_from)}
    now = partial(datetime.now, UTC)
    return ServeSettings(
        store,
        lambda who: ChangeSetting(store, now, who, settings.clock, checks=checks),
        Rights(frozenset()),
        now,
    )


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, lambda call: respond(event, call), log)
    log.count(f"Settings{answer['statusCode']}")
    return answer


def respond(event: dict[str, Any], call: ReportCall) -> Reply:
    """One setting, all of a kind, or that one is deleted."""
    wanted = read_setting_call(event)
    if wanted.name is None:
        return reply_settings(wanted.place, server().list(call.caller, wanted.kind))
    asked = (call.caller, wanted.kind, wanted.name)
    match call.method:
        case "PUT":
            return reply_setting(server().put(*asked, parse_body(call.body), wanted.over))
        case "DELETE":
            server().delete(*asked, wanted.over)
            return confirm()
    return reply_setting(server().read(*asked))
