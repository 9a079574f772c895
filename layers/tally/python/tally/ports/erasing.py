"""What erasing a customer needs."""

from collections.abc import Callable, Iterable
from typing import Protocol

from tally.domain.people.erasure import Erased, Found, Proof
from tally.domain.people.person import Traces


class Customers(Protocol):
    """Who a customer is."""

    def find_traces(self, customer_id: str, known_devices: Iterable[str] = ()) -> Traces:
        """The person behind a user id, a device id (with or without `$device:`) or a profile's distinct id.

        `known_devices`, from before: see domain.person.person_of.
        """


class CustomerPlace(Protocol):
    """One place where rows of customers lie."""

    @property
    def name(self) -> str:
        """For people, such as `landing`."""

    def look(self, traces: Traces) -> Found:
        """What lies there, without changing anything."""

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        """Remove it physically; asked now and then, `go_on` says whether there is time for more.

        Killed anywhere, another call does the rest. Others' rows stay as they are; where their JSON
        names the customer, ERASED is put there if `traces.with_mentions`. With `traces.stand_in` the
        customer's orders stay in the table of events as that person's.
        """


class ErasureProofs(Protocol):
    """What is kept of erasures."""

    def get(self, key: str) -> Proof | None:
        """The proof stored there, if any."""

    def put(self, proof: Proof) -> None:
        """Store it, in the place of the one before."""


class Suppression(Protocol):
    """The ids whose late copies do not land, by key."""

    def add(self, keys: Iterable[int]) -> None:
        """Keep out what comes under these ids of one person."""

    def remove(self, keys: Iterable[int]) -> int:
        """Let in again the people who have one of these ids, with all their ids; how many ids that is."""
