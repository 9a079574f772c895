"""Whom the daily report may be mailed to, by command as over HTTP."""

from dataclasses import replace

import pytest
from tally.domain.answering.caller import Caller
from tally.domain.errors import Misconfigured
from tally.use_cases.check_subscription import CheckSubscription

from tests.scheduling import ADA, BOARD

SENDER = "tally@shop.example"
OUTSIDE = 'email = "bo@board.example"\n'


@pytest.mark.parametrize(
    ("text", "accounts", "sender"),
    [
        (OUTSIDE, [ADA, BOARD], SENDER),
        (OUTSIDE, [BOARD], ""),
        ('email = "list@shop.example"\n', [], SENDER),
        (f"{OUTSIDE}weekdays = []\n", [], SENDER),  # whose mail ends
    ],
)
def test_accounts_and_the_shops_own_mailboxes_may(text: str, accounts: list[Caller], sender: str) -> None:
    CheckSubscription(lambda: accounts, sender)(text)


@pytest.mark.parametrize(
    "accounts", [[], [ADA], [replace(BOARD, groups=frozenset())], [replace(BOARD, email=None)]]
)
def test_others_are_refused(accounts: list[Caller]) -> None:
    with pytest.raises(
        Misconfigured, match=r"^bo@board\.example: no verified address of an account with a role"
    ):
        CheckSubscription(lambda: accounts, SENDER)(OUTSIDE)
