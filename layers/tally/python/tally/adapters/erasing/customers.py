"""Finds out, by Athena, who a customer is and which plain objects may hold their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tally.adapters.erasing.questions import Questions
from tally.adapters.wire.id_key import key_of
from tally.domain.events import message_names
from tally.domain.people.identity import DEVICE_PREFIX, MOST_USERS_OF_A_DEVICE
from tally.domain.people.mentions import words_of
from tally.domain.people.person import Link, Traces, owner_of, person_of
from tally.domain.reports.windows import CLOCK_ERROR, COPY_WINDOW
from tally.modelling import catalog
from tally.modelling.literals import Rows, Value, bind

KEYS_A_QUESTION = 8_000
"""Athena takes 262,144 bytes of statement; a key has up to 26."""


_ALONG_THE_WAY: Mapping[str, Value] = {
    "copy_window": COPY_WINDOW,
    "planned_visits": Rows(("varchar", "boolean"), []),
    "message_names": message_names.PATTERN,
    "longest_name": message_names.LONGEST,
}
"""Parameters of models on the way; whether an event is a visit tells nothing of whose it is."""


class _Devices(NamedTuple):
    """Links of a customer's devices; `doubtful` are those they were seen on that are nobody's."""

    links: Sequence[Link]
    doubtful: frozenset[str]


@dataclass(frozen=True, slots=True)
class AthenaCustomers:
    """See ports.Customers."""

    questions: Questions

    def find_traces(self, customer_id: str, known_devices: Iterable[str] = ()) -> Traces:
        """See Customers.find_traces."""
        found = self._find_devices(customer_id)
        owner = owner_of(customer_id, found.links)
        if owner is not None and owner != customer_id:
            found = self._find_devices(owner)
        person = person_of(customer_id, owner, found.links, known_devices, found.doubtful)
        keys = frozenset(map(key_of, person.distinct_ids))
        events = self._ask("customer_event_keys", {"persons": make_relation(keys)})
        beside = self._find_named_beside(keys) - person.mentioned_as
        return Traces(replace(person, named_beside=beside), keys, frozenset(row["id_hash"] for row in events))

    def objects_of(self, report: str) -> Callable[[Traces], Iterator[str]]:
        """Keys of the objects that this report finds by the persons' keys, and by words of their ids."""

        def found(traces: Traces) -> Iterator[str]:
            words = make_relation(map(key_of, words_of(traces.person.names)))
            return self._find_paths(report, {"persons": make_relation(traces.person_keys), "words": words})

        return found

    def find_witness_objects(self, traces: Traces) -> Iterator[str]:
        """Keys of the witness's objects that hold sightings of theirs."""
        for values in witness_questions(traces):
            yield from self._find_paths("customer_witness_objects", values)

    def _find_devices(self, customer_id: str) -> _Devices:
        device = DEVICE_PREFIX + customer_id.removeprefix(DEVICE_PREFIX)
        values: Mapping[str, Value] = {
            "user_key": key_of(customer_id),
            "device_key": key_of(device),
            "most_users": MOST_USERS_OF_A_DEVICE,
            "clock_error": CLOCK_ERROR,
            **_ALONG_THE_WAY,
        }
        query = catalog.inlined(catalog.query("customer_links").query)
        rows = self.questions.rows(bind(query, values))
        owners = {row["device_id"]: row["owner_id"] for row in rows if row["owner_id"] is not None}
        doubtful = frozenset(row["device_id"] for row in rows if row["owner_id"] is None)
        seen = [(row["device_id"], row["user_id"]) for row in rows if row["user_id"] is not None]
        # By an identity event alone a device may belong to a user who was never seen on it.
        pairs = dict.fromkeys([*owners.items(), *seen])
        links = [Link(device, user, is_first=owners[device] == user) for device, user in pairs]
        return _Devices(links, doubtful)

    def _find_named_beside(self, keys: Iterable[int]) -> frozenset[str]:
        query = catalog.inlined(catalog.query("customer_named_beside").query)
        rows = self.questions.rows(bind(query, {**_ALONG_THE_WAY, "persons": make_relation(keys)}))
        return frozenset(row[name] for row in rows for name in ("first_id", "second_id"))

    def _find_paths(self, report: str, values: Mapping[str, Value]) -> Iterator[str]:
        for row in self._ask(report, values):
            yield row["path"].removeprefix("s3://").partition("/")[2]

    def _ask(self, report: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
        return self.questions.rows(bind(catalog.query(report).sql, values))


def witness_questions(traces: Traces) -> Iterator[Mapping[str, Value]]:
    """Parameters of the questions that find all sightings of a customer; one may be found by several."""
    persons = make_relation(traces.person_keys)
    for some in [*split_into_relations(traces.event_keys)] or [make_relation(())]:
        yield {"event_keys": some, "persons": persons}


def split_into_relations(keys: Iterable[int]) -> Iterator[Rows]:
    """Keys as relations that fit into a statement."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_A_QUESTION):
        yield make_relation(ordered[start : start + KEYS_A_QUESTION])


def make_relation(keys: Iterable[int]) -> Rows:
    """Keys as a relation of one column."""
    return Rows(("bigint",), [(key,) for key in sorted(keys)])
