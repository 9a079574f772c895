"""What a refusal over HTTP is called, in the language of who asks."""

import json
from typing import Any

import pytest
from tally.adapters.answering.http_reports import refuse
from tally.domain.answering.refusals import (
    Busy,
    NoSuchAnswer,
    NoSuchSetting,
    NotAllowed,
    StatementFailed,
    TooMuch,
)
from tally.domain.errors import (
    BadQuestion,
    Misconfigured,
    NotPublished,
    SettingChanged,
    TallyError,
    TemporaryFailure,
)

ERRORS: list[TallyError | None] = [
    None,
    Busy("x", 5),
    *(
        kind("x")
        for kind in (
            *(BadQuestion, Misconfigured, NoSuchAnswer, NoSuchSetting, NotAllowed, NotPublished),
            *(SettingChanged, StatementFailed, TemporaryFailure, TooMuch),
        )
    ),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_it_has_a_title_in_both_languages(error: TallyError | None) -> None:
    english, french = (read_problem(refuse(error, language)) for language in ("en", "fr"))
    assert english["status"] == french["status"]
    assert english["title"] != french["title"]


def read_problem(reply: dict[str, Any]) -> dict[str, Any]:
    problem: dict[str, Any] = json.loads(reply["body"])
    return problem
