"""Objects that are kept to save time and made anew when somebody asks: all of them are deleted, unread."""

from collections.abc import Callable
from dataclasses import dataclass

from tally.adapters.erasing.objects import Objects
from tally.domain.people.erasure import Erased, Found
from tally.domain.people.person import Traces


@dataclass(frozen=True, slots=True)
class KeptObjects:
    """See ports.CustomerPlace. They hold numbers, not rows: what was counted with the customer goes, too.

    `mark` is written before: what was counted by then, and is ready only now, is not to be kept.
    """

    name: str
    objects: Objects
    prefix: str
    mark: str

    def look(self, _traces: Traces) -> Found:
        """See CustomerPlace.look."""
        return Found(objects=sum(1 for _ in self.objects.list_under(self.prefix)))

    def erase(self, _traces: Traces, _go_on: Callable[[], bool]) -> Erased:
        """See CustomerPlace.erase."""
        self.objects.put(self.mark, b"")
        listed = list(self.objects.list_under(self.prefix))
        self.objects.delete([each.key for each in listed])
        return Erased(objects_deleted=len(listed), bytes_removed=sum(each.size for each in listed))
