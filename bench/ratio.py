"""One line of the bench table. Each bench module has `run() -> list[Ratio]`."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours against something else, measured side by side in one run, in the same `unit`.

    `better` says on which side of `goal` the ratio must lie: "more" for other / ours (a speed-up),
    "less" for ours / other (a share).
    """

    name: str
    ours: float
    other: float
    unit: str
    goal: float
    better: Literal["more", "less"] = "more"

    @property
    def ratio(self) -> float:
        """other / ours for a speed-up, ours / other for a share."""
        return self.other / self.ours if self.better == "more" else self.ours / self.other

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal if self.better == "more" else self.ratio <= self.goal
