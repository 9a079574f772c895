"""What a look at a body finds, before anything of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tally.domain.collecting.field_warning import FieldWarning
from tally.domain.collecting.rejection import Reason, Rejection


@dataclass(frozen=True, slots=True)
class BodyCheck:
    """How many events a body holds, and a rejection for each of them that will go to quarantine.

    `write_key` is the one that the body itself names. `parameters` are those that a form carries beside its
    events, such as verbose=1. `text_bytes` is the body's size unzipped; 0 where it cannot be unzipped.
    `warnings` are for the sender, of what is accepted.
    """

    events: int
    rejections: Sequence[Rejection] = ()
    write_key: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    text_bytes: int = 0
    warnings: Sequence[FieldWarning] = ()

    @property
    def accepted(self) -> int:
        """Events that will land; 0 where the body is refused as a whole."""
        return max(self.events - len(self.rejections), 0)

    @property
    def too_large(self) -> Rejection | None:
        """Why the body as a whole is too large, if it is."""
        first = self.rejections[0] if self.rejections else None
        return first if first and first.reason is Reason.TOO_LARGE and first.index is None else None
