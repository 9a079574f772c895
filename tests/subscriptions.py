"""The daily report's subscriptions in tests: the use case over memory, and what its owner was told."""

from dataclasses import dataclass, field

from tally.domain.answering.caller import Rights
from tally.use_cases.change_subscription import ChangeSubscription

from tests.settings import MemorySettings, writer

KEY = b"k" * 64
"""Of the links of mails."""


@dataclass
class Shop:
    settings: MemorySettings = field(default_factory=MemorySettings)
    told: list[str] = field(default_factory=list)

    def changer(self) -> ChangeSubscription:
        return ChangeSubscription(
            self.settings,
            lambda who: writer(self.settings, who),
            Rights(frozenset()),
            lambda _subject, text: self.told.append(text),
            "fr",
        )

    def list_writers(self) -> list[str]:
        return [version.written_by for version in self.settings.list_newest("subscription")]
