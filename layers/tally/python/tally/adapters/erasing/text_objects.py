"""Objects that are kept as they came or can be had again: those that name a customer are deleted whole."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from tally.adapters.erasing.names_in_text import Names
from tally.adapters.erasing.objects import Listed, Objects
from tally.domain.people.erasure import TIME_IS_UP, Erased, Found
from tally.domain.people.person import Traces

LARGEST_READ = 64 * 1024 * 1024
"""A larger object, the result of a large query, is deleted unread: the query can be run again."""
_AT_ONCE = 8


def _name_metadata(result: str) -> str:
    """Athena's own, beside the result of a query."""
    return f"{result}.metadata"


@dataclass(frozen=True, slots=True)
class TextObjects:
    """See ports.CustomerPlace. `prefix` is all that it looks at.

    `wanted_by` says who still needs the objects, in a sentence of what to do; empty when nobody does.
    `beside` names the object that goes with one, and before it: a run that is killed finds both again.
    """

    name: str
    objects: Objects
    prefix: str
    wanted_by: Callable[[], str] = str
    beside: Callable[[str], str] = _name_metadata

    def look(self, traces: Traces) -> Found:
        """See CustomerPlace.look."""
        found = sum(is_named for _, is_named in self._look_through(traces))
        return Found(found, found)

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        """See CustomerPlace.erase."""
        done, wanted_by = Erased(), self.wanted_by()
        for listed, is_named in self._look_through(traces):
            if not go_on():
                return replace(done, unfinished=TIME_IS_UP)
            if not is_named:
                continue
            if wanted_by:
                return replace(done, unfinished=wanted_by)
            self.objects.delete([self.beside(listed.key)])
            self.objects.delete([listed.key])
            done += Erased(rows=1, objects_deleted=1, bytes_removed=listed.size)
        return done

    def _look_through(self, traces: Traces) -> Iterator[tuple[Listed, bool]]:
        """Each object, and whether it names the customer."""
        names, listing = Names(traces.person.names), self.objects.list_under(self.prefix)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while some := list(islice(listing, _AT_ONCE)):
                yield from zip(
                    some, pool.map(lambda listed: self._names_them(listed, names), some), strict=True
                )

    def _names_them(self, listed: Listed, names: Names) -> bool:
        if listed.size > LARGEST_READ:
            return True
        body = self.objects.get(listed.key)
        return body is not None and names.occur_in(body.content)
