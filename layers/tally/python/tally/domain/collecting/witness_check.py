"""What a look at the witness's notes finds: a record of its own, as all that the witness does is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tally.domain.collecting.field_warning import FieldWarning
from tally.domain.collecting.rejection import Rejection


@dataclass(frozen=True, slots=True)
class WitnessCheck:
    """How many notes a body holds, and a rejection for each that cannot be used; warnings are of others."""

    notes: int
    rejections: Sequence[Rejection] = ()
    warnings: Sequence[FieldWarning] = ()
