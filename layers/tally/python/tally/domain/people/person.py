"""Who a customer is: every id that Tally stored one under, and which devices are theirs."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tally.domain.people.identity import DEVICE_PREFIX
from tally.domain.people.mentions import ERASED


@dataclass(frozen=True, slots=True)
class Link:
    """A device and a user who was seen on it; `is_first`: the first one ever, as identity_map has it."""

    device_id: str
    user_id: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A customer: `user_id` is None for a device that nobody logged in on.

    `shared` are those of `devices` on which other users were seen later: the events of those users are
    their own and stay, with the device's id in them. `guessed` are those that nothing links to the user:
    an id that was asked for may be a device's. `doubtful` are devices they were seen on that are nobody's,
    for so many others were seen there too: they are none of `devices`, and what nobody known did there stays.
    `borrowed` are devices of others that they were seen on later: what nobody known did there is theirs.
    `named_beside` are ids of others, as far as is known, that an alias or a merge named together with theirs.
    """

    user_id: str | None
    devices: frozenset[str]
    shared: frozenset[str] = frozenset()
    guessed: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    named_beside: frozenset[str] = frozenset()
    borrowed: frozenset[str] = frozenset()

    @property
    def distinct_ids(self) -> frozenset[str]:
        """The person of an event, as sent: an event is the customer's exactly if its distinct_id is here."""
        users = () if self.user_id is None else (self.user_id,)
        return frozenset((*users, *(DEVICE_PREFIX + device for device in self.devices)))

    @property
    def names(self) -> frozenset[str]:
        """The ids as they stand in a text; a device's is there with and without its prefix."""
        return self.devices if self.user_id is None else self.devices | {self.user_id}

    @property
    def mentioned_as(self) -> frozenset[str]:
        """The values by which somebody else's event may name them; never what stands for an erased id."""
        return (self.names | self.distinct_ids) - {ERASED, DEVICE_PREFIX + ERASED}


@dataclass(frozen=True, slots=True)
class Traces:
    """What tells a customer's rows: the keys that the tables join on, and ids as they stand in texts.

    `person_keys`: the key of each distinct_id. `event_keys`: id_hash of each of their events.
    `with_mentions`: what names them in others' rows goes, too. `stand_in`: the id of the random person
    under whom their orders are kept; None when none are.
    """

    person: Person
    person_keys: frozenset[int]
    event_keys: frozenset[int]
    with_mentions: bool = False
    stand_in: str | None = None


def may_be_an_id(text: str) -> bool:
    """Whether a user or a device may be called so: there is more to it than white space."""
    return bool(text.removeprefix(DEVICE_PREFIX).strip())


def owner_of(customer_id: str, links: Iterable[Link]) -> str | None:
    """The user whom an id leads to: the first one on that device, or the id itself when it is a user's.

    None for a device, named as such, that no user was seen on.
    """
    device = customer_id.removeprefix(DEVICE_PREFIX)
    known = list(links)
    if any(link.user_id == customer_id for link in known):
        return customer_id
    first = next((link.user_id for link in known if link.device_id == device and link.is_first), None)
    return first if first is not None or customer_id.startswith(DEVICE_PREFIX) else customer_id


def person_of(
    customer_id: str,
    owner: str | None,
    links: Sequence[Link],
    known_devices: Iterable[str] = (),
    doubtful: AbstractSet[str] = frozenset(),
) -> Person:
    """The person whose user id is `owner`, by the links of all devices that this user was seen on.

    `known_devices`, from before: once the events that link a device are erased, nothing else says whose it
    was. An id of which nothing is known may be a user's or a device's, and is taken for both.
    """
    theirs = {link.device_id for link in links if link.is_first and link.user_id == owner}
    others = {link.device_id for link in links if link.is_first and link.user_id != owner}
    is_user = any(link.user_id == customer_id for link in links)
    asked = () if is_user else (customer_id.removeprefix(DEVICE_PREFIX),)
    devices = theirs | ({*asked, *known_devices} - others - doubtful)
    shared = {link.device_id for link in links if link.user_id != owner and link.device_id in devices}
    borrowed = {link.device_id for link in links if link.user_id == owner and link.device_id in others}
    return Person(
        owner,
        frozenset(devices),
        frozenset(shared),
        guessed=frozenset(devices - theirs),
        doubtful=frozenset(doubtful),
        borrowed=frozenset(borrowed),
    )
