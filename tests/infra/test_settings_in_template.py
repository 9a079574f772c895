"""Every variable that a function's settings class needs is set in the template, and no other."""

import copy
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from tally import settings

from tests.infra.synthesis import Deployment

CLASSES: Mapping[str, type[settings.Settings]] = {
    "collect_events": settings.CollectSettings,
    "collect_witness": settings.CollectWitnessSettings,
    "land_events": settings.LandSettings,
    "land_witness": settings.LandWitnessSettings,
    "commit_events": settings.TableSettings,
    "compact_events": settings.CompactSettings,
    "quarantine_event": settings.TableSettings,
    "forget_customer": settings.ForgetSettings,
    "refresh_models": settings.RefreshSettings,
    "audit_lake": settings.ModelSettings,
    "publish_kpis": settings.PublishSettings,
    "publish_answers": settings.AnswerSettings,
    "answer_report": settings.AnswerSettings,
    "export_report": settings.AnswerSettings,
    "send_daily_report": settings.SendSettings,
    "send_schedules": settings.ScheduleSettings,
    "read_page": settings.PageSettings,
    "serve_settings": settings.SavedSettings,
    "change_subscription": settings.SubscriptionSettings,
}


def disagreements(functions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Sentences on what a function needs and lacks, or is given and does not read."""
    found = []
    for name, cls in CLASSES.items():
        variables = functions[name]["Environment"]["Variables"]
        known = {f"TALLY_{field.name.upper()}": field.default is MISSING for field in fields(cls)}
        found += [
            f"{name} lacks {each}" for each, needed in known.items() if needed and each not in variables
        ]
        given = [each for each in variables if each.startswith("TALLY_")]
        found += [f"{name} does not read {each}" for each in given if each not in known]
    return found


def test_settings_and_template_agree(on_aws: Deployment) -> None:
    assert set(CLASSES) == set(on_aws.pipeline.functions)
    assert disagreements(on_aws.pipeline.functions) == []


def test_the_check_sees_a_missing_and_a_superfluous_variable(on_aws: Deployment) -> None:
    broken = copy.deepcopy(on_aws.pipeline.functions)
    variables = broken["land_events"]["Environment"]["Variables"]
    variables["TALLY_TIMEZNOE"] = variables.pop("TALLY_TIMEZONE")
    assert disagreements(broken) == [
        "land_events lacks TALLY_TIMEZONE",
        "land_events does not read TALLY_TIMEZNOE",
    ]


def test_all_but_those_somebody_waits_for_log_with_powertools(on_aws: Deployment) -> None:
    page = {"answer_report", "change_subscription", "export_report", "read_page", "serve_settings"}
    lean = {"collect_events", "collect_witness", *page}
    for name, function in on_aws.pipeline.functions.items():
        variables = function["Environment"]["Variables"]
        expected = None if name in lean else name
        assert variables.get("POWERTOOLS_SERVICE_NAME") == expected
        assert variables.get("POWERTOOLS_METRICS_NAMESPACE") == (expected and "Tally")
