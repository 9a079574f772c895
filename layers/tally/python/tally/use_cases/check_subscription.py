"""check_subscription: its address may be mailed, before it is saved."""

from dataclasses import dataclass

from tally.domain.schedules.recipients import refuse_strangers
from tally.domain.settings.subscription_text import parse_subscription
from tally.ports.scheduling import Accounts


@dataclass(frozen=True, slots=True)
class CheckSubscription:
    """The rule of schedules, for what a command puts.

    Over HTTP people choose for their own address alone, which the user pool has verified, and with a role:
    that is within the rule (change_subscription).
    """

    accounts: Accounts
    sender: str

    def __call__(self, text: str) -> None:
        """Misconfigured says what to change. What is never sent may be of any address: so a mail is ended."""
        subscription = parse_subscription(text)
        if subscription.weekdays:
            refuse_strangers([subscription.email], self.accounts(), self.sender)
