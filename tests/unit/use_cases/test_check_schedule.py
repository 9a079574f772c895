"""What is looked at before a schedule is saved, and whose it is to change."""

from dataclasses import replace

import pytest
from tally.domain.answering.caller import Caller, Role
from tally.domain.answering.refusals import NotAllowed
from tally.domain.errors import Misconfigured
from tally.use_cases.check_schedule import CheckSchedule

from tests.answering import BODIES, serve_settings
from tests.scheduling import ADA, BOARD, EVERY_MONDAY


def test_its_addresses_are_known() -> None:
    CheckSchedule(lambda: [ADA, BOARD], "tally@shop.example")(EVERY_MONDAY)
    with pytest.raises(Misconfigured, match=r"^bo@board\.example: no verified address"):
        CheckSchedule(lambda: [ADA], "tally@shop.example")(EVERY_MONDAY)
    with pytest.raises(Misconfigured, match="write mail_from"):
        CheckSchedule(lambda: [ADA, BOARD], "")(EVERY_MONDAY)


def test_only_the_owner_and_administrators_change_what_is_sent_in_their_name() -> None:
    serve, body = serve_settings(), BODIES["schedule"]
    serve.put(ADA, "schedule", "mondays", body, 0)
    changed = {**body, "day": "friday"}
    with pytest.raises(
        NotAllowed, match=r"Only ada@shop\.example, whose it is, and administrators change mondays"
    ):
        serve.put(BOARD, "schedule", "mondays", changed, 1)
    chief = replace(BOARD, groups=frozenset({Role.ADMINISTRATORS}))
    assert serve.put(chief, "schedule", "mondays", changed, 1)["owner"] == "ada@shop.example"
    serve.delete(Caller("ada", ADA.groups, ADA.email), "schedule", "mondays", 2)
